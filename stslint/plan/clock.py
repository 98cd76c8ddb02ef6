"""Time: syncs and timers in turn, until nothing happens any more.

In: a world in which objects were just applied. Out: the same world, settled.
"""

from __future__ import annotations

import heapq

from stslint.plan import claims, controller, garbage, healthy, kubelet
from stslint.plan.pods import after, controlled_by, minimum_ready, owner_id, remove, start, unsettle
from stslint.plan.state import Pod, StatefulSet, World

SYNCS_MAX = 10_000
DELETIONS_MAX = 10
"""Of one Pod in one phase."""


def settle(world: World) -> None:
    """Sync every set; then let one thing happen after the other, each followed by the syncs it causes."""
    for claim in world.claims.values():
        claims.bind(world, claim)
    due = {uid for _, _, _, uid in world.timers}
    for pod in world.pods.values():
        if not pod.ready and pod.uid not in due:
            start(world, pod)
    for statefulset in world.sets.values():
        healthy.create_all(world, statefulset)
    _sync_all(world, list(world.sets.values()))
    while not _restless(world) and _next(world):
        pass
    world.timers.clear()
    for statefulset in world.sets.values():
        controller.count(statefulset)


def _restless(world: World) -> bool:
    """A controller that creates and deletes one Pod over and over never comes to an end."""
    return world.most_deletions > DELETIONS_MAX


def _next(world: World) -> bool:
    if world.timers:
        world.clock, _, what, uid = heapq.heappop(world.timers)
        pod = world.by_uid.get(uid)
        if pod is not None:
            _sync_all(world, _STEPS[what](world, pod))
        return True
    return _sync_all(world, [each for each in world.sets.values() if each.blocked or each.quiet])


def _sync_all(world: World, sets: list[StatefulSet]) -> bool:
    wrote = False
    for statefulset in sets:
        for _ in range(SYNCS_MAX):
            if not controller.sync(world, statefulset):
                break
            wrote = True
    return wrote


def _start(world: World, pod: Pod) -> list[StatefulSet]:
    if not kubelet.tend(world, pod):
        return []
    statefulset = controlled_by(world, pod)
    world.note("ready", pod.namespace, pod.name, owner_id(pod))
    wait = minimum_ready(world, pod)
    if wait:
        after(world, wait, "available", pod)
        return []
    return _available(world, pod, statefulset)


def _become_available(world: World, pod: Pod) -> list[StatefulSet]:
    return _available(world, pod, controlled_by(world, pod))


def _available(world: World, pod: Pod, statefulset: StatefulSet | None) -> list[StatefulSet]:
    pod.available = pod.ready
    return [statefulset] if statefulset is not None and not statefulset.quiet else []


def _gone(world: World, pod: Pod) -> list[StatefulSet]:
    """The object is removed; its set, and any set that waits for the name or a claim, looks again."""
    remove(world, pod)
    garbage.after_pod(world, pod)
    touched = controlled_by(world, pod)
    waiting = [each for each in world.sets.values() if each.blocked and each is not touched]
    for statefulset in waiting:
        unsettle(statefulset)
    return [touched, *waiting] if touched is not None else waiting


_STEPS = {"start": _start, "available": _become_available, "gone": _gone}
