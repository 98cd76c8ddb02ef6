"""The StatefulSet controller's sync (stateful_set_control.go, updateStatefulSet), one pass over one set.

In: the world and a set. Out: Pods and claims created and deleted in the world; True if anything was written, so the
caller syncs again, as the watch events would make the controller do.

Order within a pass: replicas ascending (create what is missing, wait for what is not healthy), then condemned Pods
descending, then the rolling update. Each step may end the pass.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from stslint import names
from stslint.plan import admission, claims, gates, rollout
from stslint.plan.adoption import control
from stslint.plan.pods import create, delete, start
from stslint.plan.revisions import History, Revision, truncate, update_revision
from stslint.plan.state import Pod, StatefulSet, World

BATCH_MAX = 500


@dataclass(slots=True)
class Pass:
    """One sync: what it works with, and whether it wrote or failed."""

    world: World
    set: StatefulSet
    current: Revision
    update: Revision
    wrote: bool = False
    failed: bool = False
    condemned: list[Pod] = field(default_factory=list)


def sync(world: World, statefulset: StatefulSet) -> bool:
    history = world.histories.setdefault(statefulset.id, History())
    adopted = control(world, statefulset)
    update = latest(world, statefulset)
    current = next((each for each in history.revisions if each.name == statefulset.current_revision), None)
    if current is None or current.owner != statefulset.uid:
        current = update
    this = Pass(world, statefulset, current, update, wrote=adopted)
    _update(this)
    statefulset.blocked = this.failed
    _write_status(this)
    limit = statefulset.spec.get("revisionHistoryLimit", 10)
    if isinstance(limit, int) and len(history.revisions) > max(limit, 0):
        truncate(history, statefulset.uid, {current.name, update.name, *_revisions(statefulset)}, limit)
    return this.wrote


def latest(world: World, statefulset: StatefulSet) -> Revision:
    """The revision of the template as it is now."""
    if statefulset.latest is None:
        statefulset.latest = update_revision(
            world.histories.setdefault(statefulset.id, History()),
            statefulset.uid,
            statefulset.name,
            statefulset.spec,
            null_timestamps=gates.null_timestamps(world.options.kubernetes_version),
        )
    return statefulset.latest


def _update(this: Pass) -> None:
    statefulset = this.set
    statefulset.quiet = False
    statefulset.sync_fails_at = statefulset.refusal = ""
    statefulset.phantoms = 0
    span = statefulset.settings.ordinals
    this.condemned = sorted(
        (pod for ordinal, pod in statefulset.pods.items() if ordinal not in span), key=lambda pod: -pod.ordinal
    )
    step = _replicas_in_batches if statefulset.settings.parallel else _replicas_one_by_one
    if step(this):
        return
    _own_claims_of_condemned(this)
    if statefulset.settings.parallel:
        for pod in this.condemned:
            if not pod.terminating:
                this.wrote = delete(this.world, pod) or this.wrote
    elif _condemned_one_by_one(this):
        return
    if statefulset.settings.rolls:
        this.wrote = rollout.roll(this.world, statefulset, this.update) or this.wrote
    statefulset.quiet = not this.wrote and _only_waits(this)


def _only_waits(this: Pass) -> bool:
    """A Parallel set whose Pods are all there and up to date."""
    name = this.update.name
    return this.set.settings.parallel and all(pod.revision == name for pod in this.set.pods.values())


def _replicas_one_by_one(this: Pass) -> bool:
    """OrderedReady: True at the first replica that is not there, not Ready or not available."""
    statefulset = this.set
    statefulset.healthy = min(statefulset.healthy, statefulset.settings.replicas)
    for ordinal in statefulset.settings.ordinals[statefulset.healthy :]:
        if ordinal not in statefulset.checked:
            if _replica(this, ordinal):
                return True
            statefulset.checked.add(ordinal)
        statefulset.healthy += 1
    return False


def _replicas_in_batches(this: Pass) -> bool:
    """slowStartBatch: 1, 2, 4, … at once; an error ends the pass after its batch."""
    remaining, size = list(this.set.settings.ordinals), 1
    while remaining:
        batch, remaining = remaining[:size], remaining[size:]
        for ordinal in batch:
            _replica(this, ordinal)
        if this.failed:
            return True
        size = min(2 * size, BATCH_MAX)
    return False


def _replica(this: Pass, ordinal: int) -> bool:
    """processReplica: True if the pass ends here (which only OrderedReady heeds, but for errors)."""
    world, statefulset, monotonic = this.world, this.set, not this.set.settings.parallel
    pod = statefulset.pods.get(ordinal)
    if pod is None:
        return _create(this, ordinal)
    if pod.phase == "Pending":
        events = len(world.events)
        errors = claims.create_missing(world, statefulset, ordinal)
        changed = claims.set_owners(world, statefulset, ordinal, pod.uid)
        this.wrote = this.wrote or changed or len(world.events) > events
        if errors:
            return _fail(this, errors)
    if monotonic and (pod.terminating or not pod.ready or not pod.available):
        return True
    fits = claims.storage_matches(statefulset, pod)
    labelled = pod.pod_labels.get(names.POD_NAME_LABEL) == pod.name
    if fits and labelled and claims.owners_match(world, statefulset, ordinal, pod.uid):
        return False
    return _repair(this, pod, fits=fits)


def _create(this: Pass, ordinal: int) -> bool:
    """CreateStatefulPod: first the claims, then the Pod; a Pod that is refused leaves its claims behind."""
    world, statefulset = this.world, this.set
    if claims.is_stale(world, statefulset, ordinal):
        statefulset.blocked = True
        return True
    events = len(world.events)
    errors = claims.create_missing(world, statefulset, ordinal)
    this.wrote = this.wrote or len(world.events) > events
    name = names.pod_name(statefulset.name, ordinal)
    if errors:
        return _fail(this, errors)
    standing = world.pods.get((statefulset.namespace, name))
    if standing is not None:
        return _fail(this, [] if standing.terminating else [f'pods "{name}" already exists'])
    revision = _revision_for(this, ordinal)
    refusal = admission.pod_refusal(world, statefulset.namespace, name, revision.name, revision.blueprint)
    if refusal:
        claims.set_owners(world, statefulset, ordinal, 0)
        return _fail(this, [refusal])
    start(world, create(world, statefulset, ordinal, revision))
    claims.set_owners(world, statefulset, ordinal, 0)
    this.wrote = True
    return True


def _revision_for(this: Pass, ordinal: int) -> Revision:
    """newVersionedStatefulSetPod: the old revision below the partition, or (no block at all) below currentReplicas."""
    settings = this.set.settings
    if settings.partition is not None:
        old_below = settings.start + settings.partition
    elif settings.rolls:
        old_below = settings.start + this.set.current_replicas
    else:
        return this.update
    return this.current if ordinal < old_below else this.update


def _repair(this: Pass, pod: Pod, *, fits: bool) -> bool:
    """UpdateStatefulPod: labels and claim owners can be put right, a Pod's volumes cannot."""
    world, statefulset = this.world, this.set
    errors: list[str] = []
    if not fits:
        events = len(world.events)
        errors = claims.create_missing(world, statefulset, pod.ordinal)
        this.wrote = this.wrote or len(world.events) > events
    if errors:
        return _fail(this, errors)
    changed = claims.set_owners(world, statefulset, pod.ordinal, pod.uid)
    this.wrote = this.wrote or changed
    if not fits:
        statefulset.sync_fails_at = statefulset.sync_fails_at or pod.name
        return _fail(this, [f"Pod {pod.name} lacks a volume of the set, and a Pod's volumes cannot be changed"])
    if pod.pod_labels.get(names.POD_NAME_LABEL) != pod.name:
        pod.pod_labels = {
            **pod.pod_labels,
            names.POD_NAME_LABEL: pod.name,
            names.POD_INDEX_LABEL: str(pod.ordinal),
        }
        this.wrote = True
    return False


def _revisions(statefulset: StatefulSet) -> set[str]:
    return {pod.revision for pod in statefulset.pods.values()}


def _fail(this: Pass, errors: list[str]) -> bool:
    this.failed = True
    this.set.refusal = this.set.refusal or "; ".join(errors)
    return True


def _own_claims_of_condemned(this: Pass) -> None:
    """Their claims get the Pod as owner before it is deleted, where whenScaled says Delete."""
    for pod in this.condemned:
        if not claims.owners_match(this.world, this.set, pod.ordinal, pod.uid):
            this.wrote = claims.set_owners(this.world, this.set, pod.ordinal, pod.uid) or this.wrote


def _condemned_one_by_one(this: Pass) -> bool:
    """processCondemned: highest first; an unhealthy one only goes if it is the first unhealthy Pod of all."""
    first_unhealthy = next((pod for pod in reversed(this.condemned) if rollout.unavailable(pod)), None)
    for pod in this.condemned:
        if not pod.terminating and (pod.available or pod is first_unhealthy):
            this.wrote = delete(this.world, pod) or this.wrote
        return True
    return False


def _write_status(this: Pass) -> None:
    """updateStatus and completeUpdate: the update is over when every replica has it and is Ready."""
    statefulset = this.set
    statefulset.update_revision = this.update.name
    statefulset.current_revision = this.current.name
    if this.current is not this.update or statefulset.settings.partition is None:
        count(statefulset)


def count(statefulset: StatefulSet) -> None:
    """The numbers of the status; while no update is under way they are only needed in the end."""
    ready = updated = current = 0
    for pod in statefulset.pods.values():
        ready += pod.ready
        if not pod.terminating:
            updated += pod.revision == statefulset.update_revision
            current += pod.revision == statefulset.current_revision
    total = len(statefulset.pods)
    statefulset.counts = (total, ready, updated)
    if updated == ready == total == statefulset.settings.replicas:
        statefulset.current_revision, current = statefulset.update_revision, updated
    statefulset.current_replicas = current - statefulset.phantoms
