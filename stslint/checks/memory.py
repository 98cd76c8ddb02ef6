"""Remembers, for as long as a cluster lives, what was once computed of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar
from weakref import WeakKeyDictionary

from stslint.cluster import Cluster

R = TypeVar("R")


def once(function: Callable[[Cluster], R]) -> Callable[[Cluster], R]:
    """The function, computed once for each cluster."""
    answers: WeakKeyDictionary[Cluster, R] = WeakKeyDictionary()

    @wraps(function)
    def remembered(cluster: Cluster) -> R:
        if cluster not in answers:
            answers[cluster] = function(cluster)
        return answers[cluster]

    return remembered


def keyed(function: Callable[[Cluster, str, str], R]) -> Callable[[Cluster, str, str], R]:
    """The function of a cluster and two words, computed once for each of them."""
    answers: WeakKeyDictionary[Cluster, dict[tuple[str, str], R]] = WeakKeyDictionary()

    @wraps(function)
    def remembered(cluster: Cluster, first: str, second: str) -> R:
        known = answers.setdefault(cluster, {})
        key = (first, second)
        if key not in known:
            known[key] = function(cluster, first, second)
        return known[key]

    return remembered
