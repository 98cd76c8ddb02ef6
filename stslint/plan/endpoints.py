"""EndpointSlices: which Pods a Service reaches, under which host names and ports (endpointslice reconciler, utils).

In: the world, settled. Out: `world.endpoints` brought up to date. A Service without a selector, or of type
ExternalName, keeps what it had: nobody writes its slices any more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from stslint.plan.blueprint import Blueprint, ContainerPort
from stslint.plan.state import Live, World
from stslint.plan.workloads import OtherPod, other_pods
from stslint.resources import items, mapping
from stslint.selectors import matches_map


class EndpointPort(NamedTuple):
    name: str
    port: int
    protocol: str


class Endpoint(NamedTuple):
    pod: str
    ready: bool
    """Published: Ready, or the Service publishes Pods that are not."""
    hostname: str | None
    ports: tuple[EndpointPort, ...]


class _Target(NamedTuple):
    name: str
    labels: Mapping[str, str]
    blueprint: Blueprint
    ready: bool
    hostname: str | None
    subdomain: str | None


def reconcile(world: World) -> None:
    services = list(world.of_kind("Service"))
    if not services:
        return
    targets = _index(world, {service.namespace for service in services})
    for service in services:
        selector = mapping(service.spec.get("selector"))
        if selector and service.spec.get("type") != "ExternalName":
            found = targets[service.namespace].matching(selector)
            known: dict[int, tuple[EndpointPort, ...]] = {}
            world.endpoints[service.namespace, service.name] = [_endpoint(service, each, known) for each in found]
        else:
            world.endpoints.setdefault((service.namespace, service.name), [])


class _Targets:
    """Pods of a namespace with an IP, found by one label of the selector."""

    def __init__(self) -> None:
        self.by_label: dict[tuple[str, str], list[_Target]] = defaultdict(list)

    def add(self, target: _Target) -> None:
        for pair in target.labels.items():
            self.by_label[pair].append(target)

    def matching(self, selector: Mapping[str, Any]) -> Iterable[_Target]:
        candidates = [self.by_label.get((str(key), str(value)), []) for key, value in selector.items()]
        fewest = min(candidates, key=len)
        return [each for each in fewest if len(selector) == 1 or matches_map(selector, each.labels)]


def _index(world: World, namespaces: set[str]) -> dict[str, _Targets]:
    index: dict[str, _Targets] = defaultdict(_Targets)
    for pod in world.pods.values():
        if pod.has_ip and not pod.terminating and pod.namespace in namespaces:
            target = _Target(pod.name, pod.pod_labels, pod.blueprint, pod.ready, pod.hostname, pod.subdomain)
            index[pod.namespace].add(target)
    for other in other_pods(world):
        if other.has_ip:
            index[other.namespace].add(_of_other(other))
    return index


def _of_other(other: OtherPod) -> _Target:
    spec = other.blueprint.spec
    return _Target(other.name, other.labels, other.blueprint, other.ready, spec.get("hostname"), spec.get("subdomain"))


def _endpoint(service: Live, target: _Target, known: dict[int, tuple[EndpointPort, ...]]) -> Endpoint:
    """A host name only under the Service that is the Pod's subdomain (ShouldSetHostname)."""
    blueprint = id(target.blueprint)
    if blueprint not in known:
        known[blueprint] = ports(service, target.blueprint)
    published = target.ready or service.spec.get("publishNotReadyAddresses") is True
    named = bool(target.hostname) and target.subdomain == service.name
    return Endpoint(target.name, published, target.hostname if named else None, known[blueprint])


def ports(service: Live, blueprint: Blueprint) -> tuple[EndpointPort, ...]:
    """getEndpointPorts: a named targetPort that no container has leaves its port out."""
    found = []
    for port in map(mapping, items(service.spec.get("ports"))):
        protocol = str(port.get("protocol", "TCP"))
        number = find_port(port.get("targetPort", port.get("port")), protocol, blueprint.ports)
        if number is not None:
            found.append(EndpointPort(str(port.get("name", "")), number, protocol))
    return tuple(found)


def find_port(target: Any, protocol: str, container_ports: tuple[ContainerPort, ...]) -> int | None:
    """FindPort: a number is itself; a name must be that of a container port with the same protocol."""
    if isinstance(target, int):
        return target
    for port in container_ports:
        if port.name == target and port.protocol == protocol:
            return port.number
    return None
