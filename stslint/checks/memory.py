"""Remembers, for as long as a cluster lives, what was once computed of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from stslint.cluster import Cluster

R = TypeVar("R")


def once(function: Callable[[Cluster], R]) -> Callable[[Cluster], R]:
    """The function, computed once for each cluster."""

    @wraps(function)
    def remembered(cluster: Cluster) -> R:
        known = _memory(cluster)
        if function not in known:
            known[function] = function(cluster)
        answer: R = known[function]
        return answer

    return remembered


def keyed(function: Callable[[Cluster, str, str], R]) -> Callable[[Cluster, str, str], R]:
    """The function of a cluster and two words, computed once for each of them."""

    @wraps(function)
    def remembered(cluster: Cluster, first: str, second: str) -> R:
        known = _memory(cluster)
        key = (function, first, second)
        if key not in known:
            known[key] = function(cluster, first, second)
        answer: R = known[key]
        return answer

    return remembered


def _memory(cluster: Cluster) -> dict[Any, Any]:
    """The answers live in the cluster itself, so that they are forgotten with it."""
    memory: dict[Any, Any] = vars(cluster).setdefault("_remembered", {})
    return memory
