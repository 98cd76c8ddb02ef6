"""What selects a set's Pods: Services, PodDisruptionBudgets, NetworkPolicies, autoscalers.

In: a set in the world. Out: plain data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from stslint import names
from stslint.plan.state import Live, StatefulSet, World
from stslint.resources import mapping
from stslint.selectors import matches, matches_map


class Index:
    """Services by the first pair of their selector; apart, those that select by what the controller adds to a Pod."""

    def __init__(self, world: World) -> None:
        self.by_pair: dict[tuple[str, str, str], list[Live]] = defaultdict(list)
        self.by_pod: dict[str, list[Live]] = defaultdict(list)
        for service in world.of_kind("Service"):
            selector = mapping(service.spec.get("selector"))
            if _added(selector):
                self.by_pod[service.namespace].append(service)
            elif selector:
                key, value = next(iter(selector.items()))
                self.by_pair[service.namespace, key, str(value)].append(service)


def describe(world: World, statefulset: StatefulSet, services: Index) -> dict[str, Any]:
    labels = mapping(mapping(mapping(statefulset.spec.get("template")).get("metadata")).get("labels"))
    namespace = statefulset.namespace
    return {
        "services": [each.name for each in _services(statefulset, labels, services)],
        "pod_disruption_budgets": [
            {"name": each.name, "may_be_down": may_be_down(each, statefulset.settings.replicas)}
            for each in world.of_kind("PodDisruptionBudget", namespace)
            if matches(each.spec.get("selector"), labels)
        ],
        "network_policies": [
            each.name
            for each in world.of_kind("NetworkPolicy", namespace)
            if matches(each.spec.get("podSelector") or {}, labels)
        ],
        "autoscalers": [_autoscaler(each) for each in autoscalers(world, statefulset)],
    }


def _services(statefulset: StatefulSet, labels: dict[str, Any], services: Index) -> list[Live]:
    chosen = [
        service
        for key, value in labels.items()
        for service in services.by_pair.get((statefulset.namespace, key, str(value)), ())
        if matches_map(mapping(service.spec.get("selector")), labels)
    ]
    chosen += [
        service
        for service in services.by_pod.get(statefulset.namespace, ())
        if any(matches_map(service.spec["selector"], pod.pod_labels) for pod in statefulset.pods.values())
    ]
    return sorted(chosen, key=lambda service: service.name)


def _added(selector: dict[str, Any]) -> bool:
    return any(key in (names.POD_NAME_LABEL, names.POD_INDEX_LABEL, names.REVISION_LABEL) for key in selector)


def may_be_down(budget: Live, replicas: int) -> int | None:
    """How many of the set's Pods an eviction may take away; percentages are rounded up (disruption controller)."""
    maximum, minimum = budget.spec.get("maxUnavailable"), budget.spec.get("minAvailable")
    if maximum is not None:
        value = _scaled(maximum, replicas)
        return None if value is None else max(0, min(value, replicas))
    value = _scaled(1 if minimum is None else minimum, replicas)
    return None if value is None else max(0, replicas - value)


def _scaled(value: Any, total: int) -> int | None:
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdecimal():
        return -(-int(value[:-1]) * total // 100)
    return value if isinstance(value, int) else None


def autoscalers(world: World, statefulset: StatefulSet) -> Iterator[Live]:
    for scaler in world.of_kind("HorizontalPodAutoscaler", statefulset.namespace):
        target = mapping(scaler.spec.get("scaleTargetRef"))
        if target.get("kind") == "StatefulSet" and target.get("name") == statefulset.name:
            yield scaler


def _autoscaler(scaler: Live) -> dict[str, Any]:
    return {"name": scaler.name, "min": scaler.spec.get("minReplicas", 1), "max": scaler.spec.get("maxReplicas")}
