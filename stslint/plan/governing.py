"""The Service named by `spec.serviceName`: what it is, and what is wrong with it.

In: a set in the world. Out: plain data; each problem says what follows from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.plan import endpoints
from stslint.plan.state import Live, StatefulSet, World
from stslint.resources import items, mapping
from stslint.selectors import matches_map


def find(world: World, statefulset: StatefulSet) -> Live | None:
    name = statefulset.settings.service
    return world.find(("Service", statefulset.namespace, name)) if name else None


def describe(world: World, statefulset: StatefulSet, service: Live | None) -> dict[str, Any]:
    spec = service.spec if service is not None else {}
    return {
        "name": statefulset.settings.service,
        "found": service is not None,
        "type": spec.get("type") if service is not None else None,
        "headless": spec.get("clusterIP") == "None",
        "publishes_not_ready": spec.get("publishNotReadyAddresses") is True,
        "ports": [_port(mapping(port)) for port in items(spec.get("ports"))],
        "names_pods": service is not None and _names_pods(statefulset, service),
        "problems": list(_problems(world, statefulset, service)),
    }


def _names_pods(statefulset: StatefulSet, service: Live) -> bool:
    """Can a Pod have a DNS name by this Service once it is Ready?"""
    template = mapping(mapping(statefulset.spec.get("template")).get("metadata")).get("labels")
    selector = mapping(service.spec.get("selector"))
    alias = service.spec.get("type") == "ExternalName"
    return not alias and (not selector or matches_map(selector, mapping(template)) or _controller_label(selector))


def _port(port: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": port.get("name"),
        "port": port.get("port"),
        "target": port.get("targetPort", port.get("port")),
        "protocol": port.get("protocol", "TCP"),
    }


def _problems(world: World, statefulset: StatefulSet, service: Live | None) -> Iterator[str]:
    name = statefulset.settings.service
    if name is None:
        yield "spec.serviceName is not set: no Pod has a DNS name"
    elif service is None:
        yield from _missing(world, statefulset, name)
    elif service.spec.get("type") == "ExternalName":
        yield f"Service {name} is of type ExternalName: it is an alias, and no Pod has a DNS name"
    else:
        yield from _unfit(world, statefulset, service)


def _missing(world: World, statefulset: StatefulSet, name: str) -> Iterator[str]:
    elsewhere = sorted(each.namespace for each in world.of_kind("Service") if each.name == name)
    if elsewhere:
        where = ", ".join(elsewhere)
        yield f"Service {name} is in namespace {where}, not in {statefulset.namespace}: no Pod has a DNS name"
    else:
        yield f"Service {name} is not in the set: if it is not in the cluster either, no Pod has a DNS name"


def _unfit(world: World, statefulset: StatefulSet, service: Live) -> Iterator[str]:
    template = mapping(mapping(statefulset.spec.get("template")).get("metadata")).get("labels")
    selector = mapping(service.spec.get("selector"))
    if not selector:
        yield f"Service {service.name} has no selector: no Pod has a DNS name unless EndpointSlices are made by hand"
    elif not matches_map(selector, mapping(template)) and not _controller_label(selector):
        yield f"Service {service.name} does not select the Pods: none of them has a DNS name"
    if service.spec.get("clusterIP") != "None":
        yield f"Service {service.name} is not headless: Pod names resolve with CoreDNS only, and SRV names no Pod"
    if statefulset.latest is not None:
        for port in map(mapping, items(service.spec.get("ports"))):
            target = port.get("targetPort", port.get("port"))
            protocol = str(port.get("protocol", "TCP"))
            if endpoints.find_port(target, protocol, statefulset.latest.blueprint.ports) is None:
                yield f"port {port.get('name') or port.get('port')}: no container has a {protocol} port named {target}"


def _controller_label(selector: dict[str, Any]) -> bool:
    return any("kubernetes.io/" in key for key in selector)
