"""`stslint expose`: the headless Services that StatefulSets name and the set does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.cluster import Cluster, containers, pod_labels
from stslint.emitter import block
from stslint.resources import Resource, items, mapping
from stslint.selectors import matches


def expose(cluster: Cluster) -> Iterator[str]:
    """One document for each missing Service, in the order of the sets; without serviceName, of the set's own name."""
    made: set[tuple[str, str]] = set()
    for statefulset in cluster.of_kind("StatefulSet"):
        name = statefulset.spec.get("serviceName") or statefulset.name
        identity = (statefulset.namespace, str(name))
        if cluster.get("Service", *identity) is None and identity not in made:
            made.add(identity)
            yield block(service_for(statefulset, str(name)), 0) + "\n"


def service_for(statefulset: Resource, name: str) -> dict[str, Any]:
    """A headless Service that selects the set's Pods and has their ports."""
    metadata: dict[str, Any] = {"name": name}
    written = mapping(statefulset.body.get("metadata")).get("namespace")
    if written:
        metadata["namespace"] = written
    labels = selector_for(statefulset)
    if labels:
        metadata["labels"] = labels
    ports = list(_ports(statefulset))
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": metadata,
        "spec": {"clusterIP": "None", "selector": labels, **({"ports": ports} if ports else {})},
    }


def selector_for(workload: Resource) -> dict[str, str]:
    """The pairs that pick the workload's Pods: matchLabels, else the labels of the template."""
    selector = mapping(workload.spec.get("selector"))
    chosen = mapping(selector.get("matchLabels"))
    if not chosen or not matches({"matchLabels": chosen}, pod_labels(workload)):
        chosen = pod_labels(workload)
    return {key: value for key, value in chosen.items() if isinstance(value, str)}


def _ports(statefulset: Resource) -> Iterator[dict[str, Any]]:
    """Each container port once; every port of a Service with several needs a name of its own."""
    found: dict[tuple[int, str], str] = {}
    for _, container in containers(statefulset):
        for port in items(container.get("ports")):
            number, protocol = mapping(port).get("containerPort"), mapping(port).get("protocol") or "TCP"
            if isinstance(number, int) and isinstance(protocol, str):
                found.setdefault((number, protocol), str(mapping(port).get("name") or ""))
    taken: set[str] = set()
    for (number, protocol), target in found.items():
        name = target if target and target not in taken else f"{protocol.lower()}-{number}"
        taken.add(name)
        port = {"name": name, "port": number}
        yield {
            **port,
            **({"targetPort": target} if target else {}),
            **({"protocol": protocol} if protocol != "TCP" else {}),
        }
