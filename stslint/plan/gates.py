"""What differs between Kubernetes versions in how StatefulSets are kept (CHANGELOGs, kube_features.go).

In: a version tuple, `(1, 37)` or `(1, 35, 2)`. Out: whether a behaviour is on by default in it.
"""

from __future__ import annotations

from typing import Final

Version = tuple[int, ...]

_WITHDRAWN_IN_35: Final = 4
"""1.35.4 turned MaxUnavailableStatefulSet off again (kubernetes#137409)."""


def max_unavailable(version: Version) -> bool:
    """`rollingUpdate.maxUnavailable` is kept and honoured; elsewhere it is dropped and one Pod goes at a time."""
    if version[:2] == (1, 35):
        return len(version) > 2 and version[2] < _WITHDRAWN_IN_35
    return version[:2] >= (1, 37)


def pod_index_label(version: Version) -> bool:
    return version[:2] >= (1, 28)


def null_timestamps(version: Version) -> bool:
    """A template's metadata was encoded with `creationTimestamp: null`, which is part of the revision's hash."""
    return version[:2] < (1, 34)


def immutability_by_field(version: Version) -> bool:
    """Each immutable field is refused in its own line; before, one sentence about `spec`."""
    return version[:2] >= (1, 37)
