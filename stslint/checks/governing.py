"""The governing Service of a StatefulSet: the one its `serviceName` names, which alone gives its Pods DNS names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.checks.absent import states_namespace
from stslint.checks.addresses import addresses_pod_of, peer_list
from stslint.checks.nearest import names_of
from stslint.cluster import Cluster, containers, pod_labels, replicas, selects
from stslint.fields import Anchor, FieldPath, Key
from stslint.hits import Hit, Note, Patch
from stslint.names import is_dns_label
from stslint.resources import Resource, items, mapping
from stslint.services import headless_service

_SERVICE_NAME = ("spec", "serviceName")
_SELECTOR = ("spec", "selector")


def service_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    service = resource.spec.get("serviceName")
    if not isinstance(service, str) or not is_dns_label(service) or cluster.by_name.get(("Service", service)):
        return
    near = _meant(resource, service, cluster)
    address = addresses_pod_of(resource, cluster)
    facts = {"service": service, "namespace": resource.namespace, "set": resource.name}
    facts["address"] = address.token if address else ""
    facts["hint"] = f"; did you mean {near.name}?" if near else ""
    facts["fix"] = f"name the Service {near.name}" if near else f"add a headless Service {service}"
    notes = [Note(near, ("metadata", "name"), "near")] if near else []
    if address:
        notes.append(Note(address.resource, address.path, "address"))
    patch = (
        Patch("set", _SERVICE_NAME, near.name)
        if near
        else Patch("append-document", (), headless_service(resource, service))
    )
    whole = cluster.closed or bool(cluster.of_kind("Service", resource.namespace))
    case = ("addressed" if whole else "alone") if address else ""
    yield Hit(_SERVICE_NAME, facts, case, related=tuple(notes), patches=(patch,))


def _meant(statefulset: Resource, service: str, cluster: Cluster) -> Resource | None:
    """The Service the author meant: of a near name, else the only headless one that selects the Pods."""
    near = names_of(cluster, "Service", statefulset.namespace).nearest(service)
    if near:
        return cluster.get("Service", statefulset.namespace, near)
    headless = [each for each in cluster.services_of(statefulset) if is_headless(each)]
    return headless[0] if len(headless) == 1 else None


def service_in_other_namespace(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    service = resource.spec.get("serviceName")
    if not isinstance(service, str) or not service or cluster.get("Service", resource.namespace, service):
        return
    others = cluster.by_name.get(("Service", service), [])
    if not others:
        return
    meant = next((each for each in others if selects(each, resource)), others[0])
    address = addresses_pod_of(resource, cluster)
    facts = {
        "service": service,
        "namespace": resource.namespace,
        "other": meant.namespace,
        "address": address.token if address else "",
    }
    stated = states_namespace(meant) and states_namespace(resource)
    case = "" if not stated else "addressed" if address else "selects" if selects(meant, resource) else ""
    note = Note(meant, ("metadata", "namespace" if states_namespace(meant) else "name"), "service")
    yield Hit(_SERVICE_NAME, facts, case, related=(note,))


def service_not_headless(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    sets = cluster.governed_by.get((resource.namespace, resource.name))
    if not sets or is_headless(resource) or resource.spec.get("type") == "ExternalName":
        return
    addressed = next((each for each in sets if addresses_pod_of(each, cluster)), None)
    statefulset = addressed or max(sets, key=replicas)
    address = addresses_pod_of(statefulset, cluster)
    facts = {
        "service": resource.name,
        "set": statefulset.name,
        "type": resource.spec.get("type") or "ClusterIP",
        "address": address.token if address else "",
    }
    notes = [Note(statefulset, _SERVICE_NAME, "set")]
    if address:
        notes.append(Note(address.resource, address.path, "address"))
    case = "addressed" if address else "" if replicas(statefulset) > 1 else "single"
    path, anchor = _where_headless(resource)
    yield Hit(path, facts, case, anchor, tuple(notes), _make_headless(resource))


def _where_headless(service: Resource) -> tuple[FieldPath, Anchor]:
    for field in ("clusterIP", "type"):
        if service.spec.get(field):
            return ("spec", field), "value"
    return ("spec",), "key"


def _make_headless(service: Resource) -> tuple[Patch, ...]:
    outside = service.spec.get("type") in ("NodePort", "LoadBalancer") or service.spec.get("clusterIPs")
    return () if outside else (Patch("set", ("spec", "clusterIP"), "None"),)


def is_headless(service: Resource) -> bool:
    return service.spec.get("clusterIP") == "None" or items(service.spec.get("clusterIPs"))[:1] == ["None"]


def service_external_name(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    sets = cluster.governed_by.get((resource.namespace, resource.name))
    if sets and resource.spec.get("type") == "ExternalName":
        facts = {"service": resource.name, "set": sets[0].name, "target": resource.spec.get("externalName")}
        yield Hit(("spec", "type"), facts, related=(Note(sets[0], _SERVICE_NAME, "set"),))


def service_selects_nothing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    selector = mapping(resource.spec.get("selector"))
    sets = cluster.governed_by.get((resource.namespace, resource.name)) if selector else None
    for statefulset in sets or ():
        if selects(resource, statefulset) or _per_pod(selector):
            continue
        labels = pod_labels(statefulset)
        wrong = [key for key, value in selector.items() if labels.get(key) != value]
        key = wrong[0] if wrong else next(iter(selector))
        facts = {
            "service": resource.name,
            "set": statefulset.name,
            "key": key,
            "value": selector[key],
            "actual": f"{key}: {labels[key]}" if key in labels else f"no label {key}",
        }
        template = ("spec", "template", "metadata", "labels")
        note = Note(statefulset, (*template, Key(key)) if key in labels else template, "labels", "key")
        case = "others" if cluster.selected_by(resource) else ""
        path = (*_SELECTOR, Key(key))
        sure = len(wrong) == 1 and isinstance(labels.get(key), str) and not case
        patches = (Patch("set", path, labels[key]),) if sure else ()
        yield Hit(path, {**facts, "label": labels.get(key, "")}, case, related=(note,), patches=patches)
        return


def _per_pod(selector: dict[str, Any]) -> bool:
    return "statefulset.kubernetes.io/pod-name" in selector or "apps.kubernetes.io/pod-index" in selector


def service_without_selector(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    sets = cluster.governed_by.get((resource.namespace, resource.name))
    if not sets or resource.spec.get("selector") or resource.spec.get("type") == "ExternalName":
        return
    if not _has_endpoints(resource, cluster):
        facts = {"service": resource.name, "set": sets[0].name}
        yield Hit(("spec",), facts, anchor="key", related=(Note(sets[0], _SERVICE_NAME, "set"),))


def _has_endpoints(service: Resource, cluster: Cluster) -> bool:
    """Does somebody write the endpoints by hand?"""
    if cluster.get("Endpoints", service.namespace, service.name):
        return True
    slices = cluster.of_kind("EndpointSlice", service.namespace)
    return any(each.labels.get("kubernetes.io/service-name") == service.name for each in slices)


def service_selects_others(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    sets = cluster.governed_by.get((resource.namespace, resource.name))
    statefulset = next((each for each in sets or () if selects(resource, each)), None)
    if not sets or statefulset is None:
        return
    pods = cluster.planned_pods
    other = next(
        (
            each
            for each in cluster.selected_by(resource)
            if each.kind != "StatefulSet" and (each.namespace, each.name) not in pods
        ),
        None,
    )
    if other is not None:
        facts = {"service": resource.name, "set": statefulset.name, "kind": other.kind, "other": other.name}
        yield Hit(_SELECTOR, facts, anchor="key", related=(Note(other, ("metadata", "name"), "other"),))


def service_name_unusable(resource: Resource, version: tuple[int, int]) -> Iterator[Hit]:
    service = resource.spec.get("serviceName")
    if version < VALIDATED_SINCE and isinstance(service, str) and service and not is_dns_label(service):
        yield Hit(_SERVICE_NAME, {"service": service, "set": resource.name})


VALIDATED_SINCE = (1, 33)
"""Before, the API server took any text as serviceName, and the Pods were refused (kubernetes/kubernetes#130233)."""


def service_unset(resource: Resource) -> Iterator[Hit]:
    if not resource.spec.get("serviceName"):
        yield Hit(_SERVICE_NAME if "serviceName" in resource.spec else ("spec",), {"set": resource.name}, anchor="key")


def hides_unready_peers(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    sets = cluster.governed_by.get((resource.namespace, resource.name))
    if not sets or not is_headless(resource) or resource.spec.get("publishNotReadyAddresses") is True:
        return
    for statefulset in sets:
        if replicas(statefulset) < 2 or not _has_readiness(statefulset):
            continue
        address = next(iter(peer_list(statefulset, cluster)), None)
        if address is None:
            continue
        facts = {"service": resource.name, "set": statefulset.name, "address": address.token}
        patch = Patch("set", ("spec", "publishNotReadyAddresses"), True)
        note = Note(address.resource, address.path, "address")
        path = ("spec", "publishNotReadyAddresses") if "publishNotReadyAddresses" in resource.spec else ("spec",)
        yield Hit(path, facts, anchor="key", related=(note,), patches=(patch,))
        return


def _has_readiness(statefulset: Resource) -> bool:
    return any(container.get("readinessProbe") for _, container in containers(statefulset))
