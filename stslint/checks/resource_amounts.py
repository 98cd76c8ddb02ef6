"""CPU and memory: what containers ask for, and what the namespace's quotas and limits allow.

In: a workload (and the set). Out: hits on missing requests, and on sets that a quota will not let start.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final, NamedTuple

from stslint.checks.memory import keyed
from stslint.checks.pods import name_of_container, running_containers
from stslint.cluster import Cluster, claim_templates, replicas
from stslint.fields import Key
from stslint.hits import Hit, Note
from stslint.quantities import canonical, parse
from stslint.resources import Resource, mapping


def requests_missing(resource: Resource) -> Iterator[Hit]:
    for path, container in running_containers(resource):
        amounts = mapping(container.get("resources"))
        asked = {**mapping(amounts.get("limits")), **mapping(amounts.get("requests"))}
        missing = [name for name in ("cpu", "memory") if name not in asked]
        if missing:
            facts = {"container": name_of_container(path, container), "missing": " and ".join(missing)}
            yield Hit((*path, "name"), facts, "all" if len(missing) == 2 else "")


def memory_unlimited(resource: Resource) -> Iterator[Hit]:
    for path, container in running_containers(resource):
        if "memory" not in mapping(mapping(container.get("resources")).get("limits")):
            yield Hit((*path, "name"), {"container": name_of_container(path, container)})


_COUNTED: Final = {
    "requests.cpu": ("requests", "cpu"),
    "cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
    "memory": ("requests", "memory"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
}
_NUMBERED: Final = frozenset({"pods", "persistentvolumeclaims", "requests.storage"})


class _Limit(NamedTuple):
    """One line of a quota's `hard`."""

    quota: Resource
    name: str
    written: Any
    allowed: Fraction


@keyed
def _limits(cluster: Cluster, kind: str, namespace: str) -> tuple[_Limit, ...]:
    """What the quotas of a namespace allow, the tightest line first for each name."""
    found = [
        _Limit(quota, name, limit, allowed)
        for quota in cluster.of_kind(kind, namespace)
        if not (quota.spec.get("scopes") or quota.spec.get("scopeSelector"))
        for name, limit in mapping(quota.spec.get("hard")).items()
        if (name in _COUNTED or name in _NUMBERED) and (allowed := parse(limit)) is not None
    ]
    return tuple(sorted(found, key=lambda each: each.allowed))


def quota_forbids(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    """At most one hit for each counted name: the tightest quota is the one that refuses first."""
    limits = _limits(cluster, "ResourceQuota", resource.namespace)
    if not limits:
        return
    ranged = bool(cluster.of_kind("LimitRange", resource.namespace))
    said: set[str] = set()
    for limit in limits:
        if limit.name not in said:
            said.add(limit.name)
            yield from _against(resource, limit, ranged)


def _against(resource: Resource, limit: _Limit, ranged: bool) -> Iterator[Hit]:
    wanted, missing = _wanted(resource, limit.name)
    total = wanted * replicas(resource)
    if not (missing and not ranged) and total <= limit.allowed:
        return
    facts = {"quota": limit.quota.name, "name": limit.name, "limit": limit.written}
    facts |= {"set": resource.name, "replicas": replicas(resource)}
    note = Note(limit.quota, ("spec", "hard", Key(limit.name)), "quota")
    if missing and not ranged:
        yield Hit(("metadata", "name"), {**facts, "container": missing}, "unset", related=(note,))
    else:
        yield Hit(("metadata", "name"), {**facts, "total": _shown(total, limit.written)}, related=(note,))


def _wanted(resource: Resource, name: str) -> tuple[Fraction, str]:
    """What one Pod of the workload counts under that name, and the first container that does not say."""
    if name in _COUNTED:
        return _sum(resource, *_COUNTED[name])
    return (Fraction(1) if name == "pods" else _claimed(resource, name)), ""


def _shown(total: Fraction, like: Any) -> str | None:
    """An amount in the kind of unit that the quota uses."""
    if str(like).endswith("i") and total % 1024 == 0:
        return canonical(f"{total.numerator // 1024}Ki")
    return canonical(str(total.numerator)) if total.denominator == 1 else str(float(total))


def _sum(resource: Resource, field: str, name: str) -> tuple[Fraction, str]:
    """What one Pod's running containers ask for, and the first container that does not say."""
    total = Fraction(0)
    for path, container in running_containers(resource):
        amounts = mapping(container.get("resources"))
        written = mapping(amounts.get(field)).get(name)
        if written is None and field == "requests":
            written = mapping(amounts.get("limits")).get(name)
        amount = parse(written)
        if amount is None:
            return total, name_of_container(path, container)
        total += amount
    return total, ""


def _claimed(resource: Resource, name: str) -> Fraction:
    sizes = [
        parse(mapping(mapping(mapping(template.get("spec")).get("resources")).get("requests")).get("storage"))
        for _, template in claim_templates(resource)
    ]
    return (
        Fraction(len(sizes))
        if name == "persistentvolumeclaims"
        else sum((each or Fraction(0) for each in sizes), Fraction(0))
    )
