"""When an error bites: older API servers accept what the newest refuses, and the controller stumbles over it later.

In: an object's group and kind, its errors (from schemas and from here), the server's version. Out: the same errors,
those of later stages with the fact `stage`. Upstream: the minors in which apps/validation began to look at a field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from stslint.apiserver.feature_gates import Version
from stslint.fields import FieldError, FieldPath

STATEFUL_SET: Final = ("apps", "StatefulSet")
_ALWAYS_SEEN: Final[tuple[FieldPath, ...]] = (
    ("spec", "template", "metadata", "labels"),
    ("spec", "template", "labels"),
    ("spec", "template", "annotations"),
    ("spec", "template", "spec", "restartPolicy"),
    ("spec", "template", "spec", "activeDeadlineSeconds"),
)
_SEEN_SINCE: Final[Mapping[FieldPath, Version]] = {
    ("spec", "serviceName"): (1, 33),
    ("spec", "template"): (1, 34),
    ("spec", "volumeClaimTemplates"): (1, 35),
}
NEWEST: Final = max(_SEEN_SINCE.values())


def staged(group_kind: tuple[str, str], errors: Iterator[FieldError], version: Version) -> Iterator[FieldError]:
    """Errors a server of this version does not find are found when Pods and claims are created."""
    if version >= NEWEST or group_kind != STATEFUL_SET:
        yield from errors
        return
    for error in errors:
        if error.reason != "FieldValueTypeInvalid" and _is_unseen(error.path, version):
            error = error._replace(facts={**error.facts, "stage": "create"})
        yield error


def _is_unseen(path: FieldPath, version: Version) -> bool:
    if any(path[: len(seen)] == seen for seen in _ALWAYS_SEEN):
        return False
    return any(path[: len(prefix)] == prefix and version < since for prefix, since in _SEEN_SINCE.items())
