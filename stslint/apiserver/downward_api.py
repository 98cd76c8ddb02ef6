"""Downward API references in environments and volumes.

In: fieldRef and resourceFieldRef values. Out: the server's refusals. Upstream: validateObjectFieldSelector,
validateContainerResourceFieldSelector.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from stslint import quantities
from stslint.apiserver import formats
from stslint.apiserver.decoded import text
from stslint.apiserver.errors import invalid, not_supported, required
from stslint.fields import FieldError, FieldPath
from stslint.patterns import pattern

ENV_FIELDS: Final = (
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
)
VOLUME_FIELDS: Final = (
    "metadata.annotations",
    "metadata.labels",
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
)
RESOURCES: Final = (
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
)
_HUGE_PAGES: Final = ("limits.hugepages-", "requests.hugepages-")
_CONVERTIBLE: Final = frozenset(
    {*ENV_FIELDS, *VOLUME_FIELDS, "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host"}
)
"""What ConvertDownwardAPIFieldLabel knows; `spec.host` is an old name of `spec.nodeName`."""
_SUBSCRIPTED: Final = pattern(r"([^\[]*)\['(.*)'\]", re.DOTALL)


def validate_field_ref(reference: Mapping[str, Any], path: FieldPath, known: tuple[str, ...]) -> Iterator[FieldError]:
    """The field exists and is offered here; only labels and annotations take a subscript."""
    version, field, place = text(reference, "apiVersion") or "v1", text(reference, "fieldPath"), (*path, "fieldPath")
    if field in known and version == "v1":
        return
    subscripted = _SUBSCRIPTED.fullmatch(field)
    if not field:
        yield required(place)
    elif version != "v1":
        detail = f"error converting fieldPath: unsupported pod version: {version}"
        yield invalid(place, field, detail, (*path, "apiVersion"))
    elif subscripted:
        yield from _validate_subscript(subscripted[1], subscripted[2], field, path)
    elif field not in _CONVERTIBLE:
        yield invalid(place, field, f"error converting fieldPath: field label not supported: {field}", known=known)
    elif field != "spec.host" or "spec.nodeName" not in known:
        yield not_supported(place, field, known)


def _validate_subscript(base: str, subscript: str, field: str, path: FieldPath) -> Iterator[FieldError]:
    if base not in ("metadata.annotations", "metadata.labels"):
        detail = f"error converting fieldPath: field label does not support subscript: {field}"
        yield invalid((*path, "fieldPath"), field, detail)
        return
    key = subscript.lower() if base == "metadata.annotations" else subscript
    for problem in formats.label_key(key):
        yield invalid(path, key, problem, (*path, "fieldPath"))


def validate_resource_field_ref(
    reference: Mapping[str, Any], path: FieldPath, *, in_volume: bool
) -> Iterator[FieldError]:
    """A container resource of the list, in units the server knows; a volume has to name the container."""
    resource = text(reference, "resource")
    if in_volume and not text(reference, "containerName"):
        yield required((*path, "containerName"))
    elif not resource:
        yield required((*path, "resource"))
    elif resource not in RESOURCES and not resource.startswith(_HUGE_PAGES):
        yield not_supported((*path, "resource"), resource, RESOURCES)
    divisor = reference.get("divisor")
    if divisor is not None:
        yield from _validate_divisor(resource, divisor, path)


def _validate_divisor(resource: str, divisor: Any, path: FieldPath) -> Iterator[FieldError]:
    value = quantities.parse(divisor)
    if not value or not (resource in RESOURCES or resource.startswith(_HUGE_PAGES)):
        return
    if resource.endswith(".cpu"):
        legal, units, name = value in (1, Fraction(1, 1000)), "1m and 1", "cpu"
    else:
        legal, units, name = _is_unit(value, str(divisor)), _UNITS, _resource_words(resource)
    if not legal:
        detail = f"only divisor's values {units} are supported with the {name} resource"
        yield invalid((*path, "divisor"), resource, detail, divisor=divisor)


_UNITS: Final = "1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei"


def _resource_words(resource: str) -> str:
    if resource.startswith(_HUGE_PAGES):
        return "hugepages"
    return "memory" if resource.endswith(".memory") else "local ephemeral storage"


def _is_unit(value: Fraction, written: str) -> bool:
    """One unit as Quantity.String() prints it: `1024Ki` is printed 1Mi, but `1048576` and `1e3` stay as they are."""
    if value == 1:
        return True
    if written.endswith("i") and value >= 1024:
        return value in _BINARY_UNITS
    return value in _DECIMAL_UNITS and not re.search(r"[eE][+-]?\d", written)


_BINARY_UNITS: Final = frozenset(Fraction(1024**power) for power in range(1, 7))
_DECIMAL_UNITS: Final = frozenset(Fraction(1000**power) for power in range(1, 7))
