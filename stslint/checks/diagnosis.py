"""Why an address of a planned Pod does not resolve.

In: an `Address` and the cluster. Out: the first thing that keeps it from resolving, or None: it resolves, or nobody can
know (a file name, a name of the world outside, a variable).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from stslint.checks.addresses import Address, addresses
from stslint.checks.dnsnames import misses
from stslint.checks.governing import is_headless
from stslint.checks.host_positions import expects_host
from stslint.checks.memory import once
from stslint.checks.nearest import names_of, nearest
from stslint.checks.service_names import misnamed
from stslint.checks.services import show_range
from stslint.cluster import Cluster, ordinals, pod_spec, replicas
from stslint.names import pod_dns_name
from stslint.resources import Resource, items, mapping


class Diagnosis(NamedTuple):
    """`what` is wrong (which check reports it), the `case` of its rule, facts; `instead` is a name that resolves."""

    what: str
    case: str
    facts: dict[str, Any]
    instead: str = ""
    service: Resource | None = None


def right_name(address: Address, cluster: Cluster) -> str:
    """The full name of the Pod that is meant; "" where it cannot be said."""
    statefulset = address.statefulset
    service = statefulset.spec.get("serviceName") if statefulset else None
    if statefulset is None or not isinstance(service, str) or not service or address.ordinal is None:
        return ""
    pod = f"{statefulset.name}-{address.ordinal}"
    return pod_dns_name(pod, service, statefulset.namespace, cluster.cluster_domain)


def diagnosed(resource: Resource, cluster: Cluster) -> list[tuple[Address, Diagnosis]]:
    """The addresses in a resource's strings that do not resolve, each with its diagnosis."""
    return _sorted_out(resource, cluster)[0]


def resolving(resource: Resource, cluster: Cluster) -> list[Address]:
    """The addresses in a resource's strings that nothing is known to be wrong with."""
    return _sorted_out(resource, cluster)[1]


def _sorted_out(resource: Resource, cluster: Cluster) -> tuple[list[tuple[Address, Diagnosis]], list[Address]]:
    found = addresses(resource, cluster)
    if not found:
        return [], []
    known = _known(cluster)
    if id(resource) not in known:
        wrong: list[tuple[Address, Diagnosis]] = []
        right: list[Address] = []
        for address in found:
            diagnosis = diagnose(address, cluster)
            if diagnosis is None:
                right.append(address)
            else:
                wrong.append((address, diagnosis))
        known[id(resource)] = (wrong, right)
    return known[id(resource)]


@once
def _known(cluster: Cluster) -> dict[int, tuple[list[tuple[Address, Diagnosis]], list[Address]]]:
    """Resource (by its id) → its addresses sorted out; filled as resources are asked for."""
    return {}


def diagnose(address: Address, cluster: Cluster) -> Diagnosis | None:
    """What is wrong with an address of a planned Pod or Service; the first thing that keeps it from resolving."""
    if address.statefulset is None:
        found = misnamed(address, cluster)
        return Diagnosis(found.what, found.case, found.facts, found.instead, found.service) if found else None
    if len(address.form.head) == 1 and not address.form.svc and not address.form.domain:
        return _bare(address, address.statefulset, cluster)
    if not _is_host(address, address.statefulset, cluster):
        return None
    for step in _STEPS:
        diagnosis = step(address, address.statefulset, cluster)
        if diagnosis is not None:
            return diagnosis
    return None


def _is_host(address: Address, statefulset: Resource, cluster: Cluster) -> bool:
    """Is it a name below a Service of the cluster, not a file (`web-0.log`) or a name of the world (`web-0.a.com`)?"""
    parts = len(address.form.head)
    governed = address.service == statefulset.spec.get("serviceName")
    if address.host.dynamic and not governed and not _is_own_name(address):
        return False
    if address.form.svc or address.form.domain or address.swapped:
        return parts <= 4
    if cluster.get("Service", statefulset.namespace, address.host.labels[0]):
        return False
    known = governed or cluster.get("Service", address.target, address.service) is not None
    if parts == 2:
        return known or _near_service(address, statefulset, cluster) is not None or _has_port(address)
    return parts == 3 and known and (address.namespace in cluster.namespaces or not address.namespace)


_OUTSIDE: Final = frozenset(
    {"local", "localdomain", "localhost", "lan", "home", "corp", "intranet", "internal", "private", "example", "test"}
    | {"invalid", "com", "net", "org", "io", "dev", "app", "cloud", "de", "uk", "fr", "log", "conf", "json", "yaml"}
)
"""Last labels of names that no Service of the cluster has given."""


def _has_port(address: Address) -> bool:
    return address.host.port is not None and not address.host.dynamic and address.service not in _OUTSIDE


_OWN_NAME: Final = re.compile(
    r"(?:POD_?NAME|HOST_?NAME)\)?\}?$|\$\(hostname(?: -s)?\)$|\$\{?HOSTNAME\}?$", re.IGNORECASE
)


def _is_own_name(address: Address) -> bool:
    """Does the variable before `.web` hold the name of the Pod itself, in the set's own template?"""
    before = address.text.value[max(0, address.host.start - 32) : address.host.start]
    return address.resource is address.statefulset and _OWN_NAME.search(before) is not None


def _near_service(address: Address, statefulset: Resource, cluster: Cluster) -> str | None:
    governing = statefulset.spec.get("serviceName")
    near = nearest(address.service, [governing]) if isinstance(governing, str) else None
    return near or names_of(cluster, "Service", address.target).nearest(address.service)


def _malformed(address: Address, statefulset: Resource, cluster: Cluster) -> Diagnosis | None:
    if address.swapped:
        lack = "has Service and Pod the wrong way round"
    else:
        lack = misses(address.form, 3)
    return Diagnosis("malformed", "", {"lack": lack}, right_name(address, cluster)) if lack else None


def _namespace(address: Address, statefulset: Resource, cluster: Cluster) -> Diagnosis | None:
    if address.target == statefulset.namespace:
        return None
    home, written = address.resource.namespace, address.namespace
    facts = {"actual": statefulset.namespace, "target": address.target}
    instead = right_name(address, cluster)
    if not written:
        governed = address.service == statefulset.spec.get("serviceName")
        other = cluster.get("Service", home, address.service)
        return Diagnosis("namespace", "short", facts, instead) if governed and not other else None
    own = home == statefulset.namespace or written in cluster.namespaces
    if not own or cluster.get("Service", written, address.service):
        return None
    stated = "namespace" in mapping(statefulset.body.get("metadata"))
    return Diagnosis("namespace", "" if stated else "unstated", facts, instead)


def _domain(address: Address, statefulset: Resource, cluster: Cluster) -> Diagnosis | None:
    expected = tuple(cluster.cluster_domain.lower().split("."))
    if not address.form.svc or not address.form.domain or address.form.domain == expected:
        return None
    facts = {"domain": ".".join(address.form.domain), "expected": cluster.cluster_domain}
    kept = address.host.token.rstrip(".")[: -len(facts["domain"]) - 1]
    return Diagnosis("domain", "", facts, kept)


def _service(address: Address, statefulset: Resource, cluster: Cluster) -> Diagnosis | None:
    governing = statefulset.spec.get("serviceName")
    if address.service == governing:
        return None
    there = cluster.get("Service", address.target, address.service)
    facts = {"governing": governing or ""}
    instead = _with_service(address, governing)
    if there is None:
        near = _near_service(address, statefulset, cluster)
        return Diagnosis("service", "", {**facts, "hint": f"; did you mean {near}?" if near else ""}, instead)
    if isinstance(governing, str) and governing:
        return Diagnosis("governing", "" if is_headless(there) else "virtual", facts, instead)
    return Diagnosis("governing", "unset", facts)


def _with_service(address: Address, service: Any) -> str:
    """The same name below another Service."""
    if not isinstance(service, str) or not service:
        return ""
    parts = address.host.token.split(".")
    return ".".join((parts[0], service, *parts[2:]))


def _ordinal(address: Address, statefulset: Resource, cluster: Cluster) -> Diagnosis | None:
    if address.ordinal is None or address.ordinal in ordinals(statefulset) or replicas(statefulset) == 0:
        return None
    if _scaled_to(statefulset, cluster) > address.ordinal - ordinals(statefulset).start >= 0:
        return None
    facts = {"pod": address.host.labels[0], "range": show_range(statefulset)}
    return Diagnosis("ordinal", "" if "replicas" in statefulset.spec else "default", facts)


def _scaled_to(statefulset: Resource, cluster: Cluster) -> int:
    """How many replicas an autoscaler of the set may make."""
    most = 0
    for scaler in cluster.autoscalers_of(statefulset):
        limit = scaler.spec.get("maxReplicas") or scaler.spec.get("maxReplicaCount")
        most = max(most, limit if isinstance(limit, int) else 0)
    return most


_STEPS: Final[tuple[Callable[[Address, Resource, Cluster], Diagnosis | None], ...]] = (
    _malformed,
    _namespace,
    _domain,
    _service,
    _ordinal,
)


def _bare(address: Address, statefulset: Resource, cluster: Cluster) -> Diagnosis | None:
    if statefulset.namespace != address.resource.namespace or address.ordinal not in ordinals(statefulset):
        return None
    pod, resource = address.host.labels[0], address.resource
    if not expects_host(address.host, address.text) or cluster.get("Service", statefulset.namespace, pod):
        return None
    if resource is statefulset and replicas(statefulset) == 1:
        return None
    if _resolved_otherwise(resource) or (resource.kind in ("ConfigMap", "Secret") and _resolved_otherwise(statefulset)):
        return None
    governing = statefulset.spec.get("serviceName")
    short = f"{pod}.{governing}" if isinstance(governing, str) and governing else ""
    return Diagnosis("bare", "" if short else "unset", {"pod": pod, "short": short}, short)


def _resolved_otherwise(workload: Resource) -> bool:
    """Do the Pods bring their own search list or hosts file?"""
    spec = pod_spec(workload)
    return bool(items(mapping(spec.get("dnsConfig")).get("searches")) or items(spec.get("hostAliases")))
