"""Scheduling that is accepted but does nothing, or stands on labels that nodes will lose (warnings.go, pkg/api/node).

In: a PodSpec. Out: FieldWarnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import struct, structs, text, texts
from stslint.apiserver.scheduling import PREFERRED, REQUIRED
from stslint.fields import FieldPath, FieldWarning, Key

_DEPRECATED_LABELS: Final = {
    "beta.kubernetes.io/arch": 'deprecated since v1.14; use "kubernetes.io/arch" instead',
    "beta.kubernetes.io/os": 'deprecated since v1.14; use "kubernetes.io/os" instead',
    "failure-domain.beta.kubernetes.io/region": 'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
    "failure-domain.beta.kubernetes.io/zone": 'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
    "beta.kubernetes.io/instance-type": 'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
    "app.kubernetes.io/created-by": "deprecated since v1.9",
    "scheduler.alpha.kubernetes.io/preferAvoidPods": "deprecated since v1.22; use Taints and Tolerations instead",
    "node-role.kubernetes.io/master": 'use "node-role.kubernetes.io/control-plane" instead',
}
_LABEL_CODE: Final = "deprecated-node-label"
_NO_SELECTOR: Final = "a null labelSelector results in matching no pod"


def scheduling_warnings(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldWarning]:
    """Node selector, affinity and topology spread."""
    for label in struct(spec, "nodeSelector"):
        if label in _DEPRECATED_LABELS:
            place = (*path, "nodeSelector", Key(label))
            yield FieldWarning(place, _DEPRECATED_LABELS[label], anchor="key", code=_LABEL_CODE)
    affinity = struct(spec, "affinity")
    if affinity:
        yield from _node_affinity(struct(affinity, "nodeAffinity"), (*path, "affinity", "nodeAffinity"))
    for index, constraint in structs(spec, "topologySpreadConstraints"):
        place, label = (*path, "topologySpreadConstraints", index), text(constraint, "topologyKey")
        if label in _DEPRECATED_LABELS:
            words = f"{label} is {_DEPRECATED_LABELS[label]}"
            yield FieldWarning((*place, "topologyKey"), words, code=_LABEL_CODE)
        if constraint.get("labelSelector") is None:
            yield FieldWarning((*place, "labelSelector"), _NO_SELECTOR, code="null-label-selector")
    for field in ("podAffinity", "podAntiAffinity") if affinity else ():
        yield from _pod_affinity(struct(affinity, field), (*path, "affinity", field))


def _node_affinity(affinity: Mapping[str, Any], path: FieldPath) -> Iterator[FieldWarning]:
    for index, term in structs(struct(affinity, REQUIRED), "nodeSelectorTerms"):
        yield from _node_term(term, (*path, REQUIRED, "nodeSelectorTerms", index), check_values=False)
    for index, weighted in structs(affinity, PREFERRED):
        place = (*path, PREFERRED, index, "preference")
        yield from _node_term(struct(weighted, "preference"), place, check_values=True)


def _node_term(term: Mapping[str, Any], path: FieldPath, *, check_values: bool) -> Iterator[FieldWarning]:
    for index, requirement in structs(term, "matchExpressions"):
        place, label = (*path, "matchExpressions", index), text(requirement, "key")
        if label in _DEPRECATED_LABELS:
            words = f"{label} is {_DEPRECATED_LABELS[label]}"
            yield FieldWarning((*place, "key"), words, code=_LABEL_CODE)
        for position, value in enumerate(texts(requirement, "values") if check_values else ()):
            for problem in formats.label_value(value):
                words = f"{value} is invalid, {problem}"
                yield FieldWarning((*place, "values", position), words, code="label-value")


def _pod_affinity(affinity: Mapping[str, Any], path: FieldPath) -> Iterator[FieldWarning]:
    for index, term in structs(affinity, REQUIRED):
        if term.get("labelSelector") is None:
            place = (*path, REQUIRED, index, "labelSelector")
            yield FieldWarning(place, _NO_SELECTOR, code="null-label-selector")
    for index, weighted in structs(affinity, PREFERRED):
        if struct(weighted, "podAffinityTerm").get("labelSelector") is None:
            place = (*path, PREFERRED, index, "podAffinityTerm", "labelSelector")
            yield FieldWarning(place, _NO_SELECTOR, code="null-label-selector")
