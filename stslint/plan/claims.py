"""PersistentVolumeClaims of a StatefulSet: made from templates, owned by retention policy (stateful_pod_control.go).

In: the world, a set and one of its Pods. Out: claims created in the world, owners set; what cannot be made comes back
as text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from stslint import names
from stslint.plan import admission
from stslint.plan.state import Body, Claim, Name, Owner, Pod, StatefulSet, World
from stslint.resources import mapping

VOLUME: Final = "pvc-<uid>"
"""Stands for the name of the volume that is provisioned."""


def volumes(statefulset: StatefulSet, pod_volumes: Mapping[str, str], ordinal: int) -> dict[str, str]:
    """updateStorage: one volume for each template; volumes of the same name in the Pod template are dropped."""
    claimed = {name: names.claim_name(name, statefulset.name, ordinal) for name in statefulset.settings.templates}
    return {**claimed, **{name: claim for name, claim in pod_volumes.items() if name not in claimed}}


def storage_matches(statefulset: StatefulSet, pod: Pod) -> bool:
    return all(
        pod.volumes.get(name) == names.claim_name(name, statefulset.name, pod.ordinal)
        for name in statefulset.settings.templates
    )


def create_missing(world: World, statefulset: StatefulSet, ordinal: int) -> list[str]:
    """createPersistentVolumeClaims: what is there is used as it is, whatever the template says."""
    errors: list[str] = []
    for template_name, template in statefulset.settings.templates.items():
        name = names.claim_name(template_name, statefulset.name, ordinal)
        existing = world.claims.get((statefulset.namespace, name))
        if existing is None:
            refusal = _create(world, statefulset, template, name)
            if refusal:
                errors.append(f"failed to create PVC {name}: {refusal}")
        elif existing.terminating:
            errors.append(f"pvc {name} is being deleted")
    return errors


def _create(world: World, statefulset: StatefulSet, template: Body, name: str) -> str:
    body = _shared_body(statefulset, template)
    refusal = admission.claim_refusal(world, statefulset.namespace, name, body)
    if not refusal:
        add(world, statefulset.namespace, name, body)
        world.note("claim", statefulset.namespace, name, statefulset.id)
    return refusal


def _shared_body(statefulset: StatefulSet, template: Body) -> Body:
    """One body for all claims of a template: bodies are replaced, never changed."""
    key = id(template)
    if key not in statefulset.claim_bodies:
        statefulset.claim_bodies[key] = claim_body(statefulset, template)
    return statefulset.claim_bodies[key]


def claim_body(statefulset: StatefulSet, template: Body) -> Body:
    """Labels: the template's, overridden by `selector.matchLabels`; expressions and Pod labels are not copied."""
    metadata = mapping(template.get("metadata"))
    match_labels = mapping(mapping(statefulset.spec.get("selector")).get("matchLabels"))
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "labels": {**mapping(metadata.get("labels")), **match_labels},
            "annotations": mapping(metadata.get("annotations")),
        },
        "spec": dict(mapping(template.get("spec"))),
    }


def add(world: World, namespace: str, name: str, body: Body) -> Claim:
    """The claim as stored; DefaultStorageClass fills in the class if none is named."""
    spec = mapping(body.get("spec"))
    if "storageClassName" not in spec:
        default = admission.default_storage_class(world) if "StorageClass" in world.kinds else None
        if default is not None:
            body = {**body, "spec": {**spec, "storageClassName": default}}
    claim = Claim("PersistentVolumeClaim", namespace, name, world.new_uid(), body)
    world.claims[namespace, name] = claim
    bind(world, claim)
    return claim


def bind(world: World, claim: Claim) -> None:
    given = world.options.given
    kept_back = given.unbound_class and claim.spec.get("storageClassName") == given.unbound_class
    if not claim.bound and given.provision and not kept_back:
        claim.bound = True
        claim.capacity = request(claim)
        claim.body = {**claim.body, "spec": {**claim.spec, "volumeName": VOLUME}}


def request(claim: Claim) -> str:
    return str(mapping(mapping(claim.spec.get("resources")).get("requests")).get("storage", ""))


def of_pod(world: World, statefulset: StatefulSet, ordinal: int) -> Iterator[Claim]:
    for template_name in statefulset.settings.templates:
        claim = world.claims.get((statefulset.namespace, names.claim_name(template_name, statefulset.name, ordinal)))
        if claim is not None:
            yield claim


def is_stale(world: World, statefulset: StatefulSet, ordinal: int) -> bool:
    """PodClaimIsStale: with whenScaled Delete, a claim still owned by an earlier Pod blocks the ordinal."""
    if statefulset.settings.when_scaled == "Retain":
        return False
    pod = names.pod_name(statefulset.name, ordinal)
    return any(
        owner.kind == "Pod" and owner.name == pod
        for claim in of_pod(world, statefulset, ordinal)
        for owner in claim.owners
    )


def owners_match(world: World, statefulset: StatefulSet, ordinal: int, pod_uid: int) -> bool:
    """ClaimsMatchRetentionPolicy."""
    return all(_up_to_date(claim, statefulset, ordinal, pod_uid) for claim in of_pod(world, statefulset, ordinal))


def set_owners(world: World, statefulset: StatefulSet, ordinal: int, pod_uid: int) -> bool:
    """UpdatePodClaimForRetentionPolicy; True if an owner changed."""
    changed = False
    for claim in of_pod(world, statefulset, ordinal):
        if not _up_to_date(claim, statefulset, ordinal, pod_uid):
            changed = _set(claim, statefulset, ordinal, pod_uid) or changed
    return changed


def _up_to_date(claim: Claim, statefulset: StatefulSet, ordinal: int, pod_uid: int) -> bool:
    """isClaimOwnerUpToDate: stale references and other controllers are left alone."""
    if not claim.owners and statefulset.settings.retains:
        return True
    pod = names.pod_name(statefulset.name, ordinal)
    if _stale(claim, "StatefulSet", statefulset.name, statefulset.uid) or _stale(claim, "Pod", pod, pod_uid):
        return True
    own = [owner for owner in claim.owners if owner.uid in (statefulset.uid, pod_uid)]
    if _unexpected_controller(claim, statefulset, pod, pod_uid):
        return not own
    if any(not owner.controller for owner in own):
        return False
    return {owner.uid for owner in own} == set(_wanted(statefulset, ordinal, pod_uid))


def _wanted(statefulset: StatefulSet, ordinal: int, pod_uid: int) -> list[int]:
    """Which of set and Pod should own the claim: the KEP-1847 table."""
    settings = statefulset.settings
    if settings.when_scaled == "Delete" and ordinal not in settings.ordinals:
        return [pod_uid]
    return [statefulset.uid] if settings.when_deleted == "Delete" else []


def _set(claim: Claim, statefulset: StatefulSet, ordinal: int, pod_uid: int) -> bool:
    """updateClaimOwnerRefForSetAndPod."""
    pod = names.pod_name(statefulset.name, ordinal)
    unexpected = _unexpected_controller(claim, statefulset, pod, pod_uid)
    mine = {("StatefulSet", statefulset.name), ("Pod", pod)}
    kept = [owner for owner in claim.owners if (owner.kind, owner.name) not in mine]
    if not unexpected:
        for uid in _wanted(statefulset, ordinal, pod_uid):
            kept.append(statefulset.owner if uid == statefulset.uid else Owner("Pod", pod, pod_uid))
    changed = kept != claim.owners
    claim.owners = kept
    return changed


def _stale(claim: Claim, kind: str, name: str, uid: int) -> bool:
    for owner in claim.owners:
        if owner.kind == kind and owner.name == name:
            return owner.uid != uid
    return False


def _unexpected_controller(claim: Claim, statefulset: StatefulSet, pod: str, pod_uid: int) -> bool:
    if statefulset.settings.retains:
        return False
    for owner in claim.owners:
        if (owner.kind, owner.name) == ("StatefulSet", statefulset.name):
            if owner.uid != statefulset.uid:
                return True
        elif (owner.kind, owner.name) == ("Pod", pod):
            if owner.uid != pod_uid:
                return True
        elif owner.controller:
            return True
    return False


def used(world: World, name: Name) -> bool:
    return bool(world.users.get(name))
