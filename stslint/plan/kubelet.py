"""How far a created Pod gets: scheduled, started, Ready (the parts of scheduler and kubelet a plan can foresee).

In: the world and a Pod. Out: its phase, IP and readiness, set on the Pod.
"""

from __future__ import annotations

from stslint.plan.state import Pod, World


def tend(world: World, pod: Pod) -> bool:
    """Move the Pod as far as it can get; True if it became Ready."""
    if pod.terminating or pod.ready or pod.uid in world.unready:
        return False
    given, running = world.options.given, pod.phase == "Running"
    if not running:
        if not _schedulable(world, pod) or not _startable(world, pod):
            return False
        pod.has_ip = True
        if any(given.matches(given.fail_image, image) for image in pod.blueprint.images):
            return False
        pod.phase = "Running"
    if given.matches(given.never_ready, pod.name):
        return False
    if any(given.matches(given.crash_image, image) for image in pod.blueprint.images):
        return False
    pod.ready = True
    return True


def _schedulable(world: World, pod: Pod) -> bool:
    """A claim that is missing, being deleted or cannot be bound keeps a Pod from being scheduled."""
    unbound = world.options.given.unbound_class
    for name in pod.volumes.values():
        claim = world.claims.get((pod.namespace, name))
        if claim is None or claim.terminating:
            return False
        if unbound and claim.spec.get("storageClassName") == unbound:
            return False
    return True


def _startable(world: World, pod: Pod) -> bool:
    """ConfigMaps and Secrets that are not optional must be there."""
    return all(world.exists(need.kind, pod.namespace, need.name) for need in pod.blueprint.needs)
