"""The headless Service that a workload lacks: what fixes append and `stslint expose` prints.

In: a workload. Out: the Service as plain data, its selector from the workload's, its ports from the containers.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.cluster import containers, pod_labels
from stslint.resources import Resource, items, mapping
from stslint.selectors import matches


def headless_service(workload: Resource, name: str) -> dict[str, Any]:
    """A headless Service of that name in the workload's namespace, if the workload states one."""
    metadata = {"name": name}
    namespace = mapping(workload.body.get("metadata")).get("namespace")
    if isinstance(namespace, str) and namespace:
        metadata["namespace"] = namespace
    spec: dict[str, Any] = {"clusterIP": "None", "selector": _selector(workload)}
    if ports := list(_ports(workload)):
        spec["ports"] = ports
    return {"apiVersion": "v1", "kind": "Service", "metadata": metadata, "spec": spec}


def _selector(workload: Resource) -> dict[str, str]:
    """The pairs that pick the workload's Pods: matchLabels, else the labels of the template."""
    chosen = mapping(mapping(workload.spec.get("selector")).get("matchLabels"))
    if not chosen or not matches({"matchLabels": chosen}, pod_labels(workload)):
        chosen = pod_labels(workload) or chosen
    return {key: value for key, value in chosen.items() if isinstance(value, str)}


def _ports(workload: Resource) -> Iterator[dict[str, Any]]:
    """Each container port once; every port has a name, as a Service with several needs."""
    found: dict[tuple[int, str], str] = {}
    for _, container in containers(workload):
        for port in map(mapping, items(container.get("ports"))):
            number, protocol, name = port.get("containerPort"), port.get("protocol") or "TCP", port.get("name")
            if isinstance(number, int) and isinstance(protocol, str):
                found.setdefault((number, protocol), name if isinstance(name, str) else "")
    taken: set[str] = set()
    for (number, protocol), written in found.items():
        wishes = (written, f"port-{number}", f"{protocol.lower()}-{number}", f"port-{number}-{len(taken)}")
        name = next((each for each in wishes if each and each not in taken), wishes[-1])
        taken.add(name)
        port = {"name": name, "port": number}
        yield port if protocol == "TCP" else {**port, "protocol": protocol}
