"""Selectors of workloads: do they match the Pods they make, only those, and for good?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.cluster import Cluster, pod_labels, pod_template_path
from stslint.fields import FieldPath, Key
from stslint.hits import Hit, Note, Patch
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping
from stslint.selectors import is_empty, matches

_MATCH_LABELS = ("spec", "selector", "matchLabels")
_LABELS = ("metadata", "labels")


def template_mismatch(resource: Resource) -> Iterator[Hit]:
    selector = resource.spec.get("selector")
    template = pod_template_path(resource)
    if not isinstance(selector, dict) or is_empty(selector) or template is None:
        return
    labels = pod_labels(resource)
    if matches(selector, labels):
        return
    base: FieldPath = (*template, *_LABELS)
    wrong = [pair for pair in mapping(selector.get("matchLabels")).items() if labels.get(pair[0]) != pair[1]]
    if wrong:
        yield _pair_mismatch(resource, base, wrong, labels)
    else:
        yield from _expression_mismatch(resource, base, selector, labels)


def _pair_mismatch(resource: Resource, base: FieldPath, wrong: list[tuple[str, Any]], labels: dict[str, Any]) -> Hit:
    key, value = next((pair for pair in wrong if pair[0] in labels), wrong[0])
    facts = {"kind": resource.kind, "name": resource.name, "key": key, "value": value, "actual": labels.get(key, "")}
    note = Note(resource, (*_MATCH_LABELS, Key(key)), "selector")
    if key in labels:
        return Hit((*base, Key(key)), facts, "different", related=(note,), field=base)
    missing = [pair for pair in wrong if isinstance(pair[1], str)]
    patches = tuple(Patch("set", (*base, Key(each)), its) for each, its in missing)
    return Hit(base, facts, anchor="key", related=(note,), patches=patches, field=base)


def _expression_mismatch(
    resource: Resource, base: FieldPath, selector: dict[str, Any], labels: dict[str, Any]
) -> Iterator[Hit]:
    for index, expression in enumerate(items(selector.get("matchExpressions"))):
        if isinstance(expression, dict) and not matches({"matchExpressions": [expression]}, labels):
            values = ", ".join(str(value) for value in items(expression.get("values")))
            facts = {
                "kind": resource.kind,
                "name": resource.name,
                "key": expression.get("key"),
                "value": f"{expression.get('operator')} {values}".strip(),
                "actual": "",
            }
            note = Note(resource, ("spec", "selector", "matchExpressions", index), "selector")
            key = Key(str(expression.get("key")))
            at, anchor = ((*base, key), "value") if key in labels else (base, "key")
            yield Hit(at, facts, "expression", anchor, (note,), field=base)  # type: ignore[arg-type]
            return


def empty(resource: Resource) -> Iterator[Hit]:
    selector = resource.spec.get("selector")
    if not (selector is None or (isinstance(selector, dict) and is_empty(selector))):
        return
    labels = {key: value for key, value in pod_labels(resource).items() if isinstance(value, str)}
    stable = {key: value for key, value in labels.items() if not _volatile(key, value)}
    facts = {"kind": resource.kind, "name": resource.name, "kind_lower": resource.kind.lower()}
    patches = (Patch("set", ("spec", "selector"), {"matchLabels": stable}),) if stable else ()
    at: FieldPath = ("spec", "selector") if "selector" in resource.spec else ("spec",)
    case = "" if selector is not None else "missing"
    yield Hit(at, facts, case, "key", patches=patches, field=("spec", "selector"))


_VOLATILE = frozenset(
    {"helm.sh/chart", "chart", "heritage", "app.kubernetes.io/version", "app.kubernetes.io/managed-by"}
)
_RELEASE = pattern(r"v?\d+\.\d+(\.\d+)?([-+_.].*)?|(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{7,40}|20\d{6}.*")
"""A version number with a dot, a git revision, or a date."""
_VERSIONS = frozenset({"version", "revision", "commit", "build", "tag", "release-date", "git-sha"})


def _volatile(key: str, value: Any) -> bool:
    if key in _VOLATILE:
        return True
    return key.rpartition("/")[2] in _VERSIONS and isinstance(value, str) and _RELEASE.fullmatch(value) is not None


def volatile_label(resource: Resource) -> Iterator[Hit]:
    for key, value in mapping(mapping(resource.spec.get("selector")).get("matchLabels")).items():
        if _volatile(key, value) and str(value) not in resource.name:
            facts = {"kind": resource.kind, "name": resource.name, "key": key, "value": value}
            yield Hit((*_MATCH_LABELS, Key(key)), facts, anchor="key")


def overlap(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    selector = mapping(resource.spec.get("selector"))
    pairs = mapping(selector.get("matchLabels"))
    if not pairs or not matches(selector, pod_labels(resource)):
        return
    for other in cluster.with_labels(resource.namespace, pairs):
        if _rivals(resource, other) and matches(selector, pod_labels(other)):
            facts = {"kind": resource.kind, "name": resource.name, "other_kind": other.kind, "other": other.name}
            note = Note(other, (*(pod_template_path(other) or ()), *_LABELS), "other", "key")
            yield Hit(("spec", "selector"), facts, anchor="key", related=(note,))
            return


def _rivals(one: Resource, other: Resource) -> bool:
    """Two workloads that stay: Pods of Jobs end, and one object declared twice is another rule's matter."""
    lasting = other.kind in ("StatefulSet", "Deployment", "DaemonSet", "ReplicaSet")
    return lasting and other is not one and (other.kind, other.name) != (one.kind, one.name)
