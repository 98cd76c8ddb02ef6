"""What a set asks of the cluster: CPU, memory, storage by class, nodes.

In: a set in the world. Out: plain data with canonical quantities.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any, Final

from stslint import quantities
from stslint.plan.state import StatefulSet, World
from stslint.resources import items, mapping
from stslint.selectors import matches

_HOSTNAME: Final = "kubernetes.io/hostname"


def describe(world: World, statefulset: StatefulSet) -> dict[str, Any]:
    template = mapping(statefulset.spec.get("template"))
    spec = mapping(template.get("spec"))
    replicas = statefulset.settings.replicas
    return {
        "pods": replicas,
        "claims": replicas * len(statefulset.settings.templates),
        "requests": _times(_requests(spec, "requests"), replicas),
        "limits": _times(_requests(spec, "limits"), replicas),
        "storage": _storage(statefulset),
        "nodes": replicas if _one_per_node(template) else (1 if replicas else 0),
    }


def _requests(spec: dict[str, Any], field: str) -> dict[str, Fraction]:
    """Containers and sidecars together, or the largest init container if that is more (effective Pod requests)."""
    running: dict[str, Fraction] = defaultdict(Fraction)
    peak: dict[str, Fraction] = {}
    for container in map(mapping, items(spec.get("initContainers"))):
        amounts = _amounts(container, field)
        if container.get("restartPolicy") == "Always":
            for name, amount in amounts.items():
                running[name] += amount
        else:
            for name, amount in amounts.items():
                peak[name] = max(peak.get(name, Fraction(0)), amount + running[name])
    for container in map(mapping, items(spec.get("containers"))):
        for name, amount in _amounts(container, field).items():
            running[name] += amount
    return {name: max(running.get(name, Fraction(0)), peak.get(name, Fraction(0))) for name in {*running, *peak}}


def _amounts(container: dict[str, Any], field: str) -> dict[str, Fraction]:
    resources = mapping(container.get("resources"))
    written = mapping(resources.get(field))
    if field == "requests":
        written = {**mapping(resources.get("limits")), **written}
    return {str(name): quantities.parse(value) or Fraction(0) for name, value in written.items()}


def _times(amounts: dict[str, Fraction], count: int) -> dict[str, str]:
    return {name: _show(name, amounts[name] * count) for name in sorted(amounts) if amounts[name]}


def _show(name: str, amount: Fraction) -> str:
    """Bytes in powers of 1024, all else in plain or milli units."""
    text = str(int(amount)) if amount.denominator == 1 else f"{-(-amount * 1000 // 1)}m"
    if name in ("memory", "ephemeral-storage", "storage") and amount.denominator == 1 and amount % 1024 == 0:
        text = f"{int(amount) // 1024}Ki"
    return quantities.canonical(text) or text


def _storage(statefulset: StatefulSet) -> dict[str, str]:
    """Storage class ("" for the cluster's default) → what all claims ask for."""
    found: dict[str, Fraction] = defaultdict(Fraction)
    for template in statefulset.settings.templates.values():
        spec = mapping(template.get("spec"))
        size = mapping(mapping(spec.get("resources")).get("requests")).get("storage")
        found[str(spec.get("storageClassName") or "")] += quantities.parse(size) or 0
    count = statefulset.settings.replicas
    return {name: _show("storage", amount * count) for name, amount in sorted(found.items())}


def _one_per_node(template: dict[str, Any]) -> bool:
    """Required anti-affinity of the Pods against themselves, by host name."""
    labels = mapping(mapping(template.get("metadata")).get("labels"))
    affinity = mapping(mapping(mapping(template.get("spec")).get("affinity")).get("podAntiAffinity"))
    return any(
        mapping(term).get("topologyKey") == _HOSTNAME and matches(mapping(term).get("labelSelector"), labels)
        for term in items(affinity.get("requiredDuringSchedulingIgnoredDuringExecution"))
    )
