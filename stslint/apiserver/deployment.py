"""Deployment, ReplicaSet and DaemonSet: selectors, templates and roll-out amounts that depend on each other.

In: the object as written. Out: FieldErrors and FieldWarnings. Upstream: pkg/apis/apps/validation,
pkg/registry/apps.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import number, struct, text
from stslint.apiserver.errors import forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.int_or_string import amount, validate_amount_or_percent, validate_at_most_100_percent
from stslint.apiserver.pod_template import pod_warnings, validate_pod_template
from stslint.apiserver.workloads import TEMPLATE, validate_runs_forever, validate_selector
from stslint.fields import FieldError, FieldPath, FieldWarning

DEADLINE_DEFAULT: Final = 600
STRATEGIES: Final = ("Recreate", "RollingUpdate")
STRATEGY: Final[FieldPath] = ("spec", "strategy")
UPDATE_STRATEGY: Final[FieldPath] = ("spec", "updateStrategy")


def validate_deployment(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateDeploymentSpec."""
    spec = struct(body, "spec")
    yield from validate_selector(spec, "deployment")
    yield from validate_pod_template(struct(spec, "template"), TEMPLATE, version)
    yield from validate_runs_forever(spec, "ReplicaSet")
    yield from _validate_strategy(struct(spec, "strategy"))
    yield from _validate_deadline(spec)


def _validate_strategy(strategy: Mapping[str, Any]) -> Iterator[FieldError]:
    kind = text(strategy, "type") or "RollingUpdate"
    rolling = strategy.get("rollingUpdate")
    if kind not in STRATEGIES:
        yield not_supported(STRATEGY, dict(strategy), STRATEGIES, (*STRATEGY, "type"))
    elif kind == "Recreate" and rolling is not None:
        detail = "may not be specified when strategy `type` is 'Recreate'"
        yield forbidden((*STRATEGY, "rollingUpdate"), detail, other=(*STRATEGY, "type"))
    elif isinstance(rolling, dict):
        yield from _validate_rolling_update(rolling, (*STRATEGY, "rollingUpdate"))


def _validate_rolling_update(rolling: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    yield from validate_amount_or_percent(unavailable, (*path, "maxUnavailable"))
    yield from validate_amount_or_percent(surge, (*path, "maxSurge"))
    if amount(unavailable) == 0 and amount(surge) == 0:
        yield invalid((*path, "maxUnavailable"), unavailable, "may not be 0 when `maxSurge` is 0")
    yield from validate_at_most_100_percent(unavailable, (*path, "maxUnavailable"))


def _validate_deadline(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    deadline, ready = spec.get("progressDeadlineSeconds"), number(spec, "minReadySeconds")
    seconds = DEADLINE_DEFAULT if deadline is None else deadline
    if isinstance(seconds, int) and seconds <= ready:
        at = None if deadline is not None else ("spec", "minReadySeconds")
        yield invalid(("spec", "progressDeadlineSeconds"), seconds, "must be greater than minReadySeconds", at)


def validate_replica_set(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateReplicaSetSpec."""
    spec = struct(body, "spec")
    yield from validate_selector(spec, "deployment")
    yield from validate_pod_template(struct(spec, "template"), TEMPLATE, version)
    yield from validate_runs_forever(spec, "ReplicaSet")


def validate_daemon_set(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateDaemonSetSpec."""
    spec = struct(body, "spec")
    yield from validate_selector(spec, "daemonset")
    yield from validate_pod_template(struct(spec, "template"), TEMPLATE, version)
    yield from validate_runs_forever(spec, "DaemonSet")
    strategy = struct(spec, "updateStrategy")
    kind = text(strategy, "type") or "RollingUpdate"
    rolling = strategy.get("rollingUpdate")
    if kind not in ("RollingUpdate", "OnDelete"):
        known = ("RollingUpdate", "OnDelete")
        yield not_supported(UPDATE_STRATEGY, dict(strategy), known, (*UPDATE_STRATEGY, "type"))
    elif kind == "RollingUpdate" and isinstance(rolling, dict):
        yield from _validate_daemon_rolling_update(rolling, (*UPDATE_STRATEGY, "rollingUpdate"))


def _validate_daemon_rolling_update(rolling: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    unavailable, surge = rolling.get("maxUnavailable"), rolling.get("maxSurge")
    unavailable, surge = 1 if unavailable is None else unavailable, 0 if surge is None else surge
    for name, value in (("maxUnavailable", unavailable), ("maxSurge", surge)):
        yield from validate_amount_or_percent(value, (*path, name))
        yield from validate_at_most_100_percent(value, (*path, name))
    if amount(unavailable) and amount(surge):
        yield invalid((*path, "maxSurge"), surge, "may not be set when maxUnavailable is non-zero")
    elif not amount(unavailable) and not amount(surge):
        yield required((*path, "maxUnavailable"), "cannot be 0 when maxSurge is 0")


def deployment_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """Those of the template, and names that make odd hostnames; also for ReplicaSets."""
    name = text(struct(body, "metadata"), "name")
    problems = formats.dns_label(name) if name else ()
    if problems:
        words = (
            "this is used in Pod names and hostnames, which can result in surprising behavior; "
            f"a DNS label is recommended: [{' '.join(problems)}]"
        )
        yield FieldWarning(("metadata", "name"), words, code="name-not-a-dns-label")
    yield from template_warnings(body, version)


def template_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """The warnings of a workload's Pod template."""
    yield from pod_warnings(struct(struct(body, "spec"), "template"), TEMPLATE, version)
