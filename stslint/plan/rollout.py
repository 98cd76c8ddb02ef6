"""Rolling updates: which Pods of an old revision are deleted now (stateful_set_control.go).

In: the world, a set whose replicas are all there, the revision to reach. Out: Pods deleted; True if any was.
"""

from __future__ import annotations

from typing import Any

from stslint.plan import gates
from stslint.plan.pods import delete
from stslint.plan.revisions import Revision
from stslint.plan.state import Pod, StatefulSet, World
from stslint.resources import mapping


def _rolling(statefulset: StatefulSet) -> dict[str, Any]:
    return mapping(mapping(statefulset.spec.get("updateStrategy")).get("rollingUpdate"))


def max_unavailable(statefulset: StatefulSet, version: tuple[int, ...]) -> int:
    """getStatefulSetMaxUnavailable: percentages are rounded down, but to no less than 1."""
    value = _rolling(statefulset).get("maxUnavailable", 1) if gates.max_unavailable(version) else 1
    if isinstance(value, str) and value.endswith("%") and value[:-1].isdigit():
        value = int(value[:-1]) * statefulset.settings.replicas // 100
    return max(1, value) if isinstance(value, int) else 1


def unavailable(pod: Pod | None) -> bool:
    return pod is None or not pod.available or pod.terminating


def roll(world: World, statefulset: StatefulSet, update: Revision) -> bool:
    """Highest index first. Without the gate one Pod at a time; with it within the budget of maxUnavailable."""
    version = world.options.kubernetes_version
    replicas = [statefulset.pods.get(ordinal) for ordinal in statefulset.settings.ordinals]
    targets = [pod for pod in reversed(replicas[statefulset.settings.partition or 0 :]) if pod is not None]
    if not gates.max_unavailable(version):
        return _roll_one(world, targets, update)
    budget = max_unavailable(statefulset, version) - sum(map(unavailable, replicas))
    if statefulset.settings.parallel:
        return _roll_parallel(world, replicas, targets, update, budget)
    old = [pod for pod in targets if pod.revision != update.name and not pod.terminating]
    return _delete(world, old[: max(0, budget)])


def _roll_one(world: World, targets: list[Pod], update: Revision) -> bool:
    for pod in targets:
        if pod.revision != update.name and not pod.terminating:
            return delete(world, pod)
        if unavailable(pod):
            return False
    return False


def _roll_parallel(world: World, replicas: list[Pod | None], targets: list[Pod], update: Revision, budget: int) -> bool:
    """Old Pods that are not available go at once, whatever the budget; healthy ones within it."""
    broken_anywhere = any(
        pod is not None and pod.revision != update.name and unavailable(pod) and not pod.terminating for pod in replicas
    )
    if budget <= 0 and not broken_anywhere:
        return False
    old = [pod for pod in targets if pod.revision != update.name]
    broken = [pod for pod in old if not pod.available and not pod.terminating]
    healthy = [pod for pod in old if not unavailable(pod)]
    return _delete(world, [*broken, *healthy[: max(0, budget)]])


def _delete(world: World, pods: list[Pod]) -> bool:
    for pod in pods:
        delete(world, pod)
    return bool(pods)
