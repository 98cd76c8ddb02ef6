"""Claims that a Pod brings along: ephemeral volumes (validateEphemeralVolumeSource).

In: a volume with the source ephemeral. Out: the server's refusals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver.decoded import struct
from stslint.apiserver.errors import forbidden, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.labels import validate_annotations, validate_labels
from stslint.apiserver.persistent_volume_claim import validate_claim_spec
from stslint.fields import FieldError, FieldPath

_NOT_ALLOWED: Final[Mapping[str, str]] = {
    "name": "name",
    "generateName": "generateName",
    "namespace": "namespace",
    "selfLink": "selfLink",
    "uid": "uID",
    "resourceVersion": "resourceVersion",
    "generation": "generation",
    "creationTimestamp": "creationTimestamp",
    "deletionTimestamp": "deletionTimestamp",
    "deletionGracePeriodSeconds": "deletionGracePeriodSeconds",
    "ownerReferences": "ownerReferences",
    "finalizers": "finalizers",
    "managedFields": "managedFields",
}
"""Fields of ObjectMeta besides labels and annotations, and the server's spelling (made from Go's names)."""


def validate_ephemeral_volume(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """A claim template of which only labels, annotations and spec may be written."""
    template, path = struct(volume, "ephemeral").get("volumeClaimTemplate"), (*path, "ephemeral", "volumeClaimTemplate")
    if not isinstance(template, dict):
        yield required(path)
        return
    metadata, place = struct(template, "metadata"), (*path, "metadata")
    yield from validate_annotations(metadata.get("annotations"), (*place, "annotations"))
    yield from validate_labels(metadata.get("labels"), (*place, "labels"))
    for field, spelled in _NOT_ALLOWED.items():
        if field in metadata and _is_written(field, metadata[field]):
            yield forbidden((*place, spelled), "cannot be set", (*place, field))
    yield from validate_claim_spec(struct(template, "spec"), (*path, "spec"), version)


def _is_written(field: str, value: Any) -> bool:
    """Zero values are as good as absent; an empty list is not, once it is decoded."""
    if field in ("ownerReferences", "finalizers", "managedFields", "deletionGracePeriodSeconds"):
        return value is not None
    return bool(value)
