"""Where Pods may run: anti-affinity and topology spread against the Pods' own labels.

In: one workload. Out: hits on rules that do not see the Pods they stand in, and on sets that have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.pods import pod_spec_path
from stslint.cluster import pod_labels, pod_spec, replicas
from stslint.fields import FieldPath
from stslint.hits import Hit
from stslint.resources import Resource, items, mapping
from stslint.selectors import matches

_ANTI: Final[FieldPath] = ("affinity", "podAntiAffinity")
_REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED: Final = "preferredDuringSchedulingIgnoredDuringExecution"


def _terms(resource: Resource) -> Iterator[tuple[FieldPath, dict[str, Any], bool]]:
    """The anti-affinity terms: path, term, is it required."""
    base = (*pod_spec_path(resource), *_ANTI)
    anti = mapping(mapping(pod_spec(resource).get("affinity")).get("podAntiAffinity"))
    for index, term in enumerate(items(anti.get(_REQUIRED))):
        if isinstance(term, dict):
            yield (*base, _REQUIRED, index), term, True
    for index, weighted in enumerate(items(anti.get(_PREFERRED))):
        term = mapping(weighted).get("podAffinityTerm")
        if isinstance(term, dict):
            yield (*base, _PREFERRED, index, "podAffinityTerm"), term, False


def _spreads(resource: Resource) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    base = (*pod_spec_path(resource), "topologySpreadConstraints")
    for index, constraint in enumerate(items(pod_spec(resource).get("topologySpreadConstraints"))):
        if isinstance(constraint, dict):
            yield (*base, index), constraint


def spread_selects_others(resource: Resource) -> Iterator[Hit]:
    labels = pod_labels(resource)
    for path, constraint in _spreads(resource):
        selector = constraint.get("labelSelector")
        if isinstance(selector, dict) and not matches(selector, labels):
            facts = {"key": str(constraint.get("topologyKey")), "labels": _pairs(selector), "own": _text(labels)}
            yield Hit((*path, "labelSelector"), facts, anchor="key")


def _pairs(selector: dict[str, Any]) -> str:
    expressions = [
        f"{each.get('key')} {each.get('operator')} {', '.join(map(str, items(each.get('values'))))}".rstrip()
        for each in map(mapping, items(selector.get("matchExpressions")))
    ]
    return ", ".join(filter(None, [_text(mapping(selector.get("matchLabels"))), *expressions]))


def _text(labels: dict[str, Any]) -> str:
    return ", ".join(f"{key}={value}" for key, value in list(labels.items())[:4])


def anti_affinity_selects_others(resource: Resource) -> Iterator[Hit]:
    labels = pod_labels(resource)
    terms = [(path, term) for path, term, _ in _terms(resource) if isinstance(term.get("labelSelector"), dict)]
    if not terms or replicas(resource) < 2 or any(matches(term["labelSelector"], labels) for _, term in terms):
        return
    path, term = terms[0]
    facts = {"labels": _pairs(term["labelSelector"]), "own": _text(labels), "replicas": replicas(resource)}
    yield Hit((*path, "labelSelector"), facts, anchor="key")


def nothing_spreads(resource: Resource) -> Iterator[Hit]:
    spec = pod_spec(resource)
    affinity = mapping(spec.get("affinity"))
    if replicas(resource) > 1 and not affinity.get("podAntiAffinity") and not spec.get("topologySpreadConstraints"):
        yield Hit(("metadata", "name"), {"set": resource.name, "replicas": replicas(resource)})


def needs_nodes(resource: Resource) -> Iterator[Hit]:
    labels, count = pod_labels(resource), replicas(resource)
    for path, term, required in _terms(resource):
        if required and count > 1 and matches(term.get("labelSelector"), labels):
            unit = (
                "nodes"
                if term.get("topologyKey") == "kubernetes.io/hostname"
                else f"values of {term.get('topologyKey')}"
            )
            yield Hit((*path, "topologyKey"), {"count": count, "unit": unit, "set": resource.name})
