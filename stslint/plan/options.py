"""What a plan is asked for: where, for which server, sent how, and what the cluster does beyond the manifests."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, get_args

from stslint.cluster import Cluster
from stslint.fields import FieldError
from stslint.resources import Resource

Mode = Literal[
    "apply",
    "server-side",
    "replace",
    "recreate",
    "recreate-sets",
    "recreate-services",
    "recreate-orphan",
]
"""`apply` kubectl's client-side three-way merge · `replace` PUT · `recreate…` delete and create, the rest PUT."""

MODES: Final[tuple[str, ...]] = get_args(Mode)
ALIASES: Final = {"orphan": "recreate-orphan"}

Prune = bool | Literal["Orphan"]
Refused = Callable[[Resource], list[FieldError]]


@dataclass(frozen=True, slots=True)
class Given:
    """What the cluster does beyond the manifests ("what if")."""

    never_ready: str = ""
    """Regular expression: Pods of such names run, but never get Ready."""
    fail_image: str = ""
    """Regular expression: such images cannot be pulled."""
    crash_image: str = ""
    """Regular expression: containers of such images start and fall over."""
    provision: bool = False
    """PersistentVolumeClaims get bound."""
    unbound_class: str = ""
    """Claims of this class never bind, so their Pods are never scheduled."""
    real_min_ready: bool = False
    """Pods become available only minReadySeconds after they are Ready."""
    unready: str = ""
    """Regular expression: these Pods have become unready just before the update."""
    delete_pods: tuple[str, ...] = ()
    """These Pods are deleted by hand instead of (or just before) an update."""

    def matches(self, pattern: str, text: str) -> bool:
        return bool(pattern) and re.search(pattern, text) is not None


@dataclass(frozen=True, slots=True)
class Options:
    kubernetes_version: tuple[int, ...] = (1, 37)
    namespace: str = "default"
    cluster_domain: str = "cluster.local"
    given: Given = field(default_factory=Given)
    mode: str = "apply"
    prune: Prune = False
    refused: Refused | None = None
    """Judges one object; without it `stslint.verdict` does."""
    warned: Callable[[Resource], list[str]] | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of a scenario: manifests sent in a mode, and what is done by hand just before."""

    key: str
    cluster: Cluster | None = None
    mode: str = "apply"
    prune: Prune = False
    unready: str = ""
    delete_pods: Sequence[str] = ()


def given(value: Any) -> Given:
    """A `Given` from its JSON form; unknown names raise TypeError."""
    if isinstance(value, Given):
        return value
    fields = {str(key).replace("-", "_"): each for key, each in dict(value or {}).items()}
    if "delete_pods" in fields:
        fields["delete_pods"] = tuple(fields["delete_pods"])
    return Given(**fields)
