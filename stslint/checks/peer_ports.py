"""Ports behind addresses of planned Pods and Services.

In: a resource whose strings hold addresses with ports. Out: hits on ports nobody serves under that name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.addresses import Address, addresses
from stslint.checks.diagnosis import resolving
from stslint.checks.governing import is_headless
from stslint.checks.nearest import nearest
from stslint.checks.peers import where
from stslint.checks.ports import declared
from stslint.cluster import Cluster, selects
from stslint.hits import Hit, Note, Patch
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping

SMALLEST: Final = 1000
"""Below, what follows a bare word and a colon is as often the tag of an image (`redis:7`) as a port."""


def unserved(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    seen = set()
    for address, service in _with_service(resource, cluster):
        port = address.host.port
        ports = [mapping(each) for each in items(service.spec.get("ports"))]
        if port is None or not ports or (address.path, service.name, port) in seen:
            continue
        seen.add((address.path, service.name, port))
        facts = {
            "address": f"{address.token}:{port}",
            "service": service.name,
            "port": port,
            "where": where(address),
            "known": ", ".join(str(each.get("port")) for each in ports),
        }
        note = (Note(service, ("spec", "ports"), "ports", "key"),)
        if is_headless(service):
            target = _mapped(ports, port)
            if target is not None and not _listens(service, port, cluster):
                yield Hit(address.path, {**facts, "target": target}, "headless", related=note, part=address.part)
        elif all(each.get("port") != port for each in ports) and address.statefulset is None:
            yield Hit(address.path, facts, related=note, part=address.part)


def _with_service(resource: Resource, cluster: Cluster) -> Iterator[tuple[Address, Resource]]:
    """The addresses that lead to a Service of the set, or through it to one of its Pods."""
    for address in resolving(resource, cluster):
        if address.host.port is None:
            continue
        service = cluster.get("Service", address.target, address.service)
        if service is None or service.spec.get("type") == "ExternalName":
            continue
        if len(address.host.labels) > 1 or address.host.url or address.host.port >= SMALLEST:
            yield address, service


def _mapped(ports: list[dict[str, Any]], port: int) -> Any:
    """The other number or the name a headless Service maps the port to."""
    for each in ports:
        target = each.get("targetPort")
        if each.get("port") == port and target not in (None, port, str(port)):
            return target
    return None


def _listens(service: Resource, port: int, cluster: Cluster) -> bool:
    """Do the Pods declare the port themselves? Without any declaration nobody knows."""
    workloads = cluster.selected_by(service)
    numbers = {number for each in workloads for _, _, number, _ in declared(each)}
    return not numbers or port in numbers


def undeclared(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    seen = set()
    for address in resolving(resource, cluster):
        statefulset, port = address.statefulset, address.host.port
        if statefulset is None or port is None:
            continue
        numbers = sorted({number for _, _, number, _ in declared(statefulset)})
        if numbers and port not in numbers and len(address.form.head) > 1 and (address.path, port) not in seen:
            seen.add((address.path, port))
            facts = {
                "address": f"{address.token}:{port}",
                "set": statefulset.name,
                "port": port,
                "where": where(address),
                "known": ", ".join(str(number) for number in numbers),
            }
            yield Hit(address.path, facts, related=(Note(statefulset, ("metadata", "name"), "set"),), part=address.part)


def srv_unknown(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    named = {(each.path, each.token): each for each in addresses(resource, cluster) if each.token.startswith("_")}
    for address in named.values():
        labels = address.host.labels
        service = cluster.get("Service", address.target, address.service)
        if service is None or service.spec.get("type") == "ExternalName":
            continue
        wanted, protocol = labels[0][1:], labels[1][1:].upper()
        ports = [mapping(each) for each in items(service.spec.get("ports"))]
        known = [
            name
            for each in ports
            if isinstance(name := each.get("name"), str) and str(each.get("protocol") or "TCP") == protocol
        ]
        if wanted not in known:
            near = nearest(wanted, known)
            facts = {
                "address": address.token,
                "service": service.name,
                "port": wanted,
                "protocol": protocol,
                "where": where(address),
                "known": ", ".join(known) or "none",
                "hint": f"; did you mean {near}?" if near else "",
            }
            at = ("spec", "ports") if ports else ("spec",)
            yield Hit(address.path, facts, related=(Note(service, at, "ports", "key"),), part=address.part)


_PEERS: Final = pattern(r"(?:SEEDS?|PEERS?|CLUSTER|SERVERS|JOIN|MEMBERS|NODES)(?:_|$)")


def via_virtual_ip(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for address in addresses(resource, cluster):
        if address.statefulset is not None or address.text.role != "env" or not _PEERS.search(address.text.name):
            continue
        service = cluster.get("Service", address.target, address.service)
        if service is None or is_headless(service) or not selects(service, resource):
            continue
        governing = resource.spec.get("serviceName")
        facts = {"address": address.token, "name": address.text.name, "service": service.name, "set": resource.name}
        value, host = address.text.value, address.host
        better = isinstance(governing, str) and governing and governing != service.name and host.token == service.name
        text = f"{value[: host.start]}{governing}{value[host.end :]}"
        patches = (Patch("set", address.path, text),) if better else ()
        facts["governing"] = str(governing or "the headless Service")
        yield Hit(
            address.path,
            facts,
            related=(Note(service, ("metadata", "name"), "service"),),
            patches=patches,
            part=address.part,
        )
