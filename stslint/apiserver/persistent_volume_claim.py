"""PersistentVolumeClaim specs, wherever they stand: claims, claim templates of StatefulSets, ephemeral volumes.

In: a claim's spec as written. Out: FieldErrors and FieldWarnings. Upstream: ValidatePersistentVolumeClaimSpec in
pkg/apis/core/validation, pkg/api/persistentvolumeclaim.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from stslint import quantities
from stslint.apiserver import formats
from stslint.apiserver.decoded import struct, text, texts
from stslint.apiserver.errors import forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.labels import validate_label_selector
from stslint.fields import FieldError, FieldPath, FieldWarning, Key

ACCESS_MODES: Final = ("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod")
STORAGE_CLASS_ANNOTATION: Final = "volume.beta.kubernetes.io/storage-class"
_INT64_MAX: Final = 2**63 - 1
_INT64_DIGITS: Final = 18


def validate_persistent_volume_claim(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """The spec of a claim of its own: the server drops a data source it does not know before it looks."""
    spec = struct(body, "spec")
    reference = spec.get("dataSourceRef")
    dropped = ["dataSourceRef"] if _crosses_namespaces(reference) else []
    if (reference is None or dropped) and not _is_claim_or_snapshot(struct(spec, "dataSource")):
        dropped.append("dataSource")
    spec = {key: value for key, value in spec.items() if key not in dropped} if dropped else spec
    yield from validate_claim_spec(spec, ("spec",), version)


def _crosses_namespaces(reference: Any) -> bool:
    """Such a reference is dropped: CrossNamespaceVolumeDataSource is on by default nowhere."""
    return isinstance(reference, dict) and text(reference, "namespace") != ""


def _is_claim_or_snapshot(source: Mapping[str, Any]) -> bool:
    return (text(source, "kind"), text(source, "apiGroup")) in (
        ("PersistentVolumeClaim", ""),
        ("VolumeSnapshot", "snapshot.storage.k8s.io"),
    )


def validate_claim_spec(spec: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """ValidatePersistentVolumeClaimSpec; enums and names of classes are the schema's."""
    yield from _validate_access_modes(texts(spec, "accessModes"), (*path, "accessModes"))
    if spec.get("selector"):
        yield from validate_label_selector(spec["selector"], (*path, "selector"))
    yield from _validate_storage(struct(spec, "resources"), (*path, "resources"))
    if spec.get("dataSource") is not None or spec.get("dataSourceRef") is not None:
        yield from _validate_data_sources(spec, path)


def _validate_access_modes(modes: list[str], path: FieldPath) -> Iterator[FieldError]:
    if not modes:
        yield required(path, "at least 1 access mode is required", known=ACCESS_MODES)
    for index, mode in enumerate(modes):
        if mode not in ACCESS_MODES:
            yield not_supported(path, mode, ACCESS_MODES, (*path, index))
    known = {mode for mode in modes if mode in ACCESS_MODES}
    if "ReadWriteOncePod" in known and len(known) > 1:
        yield forbidden(path, "may not use ReadWriteOncePod with other access modes")


def _validate_storage(resources: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    storage, field = struct(resources, "requests").get("storage"), (*path, Key("storage"))
    if storage is None and "storage" not in struct(resources, "requests"):
        yield required(field, at=(*path, "requests", Key("storage")))
        return
    size = Fraction(0) if storage is None else quantities.parse(storage)
    if size is not None and size <= 0:
        yield invalid(field, str(storage or 0), "must be greater than zero", (*path, "requests", Key("storage")))


def _validate_data_sources(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    source, reference = spec.get("dataSource"), spec.get("dataSourceRef")
    if isinstance(source, dict):
        yield from _validate_data_source(source, (*path, "dataSource"))
    if isinstance(reference, dict):
        yield from _validate_data_source(reference, (*path, "dataSourceRef"))
    if isinstance(source, dict) and isinstance(reference, dict):
        yield from _validate_pair(source, reference, path)


def _validate_pair(source: Mapping[str, Any], reference: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    if _crosses_namespaces(reference):
        detail = "may not be specified when dataSourceRef.namespace is specified"
        yield invalid(path, "dataSource", detail, (*path, "dataSource"), "key")
    elif _identity(source) != _identity(reference):
        yield invalid(path, "dataSource", "must match dataSourceRef", (*path, "dataSource"))


def _identity(source: Mapping[str, Any]) -> tuple[str, str, str]:
    return text(source, "apiGroup"), text(source, "kind"), text(source, "name")


def _validate_data_source(source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    group, kind, name = _identity(source)
    if not name:
        yield required((*path, "name"))
    if not kind:
        yield required((*path, "kind"))
    if not group and kind != "PersistentVolumeClaim":
        detail = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
        yield invalid(path, kind, detail, (*path, "kind"), known=("PersistentVolumeClaim",))
    for detail in formats.dns_subdomain(group) if group else ():
        yield invalid((*path, "apiGroup"), group, detail)
    namespace = text(source, "namespace")
    for detail in formats.dns_label(namespace) if namespace else ():
        yield invalid((*path, "namespace"), namespace, detail)


def persistent_volume_claim_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """The old annotation, and sizes in fractions of bytes."""
    annotations = struct(struct(body, "metadata"), "annotations")
    if STORAGE_CLASS_ANNOTATION in annotations:
        path = ("metadata", "annotations", Key(STORAGE_CLASS_ANNOTATION))
        words = 'deprecated since v1.8; use "storageClassName" attribute instead'
        yield FieldWarning(path, words, anchor="key", code="storage-class-annotation")
    yield from claim_spec_warnings(struct(body, "spec"), ("spec",))


def claim_spec_warnings(
    spec: Mapping[str, Any], path: FieldPath, at: FieldPath | None = None
) -> Iterator[FieldWarning]:
    """Sizes in fractions of bytes; claim templates are reported without `spec` in the path, so `at` has it."""
    resources = struct(spec, "resources")
    for kind in ("requests", "limits"):
        storage = struct(resources, kind).get("storage")
        if storage is not None and is_fractional(storage):
            where: FieldPath = ("resources", kind, Key("storage"))
            words = f'fractional byte value "{storage}" is invalid, must be an integer'
            yield FieldWarning((*path, *where), words, (*(at or path), *where), code="fractional-bytes")


def is_fractional(quantity: Any) -> bool:
    """Whether thousandths remain (MilliValue % 1000), with what an int64 makes of amounts too large for it."""
    size = quantities.parse(quantity)
    if size is None:
        return False
    written = str(quantity).strip()
    if written.endswith("i"):
        size = min(size, Fraction(_INT64_MAX))
    thousandths = math.ceil(size * 1000)
    if abs(thousandths) > _INT64_MAX:
        exact = not written.endswith("i") and sum(map(str.isdigit, written)) <= _INT64_DIGITS
        return not exact and ((thousandths + 2**63) % 2**64 - 2**63) % 1000 != 0
    return thousandths % 1000 != 0
