"""Pods come and go: created with an identity, told to terminate, gone.

In: the world and what to do. Out: Pods in the world, events, and timers for what takes time.
"""

from __future__ import annotations

import heapq
from typing import Final

from stslint import names
from stslint.plan import claims, gates
from stslint.plan.revisions import Revision
from stslint.plan.state import Pod, StatefulSet, World

START_TAKES: Final = 3
STOP_TAKES: Final = 2


def create(world: World, statefulset: StatefulSet, ordinal: int, revision: Revision) -> Pod:
    """newStatefulSetPod: hostname and subdomain override the template; they are set only here."""
    name = names.pod_name(statefulset.name, ordinal)
    blueprint = revision.blueprint
    pod = Pod(
        "Pod",
        statefulset.namespace,
        name,
        world.new_uid(),
        {},
        blueprint=blueprint,
        pod_labels={**blueprint.labels, **identity_labels(world, name, ordinal), names.REVISION_LABEL: revision.name},
        controller=statefulset.owner,
        ordinal=ordinal,
        hostname=name,
        subdomain=statefulset.settings.service,
        revision=revision.name,
        volumes=claims.volumes(statefulset, blueprint.volumes, ordinal),
    )
    register(world, pod)
    statefulset.pods[ordinal] = pod
    world.note("create", pod.namespace, name, statefulset.id)
    return pod


def identity_labels(world: World, name: str, ordinal: int) -> dict[str, str]:
    labels = {names.POD_NAME_LABEL: name}
    if gates.pod_index_label(world.options.kubernetes_version):
        labels[names.POD_INDEX_LABEL] = str(ordinal)
    return labels


def register(world: World, pod: Pod) -> None:
    """A created Pod is in the world; it starts after a while (`start`)."""
    pod.created_at = world.clock
    world.pods[pod.namespace, pod.name] = pod
    world.by_uid[pod.uid] = pod
    for claim in pod.volumes.values():
        world.users.setdefault((pod.namespace, claim), set()).add(pod.uid)


def start(world: World, pod: Pod) -> None:
    after(world, START_TAKES, "start", pod)


def after(world: World, delay: int, what: str, pod: Pod) -> None:
    heapq.heappush(world.timers, (world.clock + delay, world.new_uid(), what, pod.uid))


def delete(world: World, pod: Pod) -> bool:
    """Tell a Pod to terminate; it is gone a little later, or at once if it has no node yet."""
    if pod.terminating:
        return False
    pod.terminating = True
    world.note("delete", pod.namespace, pod.name, owner_id(pod))
    world.deletions[pod.namespace, pod.name] += 1
    world.most_deletions = max(world.most_deletions, world.deletions[pod.namespace, pod.name])
    statefulset = controlled_by(world, pod)
    if statefulset is not None and pod.created_at == world.clock:
        statefulset.phantoms += 1
        remove(world, pod)
        return True
    after(world, STOP_TAKES, "gone", pod)
    if statefulset is not None:
        unsettle(statefulset, pod.ordinal)
    return True


def owner_id(pod: Pod) -> tuple[str, str] | None:
    owner = pod.controller
    return (pod.namespace, owner.name) if owner is not None and owner.kind == "StatefulSet" else None


def controlled_by(world: World, pod: Pod) -> StatefulSet | None:
    owner = pod.controller
    if owner is None or owner.kind != "StatefulSet":
        return None
    statefulset = world.sets.get((pod.namespace, owner.name))
    return statefulset if statefulset is not None and statefulset.uid == owner.uid else None


def unsettle(statefulset: StatefulSet, ordinal: int | None = None) -> None:
    """Something changed at an ordinal, or at all of them: it is looked at again."""
    statefulset.quiet = False
    if ordinal is None:
        statefulset.healthy = 0
        statefulset.checked.clear()
    else:
        index = ordinal - statefulset.settings.start
        statefulset.healthy = max(0, min(statefulset.healthy, index))
        statefulset.checked.discard(ordinal)


def remove(world: World, pod: Pod) -> None:
    """The Pod object is gone."""
    del world.pods[pod.namespace, pod.name]
    del world.by_uid[pod.uid]
    world.orphans.discard((pod.namespace, pod.name))
    for claim in pod.volumes.values():
        world.users.get((pod.namespace, claim), set()).discard(pod.uid)
    statefulset = controlled_by(world, pod)
    if statefulset is not None:
        if statefulset.pods.get(pod.ordinal) is pod:
            del statefulset.pods[pod.ordinal]
        unsettle(statefulset, pod.ordinal)


def minimum_ready(world: World, pod: Pod) -> int:
    """How long after Ready the Pod counts as available, in ticks."""
    statefulset = controlled_by(world, pod)
    if statefulset is None or not world.options.given.real_min_ready:
        return 0
    seconds = statefulset.spec.get("minReadySeconds", 0)
    return seconds * 10 if isinstance(seconds, int) else 0
