"""DNS names of a set's Pods: which there are, in which forms, and what has to hold for them to resolve.

In: a set and its governing Service as they are in the world. Out: plain data. Names come from `stslint.names`.
"""

from __future__ import annotations

from typing import Any

from stslint import names
from stslint.plan.endpoints import Endpoint
from stslint.plan.state import Live, StatefulSet, World
from stslint.resources import items, mapping


def describe(world: World, statefulset: StatefulSet, governing: Live | None) -> dict[str, Any]:
    """Full and short forms of every Pod's name; `resolves` is False where the Service does not publish the Pod."""
    service, namespace = statefulset.settings.service, statefulset.namespace
    if service is None:
        return {"service": None, "pods": [], "srv": [], "coredns_only": False}
    domain = world.options.cluster_domain
    endpoints = _hostnames(world, statefulset)
    headless = governing is not None and governing.spec.get("clusterIP") == "None"
    return {
        "service": names.service_dns_name(service, namespace, domain),
        "coredns_only": governing is not None and not headless and bool(endpoints),
        "pods": [
            _pod(world, names.pod_name(statefulset.name, ordinal), service, namespace, endpoints)
            for ordinal in statefulset.settings.ordinals
        ],
        "srv": _srv(world, governing, headless=headless) if governing is not None else [],
    }


def _hostnames(world: World, statefulset: StatefulSet) -> dict[str, bool]:
    """Host name → published, of the governing Service's endpoints."""
    found: list[Endpoint] = world.endpoints.get((statefulset.namespace, statefulset.settings.service or ""), [])
    return {each.hostname: each.ready for each in found if each.hostname}


def _pod(world: World, pod: str, service: str, namespace: str, endpoints: dict[str, bool]) -> dict[str, Any]:
    return {
        "pod": pod,
        "name": names.pod_dns_name(pod, service, namespace, world.options.cluster_domain),
        "same_namespace": f"{pod}.{service}",
        "other_namespace": f"{pod}.{service}.{namespace}",
        "resolves": endpoints.get(pod, False),
    }


def _srv(world: World, governing: Live, *, headless: bool) -> list[dict[str, Any]]:
    """One record set for each named port; for a headless Service one record for each Pod, with the container's port."""
    found = []
    for port in map(mapping, items(governing.spec.get("ports"))):
        name, protocol = port.get("name"), str(port.get("protocol", "TCP"))
        if isinstance(name, str) and name:
            domain = world.options.cluster_domain
            record = names.srv_dns_name(name, protocol, governing.name, governing.namespace, domain)
            found.append({"name": record, "targets": _targets(world, governing, name, port.get("port"), headless)})
    return found


def _targets(world: World, governing: Live, port: str, number: Any, headless: bool) -> list[dict[str, Any]]:
    service = names.service_dns_name(governing.name, governing.namespace, world.options.cluster_domain)
    if not headless:
        return [{"name": service, "port": number}]
    endpoints: list[Endpoint] = world.endpoints.get((governing.namespace, governing.name), [])
    return [
        {"name": f"{each.hostname}.{service}", "port": target.port}
        for each in endpoints
        if each.ready and each.hostname
        for target in each.ports
        if target.name == port
    ]
