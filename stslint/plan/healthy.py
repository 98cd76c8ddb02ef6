"""The usual case in one go: a new set of which every Pod can be created and gets Ready.

In: the world and a set that was just stored. Out: the same Pods, claims and events that the controller's loop comes to,
without playing each sync; False (and nothing done) if anything could go otherwise.
"""

from __future__ import annotations

from stslint import names
from stslint.plan import admission, claims, controller
from stslint.plan.pods import create
from stslint.plan.revisions import Revision
from stslint.plan.state import Pod, StatefulSet, World


def create_all(world: World, statefulset: StatefulSet) -> bool:
    if not _is_new(world, statefulset) or not _is_free(world, statefulset):
        return False
    revision = controller.latest(world, statefulset)
    if not _starts(world, statefulset, revision):
        return False
    made = [_make(world, statefulset, ordinal, revision) for ordinal in statefulset.settings.ordinals]
    if statefulset.settings.parallel:
        for pod in made:
            world.note("ready", pod.namespace, pod.name, statefulset.id)
    statefulset.healthy = len(made)
    return True


def _is_new(world: World, statefulset: StatefulSet) -> bool:
    taken = statefulset.current_revision or statefulset.pods or world.orphans
    return not taken and not admission.LIMITING & world.kinds.keys()


def _is_free(world: World, statefulset: StatefulSet) -> bool:
    """No Pod stands where one is wanted, and no claim is on its way out or somebody's."""
    namespace = statefulset.namespace
    for ordinal in statefulset.settings.ordinals:
        if (namespace, names.pod_name(statefulset.name, ordinal)) in world.pods:
            return False
        if any(claim.terminating or claim.owners for claim in claims.of_pod(world, statefulset, ordinal)):
            return False
    return True


def _starts(world: World, statefulset: StatefulSet, revision: Revision) -> bool:
    given, blueprint, span = world.options.given, revision.blueprint, statefulset.settings.ordinals
    if given.never_ready or given.unbound_class or given.real_min_ready or not span:
        return False
    if any(given.matches(bad, image) for bad in (given.fail_image, given.crash_image) for image in blueprint.images):
        return False
    last = names.pod_name(statefulset.name, span[-1])
    if admission.pod_refusal(world, statefulset.namespace, last, revision.name, blueprint):
        return False
    templates, shared = statefulset.settings.templates, blueprint.volumes
    others = [world.claims.get((statefulset.namespace, shared[name])) for name in shared if name not in templates]
    found = [world.exists(need.kind, statefulset.namespace, need.name) for need in blueprint.needs]
    return all(found) and all(claim is not None and not claim.terminating for claim in others)


def _make(world: World, statefulset: StatefulSet, ordinal: int, revision: Revision) -> Pod:
    claims.create_missing(world, statefulset, ordinal)
    pod = create(world, statefulset, ordinal, revision)
    pod.phase, pod.has_ip, pod.ready, pod.available = "Running", True, True, True
    if not statefulset.settings.retains:
        claims.set_owners(world, statefulset, ordinal, pod.uid)
    if not statefulset.settings.parallel:
        world.note("ready", pod.namespace, pod.name, statefulset.id)
    return pod
