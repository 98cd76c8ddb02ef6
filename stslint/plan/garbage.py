"""Deletion: what goes with a deleted object, and what waits (garbage collector, pvc-protection).

In: the world and the object to delete. Out: Pods told to terminate, claims deleted or terminating, events.
"""

from __future__ import annotations

from collections.abc import Iterator

from stslint.plan import claims
from stslint.plan.pods import controlled_by, delete, unsettle
from stslint.plan.state import Claim, Key, Live, Pod, StatefulSet, World


def delete_object(world: World, live: Live, *, orphan: bool = False) -> None:
    """DELETE with Background, or with Orphan: dependents keep running and lose their owner."""
    if isinstance(live, StatefulSet):
        _delete_set(world, live, orphan=orphan)
    elif isinstance(live, Claim):
        delete_claim(world, live)
    elif isinstance(live, Pod):
        delete(world, live)
    else:
        world.drop(live.key)
        if live.kind == "Namespace":
            _empty_namespace(world, live.name)
        if live.kind == "Service":
            world.endpoints.pop((live.namespace, live.name), None)


def _delete_set(world: World, statefulset: StatefulSet, *, orphan: bool) -> None:
    del world.sets[statefulset.id]
    history = world.histories.get(statefulset.id)
    if history is not None:
        for revision in history.revisions:
            if revision.owner == statefulset.uid:
                revision.owner = None if orphan else -1
        history.revisions = [each for each in history.revisions if each.owner != -1]
    if orphan:
        _orphan_dependents(world, statefulset)
        return
    for ordinal in sorted(statefulset.pods):
        delete(world, statefulset.pods[ordinal])
    collect(world, statefulset.uid)


def _orphan_dependents(world: World, statefulset: StatefulSet) -> None:
    for pod in statefulset.pods.values():
        pod.controller = None
        world.orphans.add((pod.namespace, pod.name))
    for claim in world.claims.values():
        if any(owner.uid == statefulset.uid for owner in claim.owners):
            claim.owners = [owner for owner in claim.owners if owner.uid != statefulset.uid]


def collect(world: World, uid: int) -> None:
    """Claims whose last owner is gone are deleted."""
    for claim in list(world.claims.values()):
        if not any(owner.uid == uid for owner in claim.owners):
            continue
        alive = [owner for owner in claim.owners if owner.uid != uid and _alive(world, owner.uid)]
        if alive:
            claim.owners = alive
        else:
            delete_claim(world, claim)


def _alive(world: World, uid: int) -> bool:
    return uid in world.by_uid or any(each.uid == uid for each in world.sets.values())


def delete_claim(world: World, claim: Claim) -> None:
    """pvc-protection: a claim in use stays, terminating, until its last Pod is gone."""
    if not claim.terminating:
        claim.terminating = True
        world.note("claim-delete", claim.namespace, claim.name, None)
        for statefulset in world.sets.values():
            if statefulset.namespace == claim.namespace:
                unsettle(statefulset)
    release(world, claim)


def release(world: World, claim: Claim) -> None:
    name = (claim.namespace, claim.name)
    if claim.terminating and not claims.used(world, name) and world.claims.get(name) is claim:
        del world.claims[name]


def after_pod(world: World, pod: Pod) -> None:
    """A Pod object is gone: the claims it used, and those it owned, may follow."""
    for claim in [*_claims_of(world, pod)]:
        if any(owner.uid == pod.uid for owner in claim.owners):
            collect(world, pod.uid)
        release(world, claim)


def _claims_of(world: World, pod: Pod) -> Iterator[Claim]:
    for name in pod.volumes.values():
        claim = world.claims.get((pod.namespace, name))
        if claim is not None:
            yield claim
    statefulset = controlled_by(world, pod)
    if statefulset is not None:
        yield from claims.of_pod(world, statefulset, pod.ordinal)


def _empty_namespace(world: World, namespace: str) -> None:
    world.absent_namespaces.add(namespace)
    for statefulset in [each for each in world.sets.values() if each.namespace == namespace]:
        _delete_set(world, statefulset, orphan=False)
    for pod in [each for each in world.pods.values() if each.namespace == namespace]:
        delete(world, pod)
    for claim in [each for each in world.claims.values() if each.namespace == namespace]:
        delete_claim(world, claim)
    gone: list[Key] = [key for key in world.objects if key[1] == namespace]
    for key in gone:
        world.drop(key)
