"""ResourceQuota, LimitRange and PriorityClass: names of resources, scopes, and amounts that contain each other.

In: the object as written. Out: FieldErrors and FieldWarnings. Upstream: pkg/apis/core/validation,
pkg/apis/scheduling/validation, pkg/registry/core/resourcequota.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint import quantities
from stslint.apiserver import formats
from stslint.apiserver.decoded import number, struct, structs, text, texts
from stslint.apiserver.errors import duplicate, forbidden, invalid, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.resource_names import is_integer
from stslint.fields import FieldError, FieldPath, FieldWarning, Key

PRIORITY_MAX: Final = 1_000_000_000
SYSTEM_PRIORITIES: Final = {"system-node-critical": 2_000_001_000, "system-cluster-critical": 2_000_000_000}
QUOTA_RESOURCES: Final = frozenset(
    [
        "cpu",
        "memory",
        "ephemeral-storage",
        "requests.cpu",
        "requests.memory",
        "requests.storage",
        "requests.ephemeral-storage",
        "limits.cpu",
        "limits.memory",
        "limits.ephemeral-storage",
        "pods",
        "resourcequotas",
        "services",
        "replicationcontrollers",
        "secrets",
        "persistentvolumeclaims",
        "configmaps",
        "services.nodeports",
        "services.loadbalancers",
    ]
)
_STANDARD: Final = QUOTA_RESOURCES | {"storage"}
_COMPUTE: Final = frozenset(["cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"])
_SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "Terminating": _COMPUTE | {"pods"},
    "NotTerminating": _COMPUTE | {"pods"},
    "NotBestEffort": _COMPUTE | {"pods"},
    "PriorityClass": _COMPUTE | {"pods"},
    "CrossNamespacePodAffinity": _COMPUTE | {"pods"},
    "BestEffort": frozenset({"pods"}),
    "VolumeAttributesClass": frozenset({"persistentvolumeclaims", "requests.storage"}),
}
_CONFLICTS: Final = (("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating"))
_NUMBERS: Final = ("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")
_ORDERED: Final = (
    ("min", "max", "min", "min value {0} is greater than max value {1}"),
    ("min", "defaultRequest", "defaultRequest", "min value {0} is greater than default request value {1}"),
    ("defaultRequest", "max", "defaultRequest", "default request value {0} is greater than max value {1}"),
    (
        "defaultRequest",
        "default",
        "defaultRequest",
        "default request value {0} is greater than default limit value {1}",
    ),
    ("min", "default", "default", "min value {0} is greater than default value {1}"),
    ("default", "max", "default", "default value {0} is greater than max value {1}"),
)


def validate_resource_quota(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateResourceQuotaSpec."""
    spec = struct(body, "spec")
    hard = struct(spec, "hard")
    for name, value in hard.items():
        path: FieldPath = ("spec", "hard", Key(name))
        yield from _validate_quota_name(name, path)
        amount = quantities.parse(value)
        if amount is not None and amount < 0:
            yield invalid(path, str(value), "must be greater than or equal to 0")
        elif amount is not None and is_integer(name) and amount.denominator > 1:
            yield invalid(path, value, "must be an integer")
    yield from _validate_scopes(texts(spec, "scopes"), hard, ("spec", "scopes"))
    for index, requirement in structs(struct(spec, "scopeSelector"), "matchExpressions"):
        yield from _validate_scope_requirement(requirement, hard, index)


def _validate_quota_name(name: str, path: FieldPath) -> Iterator[FieldError]:
    details = formats.label_key(name)
    for detail in details:
        yield invalid(path, name, detail, anchor="key")
    if not details and "/" not in name and not _is_quota_name(name):
        if name not in _STANDARD:
            yield invalid(path, name, "must be a standard resource type or fully qualified", anchor="key")
        yield invalid(path, name, "must be a standard resource for quota", anchor="key", known=tuple(QUOTA_RESOURCES))


def _is_quota_name(name: str) -> bool:
    return name in QUOTA_RESOURCES or name.startswith(("hugepages-", "requests.hugepages-"))


def _validate_scopes(scopes: list[str], hard: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    for index, scope in enumerate(scopes):
        if scope not in _SCOPES:
            yield invalid(path, scopes, "unsupported scope", (*path, index), known=tuple(_SCOPES))
        elif any(_is_quota_name(name) and name not in _SCOPES[scope] for name in hard):
            yield invalid(path, scopes, "unsupported scope applied to resource", (*path, index))
    if any(set(pair) <= set(scopes) for pair in _CONFLICTS):
        yield invalid(path, scopes, "conflicting scopes")


def _validate_scope_requirement(
    requirement: Mapping[str, Any], hard: Mapping[str, Any], index: int
) -> Iterator[FieldError]:
    path: FieldPath = ("spec", "scopeSelector", "matchExpressions")
    at = (*path, index)
    scope, operator = text(requirement, "scopeName"), text(requirement, "operator")
    values = texts(requirement, "values")
    if scope not in _SCOPES:
        yield invalid((*path, "scopeName"), scope, "unsupported scope", (*at, "scopeName"), known=tuple(_SCOPES))
    elif any(_is_quota_name(name) and name not in _SCOPES[scope] for name in hard):
        yield invalid(path, scope, "unsupported scope applied to resource", (*at, "scopeName"))
    if scope in _SCOPES and scope not in ("PriorityClass", "VolumeAttributesClass") and operator != "Exists":
        yield invalid((*path, "operator"), operator, f"must be 'Exists' when scope is {scope}", (*at, "operator"))
    if operator in ("In", "NotIn"):
        if not values:
            detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector"
            yield required((*path, "values"), detail, (*at, "values"))
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector"
            yield invalid((*path, "values"), values, detail, (*at, "values"))
    else:
        yield invalid((*path, "operator"), operator, "not a valid selector operator", (*at, "operator"))


def resource_quota_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """Requests may not add up to more than limits."""
    hard = struct(struct(body, "spec"), "hard")
    for name in ("cpu", "memory", "ephemeral-storage"):
        request = f"requests.{name}"
        if request not in hard and name != "ephemeral-storage":
            request = name
        low, high = quantities.parse(hard.get(request)), quantities.parse(hard.get(f"limits.{name}"))
        if low is not None and high is not None and low > high:
            words = f"{request} ({hard[request]}) should be less than limits.{name} ({hard[f'limits.{name}']})"
            yield FieldWarning(("spec", "hard", Key(request)), words, code="quota-requests-over-limits")


def validate_limit_range(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateLimitRange."""
    types: set[str] = set()
    for index, limit in structs(struct(body, "spec"), "limits"):
        path: FieldPath = ("spec", "limits", index)
        kind = text(limit, "type")
        yield from _validate_limit_type(kind, (*path, "type"))
        if kind in types:
            yield duplicate((*path, "type"), kind)
        types.add(kind)
        if kind == "Pod":
            for name in ("default", "defaultRequest"):
                if limit.get(name):
                    yield forbidden((*path, name), "may not be specified when `type` is 'Pod'")
        if kind == "PersistentVolumeClaim" and not any("storage" in struct(limit, name) for name in ("min", "max")):
            detail = "either minimum or maximum storage value is required, but neither was provided"
            yield required((*path, "limits"), detail, path)
        yield from _validate_limit_amounts(limit, path, kind)


def _validate_limit_type(kind: str, path: FieldPath) -> Iterator[FieldError]:
    known = ("Pod", "Container", "PersistentVolumeClaim")
    details = formats.label_key(kind)
    for detail in details:
        yield invalid(path, kind, detail, known=known)
    if not details and "/" not in kind and kind not in known:
        yield invalid(path, kind, "must be a standard limit type or fully qualified", known=known)


def _validate_limit_amounts(limit: Mapping[str, Any], path: FieldPath, kind: str) -> Iterator[FieldError]:
    names = {name: struct(limit, name) for name in _NUMBERS}
    for field, amounts in names.items():
        for name in amounts:
            yield from _validate_limited_name(name, (*path, field, Key(name)), kind)
    for low, high, field, words in _ORDERED:
        for name in names[low].keys() & names[high].keys():
            less, more = quantities.parse(names[low][name]), quantities.parse(names[high][name])
            if less is not None and more is not None and less > more:
                detail = words.format(names[low][name], names[high][name])
                yield invalid((*path, field, Key(name)), names[field][name], detail)
    for name, value in names["maxLimitRequestRatio"].items():
        yield from _validate_ratio(value, name, names, (*path, "maxLimitRequestRatio", Key(name)))


def _validate_limited_name(name: str, path: FieldPath, kind: str) -> Iterator[FieldError]:
    known = ("cpu", "memory", "ephemeral-storage") if kind in ("Pod", "Container") else tuple(_STANDARD)
    details = formats.label_key(name)
    for detail in details:
        yield invalid(path, name, detail, anchor="key")
    if not details and "/" not in name and name not in known and not name.startswith("hugepages-"):
        yield invalid(path, name, "must be a standard resource type or fully qualified", anchor="key", known=known)


def _validate_ratio(
    value: Any, name: str, names: Mapping[str, Mapping[str, Any]], path: FieldPath
) -> Iterator[FieldError]:
    ratio = quantities.parse(value)
    low, high = quantities.parse(names["min"].get(name)), quantities.parse(names["max"].get(name))
    if ratio is not None and ratio < 1:
        yield invalid(path, value, f"ratio {value} is less than 1")
    if ratio is not None and low and high is not None and ratio > high / low:
        yield invalid(path, value, f"ratio {value} is greater than max/min = {float(high / low):f}")


def validate_priority_class(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidatePriorityClass: the prefix `system-` and the highest numbers are the server's own."""
    name, value = text(struct(body, "metadata"), "name"), number(body, "value")
    if name.startswith("system-"):
        if SYSTEM_PRIORITIES.get(name) != value or body.get("globalDefault"):
            detail = "priority class names with 'system-' prefix are reserved for system use only"
            yield forbidden(("metadata", "name"), detail, anchor="value")
    elif value > PRIORITY_MAX:
        detail = f"maximum allowed value of a user defined priority is {PRIORITY_MAX}"
        yield forbidden(("value",), detail, anchor="value")
