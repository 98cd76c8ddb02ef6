"""HorizontalPodAutoscaler: replica bounds, the scale target, one source for each metric.

In: a HorizontalPodAutoscaler (autoscaling/v2 or v1) as written. Out: FieldErrors. Upstream:
pkg/apis/autoscaling/validation, with the defaults of pkg/apis/autoscaling/v2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from stslint import quantities
from stslint.apiserver import formats
from stslint.apiserver.decoded import is_set, number, struct, structs, text
from stslint.apiserver.errors import forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.resource_names import container_resource_problems
from stslint.fields import FieldError, FieldPath

SCALE_TO_ZERO_SINCE: Final = (1, 37)
GROUP_REQUIRED_SINCE: Final = (1, 34)
PERIOD_MAX: Final = 1800
WINDOW_MAX: Final = 3600
SOURCES: Final[Mapping[str, str]] = {
    "ContainerResource": "containerResource",
    "External": "external",
    "Object": "object",
    "Pods": "pods",
    "Resource": "resource",
}
_ORDER: Final = ("object", "external", "pods", "resource", "containerResource")
TARGET_TYPES: Final = ("Utilization", "Value", "AverageValue")


def validate_horizontal_pod_autoscaler(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateHorizontalPodAutoscaler; the one metric of v1 is validated as the first of v2."""
    spec = struct(body, "spec")
    yield from _validate_replicas(spec, version)
    target = struct(spec, "scaleTargetRef")
    core = text(target, "kind") == "ReplicationController"
    errors = _validate_reference(target, ("spec", "scaleTargetRef"), allow_core=core)
    yield from _since_group_required(errors, version)
    for index, metric in structs(spec, "metrics"):
        yield from _validate_metric(metric, ("spec", "metrics", index))
    utilization = spec.get("targetCPUUtilizationPercentage")
    if isinstance(utilization, int) and utilization < 1:
        path = ("spec", "metrics", 0, "resource", "target", "averageUtilization")
        yield invalid(path, utilization, "must be greater than 0", ("spec", "targetCPUUtilizationPercentage"))
    behavior = struct(spec, "behavior")
    for direction in ("scaleUp", "scaleDown"):
        if is_set(behavior, direction):
            yield from _validate_scaling_rules(struct(behavior, direction), ("spec", "behavior", direction))


def _since_group_required(errors: Iterator[FieldError], version: Version) -> Iterator[FieldError]:
    """Older servers took any apiVersion; the controller then finds nothing to scale."""
    for error in errors:
        if error.path[-1] == "apiVersion" and version < GROUP_REQUIRED_SINCE:
            error = error._replace(facts={**error.facts, "stage": "run"})
        yield error


def _validate_replicas(spec: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    least = 0 if version >= SCALE_TO_ZERO_SINCE else 1
    minimum, maximum = spec.get("minReplicas"), number(spec, "maxReplicas")
    minimum = 1 if not isinstance(minimum, int) else minimum
    if minimum < least:
        yield invalid(("spec", "minReplicas"), minimum, f"must be greater than or equal to {least}")
    if maximum == 0:
        yield required(("spec", "maxReplicas"), "must be set and greater than 0")
    elif maximum < 0:
        yield invalid(("spec", "maxReplicas"), maximum, "must be greater than or equal to 1")
    elif maximum < minimum:
        yield invalid(("spec", "maxReplicas"), maximum, "must be greater than or equal to `minReplicas`")
    if minimum == 0 and least == 0:
        kinds = {text(metric, "type") for _, metric in structs(spec, "metrics")}
        if not kinds & {"Object", "External"}:
            detail = "must specify at least one Object or External metric to support scaling to zero replicas"
            yield forbidden(("spec", "metrics"), detail, ("spec", "minReplicas"), "value")


def _validate_reference(reference: Mapping[str, Any], path: FieldPath, *, allow_core: bool) -> Iterator[FieldError]:
    for name in ("kind", "name"):
        value = text(reference, name)
        if not value:
            yield required((*path, name))
        for detail in formats.path_segment_name(value):
            yield invalid((*path, name), value, detail)
    version = text(reference, "apiVersion")
    if version.count("/") > 1:
        yield invalid((*path, "apiVersion"), version, f"unexpected GroupVersion string: {version}")
    elif not allow_core and not version.rpartition("/")[0]:
        yield invalid((*path, "apiVersion"), version, "apiVersion must specify API group")


def _validate_metric(metric: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    kind = text(metric, "type")
    present = [name for name in _ORDER if is_set(metric, name)]
    if present:
        yield from _VALIDATE[present[0]](struct(metric, present[0]), (*path, present[0]))
    expected = SOURCES.get(kind)
    if not kind:
        yield required((*path, "type"), "must specify a metric source type", known=tuple(SOURCES))
    elif expected is None:
        yield not_supported((*path, "type"), kind, SOURCES)
    elif expected not in present:
        detail = "must populate information for the given metric source"
        yield required((*path, expected), detail, other=(*path, "type"))
    for name in present if len(present) != 1 else ():
        if name != expected:
            yield forbidden((*path, name), "must populate the given metric source only")


def _validate_object(source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    yield from _validate_reference(struct(source, "describedObject"), (*path, "describedObject"), allow_core=True)
    yield from _validate_identifier(source, path)
    target = struct(source, "target")
    if not is_set(target, "value") and not is_set(target, "averageValue"):
        yield required((*path, "target", "averageValue"), "must set either a target value or averageValue")


def _validate_external(source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    yield from _validate_identifier(source, path)
    target = struct(source, "target")
    value, average = is_set(target, "value"), is_set(target, "averageValue")
    if not value and not average:
        detail = "must set either a target value for metric or a per-pod target"
        yield required((*path, "target", "averageValue"), detail)
    elif value and average:
        detail = "may not set both a target value for metric and a per-pod target"
        yield forbidden((*path, "target", "value"), detail)


def _validate_pods(source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    yield from _validate_identifier(source, path)
    if not is_set(struct(source, "target"), "averageValue"):
        yield required((*path, "target", "averageValue"), "must specify a positive target averageValue")


def _validate_resource(source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    if not text(source, "name"):
        yield required((*path, "name"), "must specify a resource name")
    target = struct(source, "target")
    yield from _validate_target(target, (*path, "target"))
    utilization, average = is_set(target, "averageUtilization"), is_set(target, "averageValue")
    if not utilization and not average:
        detail = "must set either a target raw value or a target utilization"
        yield required((*path, "target", "averageUtilization"), detail)
    elif utilization and average:
        detail = "may not set both a target raw value and a target utilization"
        yield forbidden((*path, "target", "averageValue"), detail)


def _validate_container_resource(source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    yield from _validate_resource(source, path)
    name, container = text(source, "name"), text(source, "container")
    for detail in container_resource_problems(name) if name else ():
        yield invalid((*path, "name"), name, detail)
    if not container:
        yield required((*path, "container"), "must specify a container")
        return
    for detail in formats.dns_label(container):
        yield invalid((*path, "container"), container, detail)


_VALIDATE: Final[Mapping[str, Callable[[Mapping[str, Any], FieldPath], Iterator[FieldError]]]] = {
    "object": _validate_object,
    "external": _validate_external,
    "pods": _validate_pods,
    "resource": _validate_resource,
    "containerResource": _validate_container_resource,
}


def _validate_identifier(source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    name = text(struct(source, "metric"), "name")
    if not name:
        yield required((*path, "metric", "name"), "must specify a metric name")
    for detail in formats.path_segment_name(name):
        yield invalid((*path, "metric", "name"), name, detail)
    yield from _validate_target(struct(source, "target"), (*path, "target"))


def _validate_target(target: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    kind = text(target, "type")
    if not kind:
        yield required((*path, "type"), "must specify a metric target type", known=TARGET_TYPES)
    elif kind not in TARGET_TYPES:
        detail = "must be either Utilization, Value, or AverageValue"
        yield invalid((*path, "type"), kind, detail, known=TARGET_TYPES)
    for name in ("value", "averageValue"):
        quantity = quantities.parse(target.get(name))
        if quantity is not None and quantity <= 0:
            yield invalid((*path, name), target[name], "must be positive")
    utilization = target.get("averageUtilization")
    if isinstance(utilization, int) and utilization < 1:
        yield invalid((*path, "averageUtilization"), utilization, "must be greater than 0")


def _validate_scaling_rules(rules: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    window, policies = number(rules, "stabilizationWindowSeconds"), rules.get("policies")
    if window < 0:
        yield invalid((*path, "stabilizationWindowSeconds"), window, "must be greater than or equal to zero")
    elif window > WINDOW_MAX:
        yield invalid((*path, "stabilizationWindowSeconds"), window, f"must be less than or equal to {WINDOW_MAX}")
    if isinstance(policies, list) and not policies:
        yield required((*path, "policies"), "must specify at least one Policy")
    for index, policy in structs(rules, "policies"):
        yield from _validate_scaling_policy(policy, (*path, "policies", index))
    tolerance = quantities.parse(rules.get("tolerance"))
    if tolerance is not None and tolerance < 0:
        yield invalid((*path, "tolerance"), str(rules["tolerance"]), "must be greater than or equal to 0")


def _validate_scaling_policy(policy: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    kind, value, period = text(policy, "type"), number(policy, "value"), number(policy, "periodSeconds")
    if kind not in ("Percent", "Pods"):
        yield not_supported((*path, "type"), kind, ("Percent", "Pods"))
    if value <= 0:
        yield invalid((*path, "value"), value, "must be greater than zero")
    if period <= 0:
        yield invalid((*path, "periodSeconds"), period, "must be greater than zero")
    elif period > PERIOD_MAX:
        yield invalid((*path, "periodSeconds"), period, f"must be less than or equal to {PERIOD_MAX}")
