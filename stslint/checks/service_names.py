"""Why the long name of a Service of the set does not resolve.

In: an `Address` that names a Service and no Pod. Out: what is wrong, or None. Short names are left alone: they may be
hosts outside the cluster.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from stslint.checks.absent import states_namespace
from stslint.checks.addresses import Address
from stslint.checks.dnsnames import misses
from stslint.cluster import Cluster
from stslint.names import service_dns_name
from stslint.resources import Resource


class Misnamed(NamedTuple):
    """`what` is wrong, the rule's `case`, the Service that is meant, facts, and a name that resolves."""

    what: str
    case: str
    service: Resource
    facts: dict[str, Any]
    instead: str


def misnamed(address: Address, cluster: Cluster) -> Misnamed | None:
    """What keeps the name of a Service from resolving."""
    form = address.form
    services = cluster.by_name.get(("Service", address.service), [])
    if len({each.namespace for each in services}) != 1 or not (form.svc or form.domain) or len(form.head) > 2:
        return None
    service = services[0]
    right = service_dns_name(service.name, service.namespace, cluster.cluster_domain)
    facts = {"right": right, "actual": service.namespace, "target": address.target}
    lack = misses(form, 2)
    if lack:
        return Misnamed("malformed", "", service, {**facts, "lack": lack}, right)
    if address.target != service.namespace:
        known = address.target in cluster.namespaces
        case = "service" if known else "service-unknown"
        if not states_namespace(service):
            case = "service-unstated"
        own = address.resource.namespace == service.namespace
        return Misnamed("namespace", case, service, facts, right) if known or own else None
    domain = ".".join(form.domain)
    if form.svc and domain and domain != cluster.cluster_domain.lower():
        kept = address.host.token.rstrip(".")[: -len(domain) - 1]
        return Misnamed("domain", "", service, {**facts, "domain": domain, "expected": cluster.cluster_domain}, kept)
    return None
