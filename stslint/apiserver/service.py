"""Service: what needs more than one field, from types and node ports to cluster IPs.

In: a Service as written. Out: FieldErrors. Upstream: pkg/apis/core/validation (validateService and below), and what
pkg/registry/core/service/storage refuses while it allocates addresses and node ports, as far as no cluster is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats, ips
from stslint.apiserver.decoded import is_set, number, struct, structs, text, texts
from stslint.apiserver.errors import duplicate, forbidden, invalid, later, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.int_or_string import validate_port_number_or_name
from stslint.apiserver.labels import validate_labels
from stslint.apiserver.service_ips import is_headless, validate_addresses
from stslint.fields import FieldError, FieldPath, Key

SPEC: Final[FieldPath] = ("spec",)
TRAFFIC_POLICIES: Final = ("Cluster", "Local")
AFFINITY_SECONDS_MAX: Final = 86400
NODE_PORTS: Final = range(30000, 32768)
SOURCE_RANGES_ANNOTATION: Final = "service.beta.kubernetes.io/load-balancer-source-ranges"
TOPOLOGY_HINTS: Final = "service.kubernetes.io/topology-aware-hints"
TOPOLOGY_MODE: Final = "service.kubernetes.io/topology-mode"

_ONLY_LOAD_BALANCER: Final = "may only be used when `type` is 'LoadBalancer'"


def validate_service(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """Everything after the metadata that no single field can say."""
    spec = struct(body, "spec")
    kind = text(spec, "type") or "ClusterIP"
    annotations = struct(struct(body, "metadata"), "annotations")
    if annotations:
        yield from _validate_annotations(annotations, spec, kind, version)
    yield from _validate_type(spec, kind)
    yield from _validate_ports(spec, kind)
    if spec.get("selector"):
        yield from validate_labels(spec["selector"], ("spec", "selector"))
    yield from _validate_session_affinity(spec)
    if kind != "ExternalName":
        yield from validate_addresses(spec, version)
    yield from _validate_external_ips(spec, version)
    yield from _validate_load_balancer(spec, kind, version)
    yield from _validate_traffic(spec, kind)


def _validate_annotations(
    annotations: Mapping[str, Any], spec: Mapping[str, Any], kind: str, version: Version
) -> Iterator[FieldError]:
    path: FieldPath = ("metadata", "annotations")
    mode, hints = annotations.get(TOPOLOGY_MODE), annotations.get(TOPOLOGY_HINTS)
    if isinstance(mode, str) and isinstance(hints, str) and mode != hints:
        detail = f"must match annotations[{TOPOLOGY_HINTS}] when both are specified"
        yield invalid((*path, Key(TOPOLOGY_MODE)), mode, detail)
    ranges = annotations.get(SOURCE_RANGES_ANNOTATION)
    if not isinstance(ranges, str) or spec.get("loadBalancerSourceRanges"):
        return
    path = (*path, Key(SOURCE_RANGES_ANNOTATION))
    if kind != "LoadBalancer":
        yield forbidden(path, _ONLY_LOAD_BALANCER)
    for each in ranges.split(",") if ranges.strip() else ():
        for detail in ips.cidr_messages(each.strip(), version):
            yield invalid(path, each.strip(), detail)


def _validate_type(spec: Mapping[str, Any], kind: str) -> Iterator[FieldError]:
    headless = is_headless(spec)
    if not spec.get("ports") and not headless and kind != "ExternalName":
        yield required(("spec", "ports"))
    if kind == "ExternalName":
        yield from _validate_external_name(spec)
    elif kind in ("LoadBalancer", "NodePort") and headless:
        detail = f"may not be set to 'None' for {kind} services"
        yield invalid(("spec", "clusterIPs", 0), "None", detail, ("spec", "clusterIP"), other=("spec", "type"))


def _validate_external_name(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    if spec.get("clusterIPs") or spec.get("clusterIP"):
        written = "clusterIPs" if spec.get("clusterIPs") else "clusterIP"
        yield forbidden(("spec", "clusterIPs"), "may not be set for ExternalName services", ("spec", written))
    if spec.get("ipFamilies"):
        yield forbidden(("spec", "ipFamilies"), "may not be set for ExternalName services")
    if is_set(spec, "ipFamilyPolicy"):
        yield forbidden(("spec", "ipFamilyPolicy"), "may not be set for ExternalName services")
    name = text(spec, "externalName").removesuffix(".")
    if not name:
        yield required(("spec", "externalName"))
        return
    for detail in formats.dns_subdomain(name):
        yield invalid(("spec", "externalName"), name, detail)


def _validate_ports(spec: Mapping[str, Any], kind: str) -> Iterator[FieldError]:
    ports = list(structs(spec, "ports"))
    names: set[str] = set()
    seen: set[tuple[str, int]] = set()
    for index, port in ports:
        path: FieldPath = ("spec", "ports", index)
        name = text(port, "name")
        if name in names:
            yield duplicate((*path, "name"), name)
        elif not name and len(ports) > 1:
            yield required((*path, "name"))
        elif name:
            names.add(name)
        target = port.get("targetPort")
        if target is not None and target != 0 and target != "":
            yield from validate_port_number_or_name(target, (*path, "targetPort"))
        pair = (text(port, "protocol") or "TCP", number(port, "port"))
        if pair in seen:
            yield duplicate(path, {"Protocol": pair[0], "Port": pair[1]}, (*path, "port"))
        seen.add(pair)
    yield from _validate_node_ports(ports, kind)


def _validate_node_ports(ports: list[tuple[int, dict[str, Any]]], kind: str) -> Iterator[FieldError]:
    taken: dict[int, int] = {}
    for index, port in ports:
        node_port = number(port, "nodePort")
        if not node_port:
            continue
        path = ("spec", "ports", index, "nodePort")
        if kind == "ClusterIP":
            yield forbidden(path, "may not be used when `type` is 'ClusterIP'")
        elif kind != "ExternalName":
            yield from later(_validate_node_port_range(node_port, path))
        if kind in ("NodePort", "LoadBalancer") and taken.get(node_port, number(port, "port")) != number(port, "port"):
            yield invalid(path, node_port, "provided port is already allocated")
        elif (text(port, "protocol") or "TCP", node_port) in {
            (text(other, "protocol") or "TCP", number(other, "nodePort")) for i, other in ports if i < index
        }:
            yield duplicate(path, node_port)
        taken.setdefault(node_port, number(port, "port"))


def _validate_node_port_range(node_port: int, path: FieldPath) -> Iterator[FieldError]:
    """The allocator's answer, which a dry run does not ask for; the range is the server's default."""
    if node_port not in NODE_PORTS:
        yield invalid(
            path, node_port, "provided port is not in the valid range. The range of valid ports is 30000-32767"
        )


def _validate_session_affinity(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    if text(spec, "sessionAffinity") != "ClientIP":
        return
    seconds = struct(struct(spec, "sessionAffinityConfig"), "clientIP").get("timeoutSeconds")
    if isinstance(seconds, int) and not 0 < seconds <= AFFINITY_SECONDS_MAX:
        path = ("spec", "sessionAffinityConfig", "clientIP", "timeoutSeconds")
        yield invalid(path, seconds, f"must be greater than 0 and less than {AFFINITY_SECONDS_MAX}")


def _validate_external_ips(spec: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    for index, address in enumerate(texts(spec, "externalIPs")):
        path = ("spec", "externalIPs", index)
        for detail in ips.ip_messages(address, version) or ips.special_ip_messages(address):
            yield invalid(path, address, detail)


def _validate_load_balancer(spec: Mapping[str, Any], kind: str, version: Version) -> Iterator[FieldError]:
    if spec.get("loadBalancerSourceRanges"):
        yield from _validate_source_ranges(spec, kind, version)
    if kind == "LoadBalancer":
        name = spec.get("loadBalancerClass")
        for detail in formats.label_key(name) if isinstance(name, str) else ():
            yield invalid(("spec", "loadBalancerClass"), name, detail)
        return
    for field in ("allocateLoadBalancerNodePorts", "loadBalancerClass"):
        if is_set(spec, field):
            yield forbidden(("spec", field), _ONLY_LOAD_BALANCER)


def _validate_source_ranges(spec: Mapping[str, Any], kind: str, version: Version) -> Iterator[FieldError]:
    path, at = ("spec", "LoadBalancerSourceRanges"), ("spec", "loadBalancerSourceRanges")
    if kind != "LoadBalancer":
        yield forbidden(path, _ONLY_LOAD_BALANCER, at)
    for index, each in enumerate(texts(spec, "loadBalancerSourceRanges")):
        for detail in ips.cidr_messages(each.strip(), version):
            yield invalid((*path, index), each.strip(), detail, (*at, index))


def _validate_traffic(spec: Mapping[str, Any], kind: str) -> Iterator[FieldError]:
    policy, path = text(spec, "externalTrafficPolicy"), ("spec", "externalTrafficPolicy")
    external = kind in ("LoadBalancer", "NodePort") or (kind == "ClusterIP" and bool(spec.get("externalIPs")))
    if policy and not external:
        yield invalid(path, policy, "may only be set for externally-accessible services", anchor="key")
    elif policy and policy not in TRAFFIC_POLICIES:
        yield not_supported(path, policy, TRAFFIC_POLICIES)
    yield from _validate_health_check(spec, kind == "LoadBalancer" and policy == "Local")


def _validate_health_check(spec: Mapping[str, Any], needed: bool) -> Iterator[FieldError]:
    port, path = number(spec, "healthCheckNodePort"), ("spec", "healthCheckNodePort")
    if not port:
        return
    if needed:
        for detail in formats.port_number(port):
            yield invalid(path, port, detail)
    else:
        detail = "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
        yield invalid(path, port, detail, anchor="key")
