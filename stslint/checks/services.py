"""What a Service says about itself, and whom it selects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from stslint import names
from stslint.checks.governing import is_headless
from stslint.checks.memory import once
from stslint.checks.nearest import Names, names_of
from stslint.cluster import WORKLOADS, Cluster, ordinal_of, ordinals, pod_labels
from stslint.fields import FieldPath, Key
from stslint.hits import Hit, Note, Patch
from stslint.resources import Resource, items, mapping

_SELECTOR = ("spec", "selector")


def type_headless_conflict(resource: Resource) -> Iterator[Hit]:
    kind = resource.spec.get("type")
    if not is_headless(resource) or kind not in ("NodePort", "LoadBalancer", "ExternalName"):
        return
    field: FieldPath = ("spec", "clusterIPs") if kind == "ExternalName" else ("spec", "clusterIPs", 0)
    patch = Patch("remove", ("spec", "type"))
    yield Hit(("spec", "type"), {"service": resource.name, "type": kind}, patches=(patch,), field=field)


def unnamed_ports(resource: Resource) -> Iterator[Hit]:
    ports = items(resource.spec.get("ports"))
    if len(ports) < 2:
        return
    taken = {name for port in ports if isinstance(name := mapping(port).get("name"), str)}
    for index, port in enumerate(ports):
        if isinstance(port, dict) and not port.get("name"):
            name = _port_name(port, taken)
            taken.add(name)
            path = ("spec", "ports", index)
            facts = {"service": resource.name, "port": port.get("port", "?"), "count": len(ports), "name": name}
            patch = Patch("set", (*path, "name"), name)
            yield Hit(path, facts, patches=(patch,), field=(*path, "name"))


def _port_name(port: dict[str, Any], taken: set[str]) -> str:
    """A name for a port: what its targetPort is called, else its number."""
    target = port.get("targetPort")
    wish = target if isinstance(target, str) and names.is_dns_label(target) else f"port-{port.get('port', 0)}"
    if wish in taken:
        wish = f"{wish}-{str(port.get('protocol') or 'TCP').lower()}"
    return wish


def headless_ignored(resource: Resource) -> Iterator[Hit]:
    if not is_headless(resource):
        return
    for field, server in _IGNORED:
        value = resource.spec.get(field)
        if value and value != "None":
            path = ("spec", field)
            facts = {"service": resource.name, "name": field}
            patches = (Patch("remove", path),)
            yield Hit(path, facts, anchor="key", patches=patches, field=("spec", server))


_IGNORED = (
    ("sessionAffinity", "SessionAffinity"),
    ("loadBalancerIP", "loadBalancerIP"),
    ("externalIPs", "externalIPs"),
)
"""The API server warns of each on a headless Service; the first under this odd spelling (api/service/warnings.go)."""


def srv_record_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    sets = cluster.governed_by.get((resource.namespace, resource.name))
    if not sets or not is_headless(resource):
        return
    for index, port in enumerate(items(resource.spec.get("ports"))[:1]):
        if isinstance(port, dict) and not port.get("name"):
            facts = {"service": resource.name, "port": port.get("port", "?")}
            yield Hit(("spec", "ports", index), facts)


def pod_ordinal_unknown(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    selector = mapping(resource.spec.get("selector"))
    pod = selector.get(names.POD_NAME_LABEL)
    if isinstance(pod, str):
        yield from _unknown_pod(resource, pod, cluster)
    index = selector.get(names.POD_INDEX_LABEL)
    if isinstance(index, str) and index.isdigit():
        yield from _unknown_index(resource, index, cluster)


def _unknown_pod(service: Resource, pod: str, cluster: Cluster) -> Iterator[Hit]:
    set_name = pod.rpartition("-")[0]
    statefulset = cluster.get("StatefulSet", service.namespace, set_name)
    path = (*_SELECTOR, Key(names.POD_NAME_LABEL))
    if statefulset is None:
        near = names_of(cluster, "StatefulSet", service.namespace).nearest(set_name)
        if near and not cluster.get("Pod", service.namespace, pod):
            facts = {"service": service.name, "pod": pod, "set": near}
            yield Hit(path, facts, "unknown", related=_note(cluster.get("StatefulSet", service.namespace, near)))
    elif ordinal_of(pod, set_name) not in ordinals(statefulset):
        facts = {"service": service.name, "pod": pod, "set": set_name, "range": show_range(statefulset)}
        yield Hit(path, facts, related=_note(statefulset, "replicas"))


def _unknown_index(service: Resource, index: str, cluster: Cluster) -> Iterator[Hit]:
    rest = {key: value for key, value in mapping(service.spec.get("selector")).items() if key != names.POD_INDEX_LABEL}
    if not rest:
        return
    sets = [each for each in cluster.with_labels(service.namespace, rest) if each.kind == "StatefulSet"]
    if sets and not any(int(index) in ordinals(each) for each in sets):
        facts = {
            "service": service.name,
            "pod": f"{sets[0].name}-{index}",
            "set": sets[0].name,
            "range": show_range(sets[0]),
        }
        yield Hit((*_SELECTOR, Key(names.POD_INDEX_LABEL)), facts, related=_note(sets[0], "replicas"))


def _note(statefulset: Resource | None, field: str = "") -> tuple[Note, ...]:
    if statefulset is None:
        return ()
    path: FieldPath = ("spec", field) if field and field in statefulset.spec else ("metadata", "name")
    return (Note(statefulset, path, "set"),)


def show_range(statefulset: Resource) -> str:
    """The Pods of a set in words: `web-0 to web-2`."""
    span = ordinals(statefulset)
    if not span:
        return "no Pods at all (replicas: 0)"
    first, last = (names.pod_name(statefulset.name, ordinal) for ordinal in (span[0], span[-1]))
    return f"only {first}" if first == last else f"{first} to {last}"


def selects_nothing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    selector = mapping(resource.spec.get("selector"))
    if not selector or names.POD_NAME_LABEL in selector or names.POD_INDEX_LABEL in selector:
        return
    if (resource.namespace, resource.name) in cluster.governed_by or cluster.selected_by(resource):
        return
    near = near_workload(resource, selector, cluster)
    key, value = next(iter(selector.items()))
    facts = {"service": resource.name, "key": key, "value": value, "namespace": resource.namespace}
    if near is not None:
        workload, key, actual = near
        facts |= {
            "key": key,
            "value": selector[key],
            "kind": workload.kind,
            "workload": workload.name,
            "actual": actual,
        }
        note = Note(workload, ("metadata", "name"), "workload")
        patch = Patch("set", (*_SELECTOR, Key(key)), actual)
        yield Hit((*_SELECTOR, Key(key)), facts, "near", related=(note,), patches=(patch,))
    elif cluster.closed or _has_workloads(cluster, resource.namespace):
        yield Hit((*_SELECTOR, Key(key)), facts, "closed" if cluster.closed else "")


def near_workload(resource: Resource, selector: dict[str, Any], cluster: Cluster) -> tuple[Resource, str, str] | None:
    """A workload that all pairs of the selector match but one, whose value is a slip away."""
    for key, value in selector.items():
        rest = {other: its for other, its in selector.items() if other != key}
        values = _values(cluster).get((resource.namespace, key))
        actual = values.nearest(value) if values and isinstance(value, str) else None
        if actual is not None:
            workloads = cluster.with_labels(resource.namespace, {**rest, key: actual})
            if workloads:
                return workloads[0], key, actual
    return None


@once
def _values(cluster: Cluster) -> dict[tuple[str, str], Names]:
    """(namespace, label key) → the values that Pods carry."""
    index: dict[tuple[str, str], set[str]] = defaultdict(set)
    for kind in WORKLOADS:
        for workload in cluster.of_kind(kind):
            for key, value in pod_labels(workload).items():
                if isinstance(value, str):
                    index[workload.namespace, key].add(value)
    return {place: Names(values) for place, values in index.items()}


def _has_workloads(cluster: Cluster, namespace: str) -> bool:
    return any(cluster.of_kind(kind, namespace) for kind in WORKLOADS)
