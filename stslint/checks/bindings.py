"""Objects around the Pods that name others: Ingresses, RoleBindings, ServiceMonitors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from stslint.checks.absent import absence, absent
from stslint.checks.memory import once
from stslint.checks.nearest import nearest
from stslint.cluster import Cluster
from stslint.fields import FieldPath, lookup
from stslint.hits import Hit, Note, Patch
from stslint.resources import Resource, items, mapping
from stslint.selectors import matches


def _backends(ingress: Resource) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    """The backends of an Ingress that are Services, each with its path."""
    default: FieldPath = ("spec", "defaultBackend", "service")
    if isinstance(service := lookup(ingress.body, default), dict):
        yield default, service
    for rule, each in enumerate(items(ingress.spec.get("rules"))):
        for index, path in enumerate(items(mapping(mapping(each).get("http")).get("paths"))):
            service = mapping(mapping(path).get("backend")).get("service")
            if isinstance(service, dict):
                yield ("spec", "rules", rule, "http", "paths", index, "backend", "service"), service


def _by_annotation(service: dict[str, Any]) -> bool:
    """A made-up Service that the AWS load balancer controller takes for the name of an annotation."""
    return mapping(service.get("port")).get("name") == "use-annotation"


def ingress_service_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    seen = set()
    for path, service in _backends(resource):
        name = service.get("name")
        if isinstance(name, str) and name not in seen and not _by_annotation(service):
            seen.add(name)
            yield from absent("Service", name, (*path, "name"), resource, cluster, ingress=resource.name)


def ingress_port_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for path, backend in _backends(resource):
        name = backend.get("name")
        service = cluster.get("Service", resource.namespace, name) if isinstance(name, str) else None
        if service is None or service.spec.get("type") == "ExternalName":
            continue
        for field, kind in (("number", int), ("name", str)):
            wanted = mapping(backend.get("port")).get(field)
            known = [its for each in items(service.spec.get("ports")) if (its := mapping(each).get(_OF[field]))]
            if isinstance(wanted, kind) and wanted and wanted not in known:
                yield _no_port(resource, service, (*path, "port", field), wanted, known)


_OF = {"number": "port", "name": "name"}


def _no_port(resource: Resource, service: Resource, path: FieldPath, wanted: Any, known: list[Any]) -> Hit:
    near = nearest(wanted, [str(each) for each in known]) if isinstance(wanted, str) else None
    near = near if near or len(known) != 1 else known[0]
    facts = {
        "ingress": resource.name,
        "service": service.name,
        "port": wanted,
        "near": near or "",
        "known": ", ".join(str(each) for each in known) or "none",
    }
    note = Note(service, ("spec", "ports") if "ports" in service.spec else ("spec",), "ports", "key")
    return Hit(path, facts, related=(note,), patches=(Patch("set", path, near),) if near else ())


def subject_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for index, each in enumerate(items(resource.body.get("subjects"))):
        subject = mapping(each)
        name, namespace = subject.get("name"), subject.get("namespace")
        if subject.get("kind") != "ServiceAccount" or not isinstance(name, str) or not isinstance(namespace, str):
            continue
        found = absence("ServiceAccount", namespace, name, cluster) if namespace else None
        if found is not None:
            elsewhere = found.case in ("elsewhere", "unstated")
            path: FieldPath = ("subjects", index, "namespace" if elsewhere else "name")
            wish = found.facts["other" if elsewhere else "near"]
            notes = (Note(found.meant, ("metadata", "name"), "meant"),) if found.meant else ()
            patches = (Patch("set", path, wish),) if wish and path[-1] in subject else ()
            facts = {**found.facts, "binding": resource.name, "wish": wish}
            yield Hit(path, facts, found.case, related=notes, patches=patches)


def role_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    role = mapping(resource.body.get("roleRef"))
    if role.get("kind") in ("Role", "ClusterRole"):
        facts = {"binding": resource.name}
        yield from absent(str(role["kind"]), role.get("name"), ("roleRef", "name"), resource, cluster, **facts)


def monitor_selects_nothing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    selector = mapping(resource.spec.get("selector"))
    labels = mapping(selector.get("matchLabels"))
    if not labels or _monitored(resource, cluster):
        return
    spaces = _namespaces(resource, cluster)
    for namespace in spaces:
        for workload in cluster.with_labels(namespace, labels):
            services = cluster.services_of(workload)
            if services:
                facts = {"monitor": resource.name, "service": services[0].name, "workload": workload.name}
                note = Note(services[0], ("metadata", "name"), "service")
                yield Hit(("spec", "selector"), {**facts, "kind": workload.kind}, anchor="key", related=(note,))
                return


def _namespaces(monitor: Resource, cluster: Cluster) -> list[str]:
    chosen = mapping(monitor.spec.get("namespaceSelector"))
    if chosen.get("any") is True:
        return sorted(cluster.namespaces)
    named = [name for name in items(chosen.get("matchNames")) if isinstance(name, str)]
    return named or [monitor.namespace]


@once
def _services_by_own_label(cluster: Cluster) -> dict[tuple[str, str, str], list[Resource]]:
    """(namespace, label key, value) → Services that carry it themselves."""
    index: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
    for service in cluster.of_kind("Service"):
        for key, value in service.labels.items():
            if isinstance(value, str):
                index[service.namespace, key, value].append(service)
    return dict(index)


def _monitored(monitor: Resource, cluster: Cluster) -> list[Resource]:
    """The Services a ServiceMonitor selects, by their own labels."""
    selector = mapping(monitor.spec.get("selector"))
    pairs = [pair for pair in mapping(selector.get("matchLabels")).items() if isinstance(pair[1], str)]
    found: list[Resource] = []
    for namespace in _namespaces(monitor, cluster):
        if pairs:
            candidates = _services_by_own_label(cluster).get((namespace, *pairs[0]), [])
        else:
            candidates = cluster.of_kind("Service", namespace)
        found += [each for each in candidates if matches(selector, each.labels)]
    return found


def monitor_port_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    services = _monitored(resource, cluster) if resource.spec.get("selector") else []
    if not services:
        return
    known = {
        name
        for service in services
        for port in items(service.spec.get("ports"))
        if isinstance(name := mapping(port).get("name"), str)
    }
    for index, each in enumerate(items(resource.spec.get("endpoints"))):
        port = mapping(each).get("port")
        if isinstance(port, str) and port and port not in known:
            near = nearest(port, known) or (min(known) if len(known) == 1 else None)
            path: FieldPath = ("spec", "endpoints", index, "port")
            facts = {
                "monitor": resource.name,
                "port": port,
                "service": services[0].name,
                "near": near or "",
                "known": ", ".join(sorted(known)) or "none",
            }
            note = Note(services[0], ("metadata", "name"), "service")
            yield Hit(path, facts, related=(note,), patches=(Patch("set", path, near),) if near else ())
