"""What StatefulSets, Deployments, DaemonSets, ReplicaSets and Jobs share: a selector, and a template it must match.

In: the spec of a workload as written. Out: FieldErrors. Upstream: pkg/apis/apps/validation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stslint import selectors
from stslint.apiserver.decoded import struct, text
from stslint.apiserver.errors import forbidden, invalid, not_supported, required
from stslint.apiserver.labels import validate_label_selector
from stslint.fields import FieldError, FieldPath

SELECTOR: FieldPath = ("spec", "selector")
TEMPLATE: FieldPath = ("spec", "template")
_LABELS: FieldPath = (*TEMPLATE, "metadata", "labels")
_MISMATCH = "`selector` does not match template `labels`"


def validate_selector(spec: Mapping[str, Any], kind: str) -> Iterator[FieldError]:
    """The selector is there, says something, and matches the labels of the template."""
    selector = spec.get("selector")
    if selector is None:
        yield _missing(spec) if kind == "daemonset" else required(SELECTOR)
        return
    errors = list(validate_label_selector(selector, SELECTOR))
    yield from errors
    if selectors.is_empty(selector):
        yield invalid(SELECTOR, selector, f"empty selector is invalid for {kind}")
    elif not errors:
        yield from _validate_template_labels(selector, spec)


def _missing(spec: Mapping[str, Any]) -> FieldError:
    """A DaemonSet's missing selector is only noticed because it matches nothing."""
    return invalid(_LABELS, _template_labels(spec), _MISMATCH, SELECTOR)


def _template_labels(spec: Mapping[str, Any]) -> Any:
    return struct(struct(spec, "template"), "metadata").get("labels")


def _validate_template_labels(selector: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[FieldError]:
    labels = _template_labels(spec)
    if not selectors.matches(selector, labels if isinstance(labels, dict) else {}):
        yield invalid(_LABELS, labels, _MISMATCH, related=(SELECTOR,))


def validate_runs_forever(spec: Mapping[str, Any], kind: str) -> Iterator[FieldError]:
    """Pods of these workloads are restarted for ever: no other restart policy, no deadline."""
    pod = struct(struct(spec, "template"), "spec")
    path = (*TEMPLATE, "spec")
    policy = text(pod, "restartPolicy")
    if policy and policy != "Always":
        yield not_supported((*path, "restartPolicy"), policy, ("Always",))
    if pod.get("activeDeadlineSeconds") is not None:
        yield forbidden((*path, "activeDeadlineSeconds"), f"activeDeadlineSeconds in {kind} is not Supported")
