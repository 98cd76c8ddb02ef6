"""NetworkPolicies: do they let a set's Pods resolve names and reach each other?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from stslint.checks.addresses import Address, addresses_pod_of
from stslint.checks.memory import once
from stslint.checks.ports import declared
from stslint.checks.services import near_workload
from stslint.cluster import WORKLOADS, Cluster, pod_labels, replicas
from stslint.fields import FieldPath, Key
from stslint.hits import Hit, Note
from stslint.resources import Resource, items, mapping
from stslint.selectors import is_empty, matches

DNS = 53


def _types(policy: Resource) -> set[str]:
    """The directions a policy restricts; by default ingress, and egress if it has egress rules."""
    written = {each for each in items(policy.spec.get("policyTypes")) if isinstance(each, str)}
    return written or {"Ingress", *(("Egress",) if policy.spec.get("egress") else ())}


def _selected(policy: Resource, cluster: Cluster) -> list[Resource]:
    """The workloads whose Pods a policy selects."""
    selector = mapping(policy.spec.get("podSelector"))
    if is_empty(selector):
        return [each for kind in WORKLOADS for each in cluster.of_kind(kind, policy.namespace)]
    pairs = mapping(selector.get("matchLabels"))
    candidates = (
        cluster.with_labels(policy.namespace, pairs)
        if pairs
        else [each for kind in WORKLOADS for each in cluster.of_kind(kind, policy.namespace)]
    )
    return [each for each in candidates if matches(selector, pod_labels(each))]


@once
def _policies(cluster: Cluster) -> dict[tuple[str, int], list[Resource]]:
    """(direction, StatefulSet by its id) → the policies that restrict its Pods in that direction."""
    index: dict[tuple[str, int], list[Resource]] = defaultdict(list)
    for policy in cluster.of_kind("NetworkPolicy"):
        for workload in _selected(policy, cluster):
            if workload.kind == "StatefulSet":
                for direction in _types(policy):
                    index[direction, id(workload)].append(policy)
    return dict(index)


def _rules(policies: list[Resource], field: str) -> list[dict[str, Any]]:
    return [mapping(rule) for policy in policies for rule in items(policy.spec.get(field))]


def blocks_dns(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if "Egress" not in _types(resource) or not items(resource.spec.get("egress")):
        return
    for statefulset in _selected(resource, cluster):
        policies = _policies(cluster).get(("Egress", id(statefulset)), [])
        if not policies or policies[0] is not resource or any(map(_allows_dns, _rules(policies, "egress"))):
            continue
        facts = {"policy": resource.name, "set": statefulset.name}
        note = Note(statefulset, ("metadata", "name"), "set")
        yield Hit(("spec", "egress"), facts, anchor="key", related=(note,))
        return


def _allows_dns(rule: dict[str, Any]) -> bool:
    return not items(rule.get("ports")) or any(_is_dns(mapping(port)) for port in items(rule.get("ports")))


def _is_dns(entry: dict[str, Any]) -> bool:
    port, end = entry.get("port"), entry.get("endPort")
    if (entry.get("protocol") or "TCP") != "UDP":
        return False
    if isinstance(port, int):
        return port == DNS or (isinstance(end, int) and port <= DNS <= end)
    return port is None or isinstance(port, str)


def blocks_peers(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if "Ingress" not in _types(resource):
        return
    for statefulset in _selected(resource, cluster):
        policies = _policies(cluster).get(("Ingress", id(statefulset)), [])
        if not policies or policies[0] is not resource or replicas(statefulset) < 2:
            continue
        address = addresses_pod_of(statefulset, cluster, by_itself=True)
        if address is None or any(_admits(rule, statefulset, address) for rule in _rules(policies, "ingress")):
            continue
        facts = {"policy": resource.name, "set": statefulset.name, "address": address.token}
        facts["port"] = f" on port {address.host.port}" if address.host.port else ""
        at: FieldPath = ("spec", "ingress") if "ingress" in resource.spec else ("spec",)
        yield Hit(at, facts, anchor="key", related=(Note(address.resource, address.path, "address"),))
        return


def _admits(rule: dict[str, Any], statefulset: Resource, address: Address) -> bool:
    peers = items(rule.get("from"))
    if peers and not any(_is_peer(mapping(peer), statefulset) for peer in peers):
        return False
    ports = items(rule.get("ports"))
    return not ports or any(_is_port(mapping(port), statefulset, address.host.port) for port in ports)


def _is_peer(peer: dict[str, Any], statefulset: Resource) -> bool:
    """Could it be one of the set's own Pods? Address blocks and labels of namespaces are not known."""
    if "ipBlock" in peer or "namespaceSelector" in peer:
        return "podSelector" not in peer or matches(mapping(peer["podSelector"]), pod_labels(statefulset))
    return matches(mapping(peer.get("podSelector")), pod_labels(statefulset))


def _is_port(entry: dict[str, Any], statefulset: Resource, wanted: int | None) -> bool:
    port, end = entry.get("port"), entry.get("endPort")
    if wanted is None or port is None:
        return True
    if isinstance(port, int):
        return port == wanted or (isinstance(end, int) and port <= wanted <= end)
    return any(number == wanted for _, name, number, _ in declared(statefulset) if name == port)


def selects_nothing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    selector = mapping(resource.spec.get("podSelector"))
    pairs = mapping(selector.get("matchLabels"))
    if not pairs or selector.get("matchExpressions") or cluster.with_labels(resource.namespace, pairs):
        return
    near = near_workload(resource, pairs, cluster)
    if near is not None:
        workload, key, actual = near
        facts = {
            "policy": resource.name,
            "key": key,
            "value": pairs[key],
            "actual": actual,
            "kind": workload.kind,
            "workload": workload.name,
        }
        path = ("spec", "podSelector", "matchLabels", Key(key))
        yield Hit(path, facts, related=(Note(workload, ("metadata", "name"), "workload"),))
