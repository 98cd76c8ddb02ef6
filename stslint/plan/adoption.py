"""Which Pods a set controls: orphans it adopts, Pods it releases (controller_ref_manager.go, ClaimPods).

In: the world and a set. Out: controllers set on Pods; True if any changed.
"""

from __future__ import annotations

from stslint.cluster import ordinal_of
from stslint.plan.pods import unsettle
from stslint.plan.state import Pod, StatefulSet, World
from stslint.selectors import matches


def control(world: World, statefulset: StatefulSet) -> bool:
    """Orphans that the selector matches and that are named `<set>-<number>` are adopted, unless they terminate."""
    changed = False
    for name in sorted(world.orphans):
        pod = world.pods[name]
        ordinal = ordinal_of(pod.name, statefulset.name)
        if name[0] != statefulset.namespace or ordinal is None or pod.terminating:
            continue
        if matches(statefulset.spec.get("selector"), pod.pod_labels):
            _adopt(world, statefulset, pod, ordinal)
            changed = True
    return changed


def _adopt(world: World, statefulset: StatefulSet, pod: Pod, ordinal: int) -> None:
    pod.controller, pod.ordinal = statefulset.owner, ordinal
    statefulset.pods[ordinal] = pod
    world.orphans.discard((pod.namespace, pod.name))
    unsettle(statefulset)
