"""Named ports: Services and probes that ask for a container port by name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.checks.governing import is_headless
from stslint.checks.nearest import nearest
from stslint.checks.pods import container_paths, name_of_container, running_containers
from stslint.cluster import Cluster
from stslint.fields import FieldPath
from stslint.hits import Hit, Note, Patch
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping


def declared(workload: Resource) -> Iterator[tuple[FieldPath, str, int, str]]:
    """The ports of the containers that run for the Pod's whole life: path, name, number, protocol."""
    for path, container in running_containers(workload):
        for index, each in enumerate(items(container.get("ports"))):
            port = mapping(each)
            name, number = port.get("name"), port.get("containerPort")
            yield (
                (*path, "ports", index),
                name if isinstance(name, str) else "",
                number if isinstance(number, int) else 0,
                str(port.get("protocol") or "TCP"),
            )


def target_port_unresolved(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    wanted = [(index, port) for index, port in _ports(resource) if isinstance(port.get("targetPort"), str)]
    if not wanted:
        return
    workloads = cluster.selected_by(resource)
    for index, port in wanted:
        name, protocol = port["targetPort"], str(port.get("protocol") or "TCP")
        if name.isdigit() or not workloads or any(_has(each, name, protocol) for each in workloads):
            continue
        yield _unresolved(resource, index, name, protocol, workloads[0])


def _ports(service: Resource) -> Iterator[tuple[int, dict[str, Any]]]:
    for index, port in enumerate(items(service.spec.get("ports"))):
        if isinstance(port, dict):
            yield index, port


def _has(workload: Resource, name: str, protocol: str) -> bool:
    return any(its == name and other == protocol for _, its, _, other in declared(workload))


def _unresolved(service: Resource, index: int, name: str, protocol: str, workload: Resource) -> Hit:
    ports = list(declared(workload))
    same = next((port for port in ports if port[1] == name), None)
    near = nearest(name, [its for _, its, _, other in ports if other == protocol])
    found = same or next((port for port in ports if near and port[1] == near), None)
    facts = {
        "service": service.name,
        "port": name,
        "protocol": protocol,
        "kind": workload.kind,
        "workload": workload.name,
        "hint": f"; did you mean {near}?" if near else "",
        "near": near or "",
        "actual": same[3] if same else "",
    }
    path: FieldPath = ("spec", "ports", index, "targetPort")
    note = Note(workload, (*found[0], "name"), "port") if found else Note(workload, ("metadata", "name"), "workload")
    case = ("headless" if is_headless(service) else "") + ("-protocol" if same else "")
    patches = (Patch("set", path, near),) if near and not same else ()
    return Hit(path, facts, case.removeprefix("-"), related=(note,), patches=patches)


def target_port_undeclared(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    workloads = cluster.selected_by(resource) if resource.spec.get("selector") else []
    if not workloads:
        return
    numbers = {number for each in workloads for _, _, number, _ in declared(each)}
    for index, port in _ports(resource):
        field = "targetPort" if port.get("targetPort") is not None else "port"
        number = port.get(field)
        if numbers and isinstance(number, int) and number not in numbers:
            facts = {
                "service": resource.name,
                "port": number,
                "kind": workloads[0].kind,
                "workload": workloads[0].name,
                "declared": ", ".join(str(each) for each in sorted(numbers)),
            }
            yield Hit(("spec", "ports", index, field), facts)


def headless_port_remapped(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if not is_headless(resource):
        return
    for index, port in _ports(resource):
        number, target = port.get("port"), port.get("targetPort")
        actual = _number(resource, target, cluster) if isinstance(target, str) else target
        if isinstance(number, int) and isinstance(actual, int) and number != actual and actual > 0:
            path = ("spec", "ports", index, "port")
            facts = {"service": resource.name, "port": number, "target": target, "actual": actual}
            yield Hit(path, facts, patches=(Patch("set", path, actual),))


def _number(service: Resource, name: str, cluster: Cluster) -> int | None:
    """The one number behind a named targetPort; None if the selected Pods do not agree."""
    found = {number for each in cluster.selected_by(service) for _, its, number, _ in declared(each) if its == name}
    return found.pop() if len(found) == 1 else None


_NAME = pattern(r"(?=.*[a-z])[a-z0-9-]{1,15}")
"""What can be the name of a port; the rest is refused."""

_PROBES = ("livenessProbe", "readinessProbe", "startupProbe")
_HOOKS = (("lifecycle", "postStart"), ("lifecycle", "preStop"))


def probe_port_unresolved(resource: Resource) -> Iterator[Hit]:
    for path, container in container_paths(resource):
        own = [str(mapping(port).get("name")) for port in items(container.get("ports")) if mapping(port).get("name")]
        for steps in (*((probe,) for probe in _PROBES), *_HOOKS):
            handler: Any = container
            for step in steps:
                handler = mapping(handler).get(step)
            for action in ("httpGet", "tcpSocket"):
                port = mapping(mapping(handler).get(action)).get("port")
                if isinstance(port, str) and _NAME.fullmatch(port) and port not in own:
                    at = (*path, *steps, action, "port")
                    yield _probe(resource, at, port, own, name_of_container(path, container), steps[-1])


def _probe(resource: Resource, at: FieldPath, port: str, own: list[str], container: str, probe: str) -> Hit:
    near = nearest(port, own)
    facts = {
        "probe": probe,
        "port": port,
        "container": container,
        "hint": f"; did you mean {near}?" if near else "",
        "near": near or "",
        "sibling": "",
    }
    for path, other in container_paths(resource):
        if any(mapping(each).get("name") == port for each in items(other.get("ports"))):
            facts["sibling"] = name_of_container(path, other)
            return Hit(at, facts, "sibling", related=(Note(resource, (*path, "ports"), "sibling", "key"),))
    return Hit(at, facts, patches=(Patch("set", at, near),) if near else ())
