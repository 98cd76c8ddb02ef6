"""What the server does with each document: created, merged, replaced, refused.

In: the world and the documents of one phase, in file order. Out: the world's objects changed, and an `Outcome`.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from stslint.cluster import Cluster
from stslint.fields import FieldError
from stslint.plan import admission, defaults, garbage, goform, immutable, notices, serverside, strategicmerge
from stslint.plan.blueprint import read
from stslint.plan.immutable import Change
from stslint.plan.judge import judge
from stslint.plan.mergekeys import NOTHING, SCHEMAS
from stslint.plan.options import ALIASES, Phase
from stslint.plan.state import Body, Claim, Live, Pod, StatefulSet, World
from stslint.plan.storing import ALLOCATED, NODE, store
from stslint.resources import Resource, mapping


@dataclass(frozen=True, slots=True)
class Refusal:
    """One document the server does not take, in its words, and which fields are to blame."""

    kind: str
    namespace: str
    name: str
    message: str
    errors: tuple[FieldError, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def id(self) -> str:
        return f"{self.kind}/{self.name}"


@dataclass(frozen=True, slots=True)
class Action:
    """What became of one object in this phase, and its body before and after."""

    kind: str
    namespace: str
    name: str
    action: Literal["create", "update", "recreate", "delete", "refuse"]
    before: Body | None
    after: Body | None
    written: Body | None = None
    """The manifest as it was sent."""


@dataclass(slots=True)
class Outcome:
    refusals: list[Refusal] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    did: list[dict[str, Any]] = field(default_factory=list)
    recreated: set[tuple[str, str]] = field(default_factory=set)
    """StatefulSets deleted and created anew in this phase."""
    actions: list[Action] = field(default_factory=list)


_ALWAYS_THERE: Final = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
_RECREATED_KINDS: Final = {
    "recreate-sets": ("StatefulSet",),
    "recreate-orphan": ("StatefulSet",),
    "recreate-services": ("Service",),
}


def send(world: World, phase: Phase) -> Outcome:
    """All documents of a phase, then what is pruned."""
    outcome = Outcome()
    if phase.cluster is None:
        return outcome
    mode = ALIASES.get(phase.mode, phase.mode)
    documents = _in_order(phase.cluster, mode)
    _expect_namespaces(world, documents)
    for resource in documents:
        _send_one(world, resource, mode, outcome)
    if phase.prune:
        _prune(world, documents, outcome, orphan=phase.prune == "Orphan")
    return outcome


def _in_order(cluster: Cluster, mode: str) -> list[Resource]:
    """kubectl goes through the file; tools that PUT are taken to make Namespaces first."""
    if mode == "apply":
        return list(cluster.resources)
    return sorted(cluster.resources, key=lambda each: each.kind != "Namespace")


def _expect_namespaces(world: World, documents: list[Resource]) -> None:
    """A Namespace that stands among the documents is not there before, unless it was used; any other is."""
    there = {live.namespace for live in (*world.objects.values(), *world.sets.values(), *world.claims.values())}
    for resource in documents:
        name = resource.name
        known = name in _ALWAYS_THERE or name in there or world.find(("Namespace", "", name)) is not None
        if resource.kind == "Namespace" and not known:
            world.absent_namespaces.add(name)


def _send_one(world: World, resource: Resource, mode: str, outcome: Outcome) -> None:
    key = (resource.kind, resource.namespace, resource.name)
    live, refused = world.find(key), len(outcome.refusals)
    before = live.body if live is not None else None
    recreated = live is not None and (mode == "recreate" or resource.kind in _RECREATED_KINDS.get(mode, ()))
    wanted: Body | None = None
    if resource.namespace in world.absent_namespaces:
        outcome.refusals.append(Refusal(*key, f'namespaces "{resource.namespace}" not found'))
    elif live is not None and not recreated:
        wanted = _update(world, live, resource, mode, outcome)
    else:
        if live is not None:
            _delete_for_recreation(world, live, outcome, orphan=mode == "recreate-orphan")
        if world.find(key) is None:
            _create(world, resource, outcome)
        else:
            text = f'object is being deleted: {_plural(resource)} "{resource.name}" already exists'
            outcome.refusals.append(Refusal(*key, text))
    now = world.find(key)
    if len(outcome.refusals) > refused:
        action = Action(*key, "refuse", before, wanted, resource.body)
    elif before is None:
        action = Action(*key, "create", None, now.body if now else None, resource.body)
    else:
        done: Literal["recreate", "update"] = "recreate" if recreated else "update"
        action = Action(*key, done, before, now.body if now else None, resource.body)
    outcome.actions.append(action)


def _delete_for_recreation(world: World, live: Live, outcome: Outcome, *, orphan: bool) -> None:
    garbage.delete_object(world, live, orphan=orphan)
    if isinstance(live, StatefulSet) and not orphan:
        outcome.recreated.add(live.id)


def _create(world: World, resource: Resource, outcome: Outcome) -> None:
    errors, warnings = judge(resource, world.options)
    if errors:
        outcome.refusals.append(_invalid(resource, errors))
        return
    body = defaults.stored(resource.body, world.options.kubernetes_version)
    if resource.kind == "PersistentVolumeClaim":
        refusal = admission.claim_refusal(world, resource.namespace, resource.name, body)
        if refusal:
            outcome.refusals.append(Refusal(resource.kind, resource.namespace, resource.name, refusal))
            return
    store(world, resource, body)
    outcome.warnings.extend([*warnings, *notices.pod_security(world, resource, body)])


def _update(world: World, live: Live, resource: Resource, mode: str, outcome: Outcome) -> Body:
    """The body the object would get, whether the server takes it or not."""
    version = world.options.kubernetes_version
    merged = defaults.stored(_merged(live, resource, mode), version)
    if resource.kind == "Service":
        _keep_cluster_ip(live, merged)
    old = _with_status(live)
    own = immutable.errors(resource.kind, old, merged, version)
    further, warnings = judge(replace(resource, body=_without_allocated(merged)), world.options)
    errors = [*_still_refused(further, own), *own]
    changes = tuple(immutable.changes(resource.kind, old, merged))
    if errors:
        outcome.refusals.append(_invalid(resource, errors, changes))
        return merged
    refusal = _resize_refusal(world, live, merged)
    if refusal:
        outcome.refusals.append(Refusal(resource.kind, resource.namespace, resource.name, refusal, changes=changes))
        return merged
    _replace_body(world, live, resource, merged, mode)
    outcome.warnings.extend([*warnings, *notices.pod_security(world, resource, merged)])
    return merged


def _merged(live: Live, resource: Resource, mode: str) -> Body:
    applied, current = live.applied or {}, _with_status(live)
    schema = SCHEMAS.get(resource.kind, NOTHING)
    if mode == "apply":
        merged = strategicmerge.three_way(applied, resource.body, current, schema)
    elif mode == "server-side":
        merged = serverside.apply(applied, resource.body, current, schema)
    else:
        merged = copy.deepcopy(resource.body)
    return merged


def _keep_cluster_ip(live: Live, merged: Body) -> None:
    """patchAllocatedValues and dropTypeDependentFields: an address stays unless the type gives it up."""
    spec, old = mapping(merged.get("spec")), live.spec
    if spec.get("type") == "ExternalName":
        if spec.get("clusterIP") == old.get("clusterIP"):
            spec.pop("clusterIP", None)
    elif old.get("type") == "ExternalName":
        spec.setdefault("clusterIP", ALLOCATED)
    else:
        for field in ("clusterIP", "ipFamilyPolicy"):
            if field not in spec and field in old:
                spec[field] = old[field]


def _with_status(live: Live) -> Body:
    if isinstance(live, Claim) and live.bound:
        return {**live.body, "status": {"phase": "Bound", "capacity": {"storage": live.capacity}}}
    if isinstance(live, Pod) and live.has_ip:
        return {**live.body, "spec": {"nodeName": NODE, **live.spec}}
    return live.body


def _still_refused(found: list[FieldError], own: list[FieldError]) -> list[FieldError]:
    """The merged object is validated like a new one, but for its name and its claim templates."""
    known = {error.field for error in own}
    return [error for error in found if error.field not in known and not _tolerated(error)]


def _without_allocated(body: Body) -> Body:
    spec = mapping(body.get("spec"))
    if spec.get("clusterIP") != ALLOCATED:
        return body
    return {**body, "spec": {key: value for key, value in spec.items() if key != "clusterIP"}}


def _tolerated(error: FieldError) -> bool:
    return error.path[:2] in (("metadata", "name"), ("spec", "volumeClaimTemplates"), ("spec", "serviceName"))


def _resize_refusal(world: World, live: Live, merged: Body) -> str:
    """PersistentVolumeClaimResize admission."""
    if not isinstance(live, Claim) or goform.storage(merged) <= goform.storage(live.body):
        return ""
    name = live.spec.get("storageClassName")
    storage_class = world.find(("StorageClass", "", str(name))) if name else None
    if storage_class is not None and storage_class.body.get("allowVolumeExpansion") is True:
        return ""
    return (
        f'persistentvolumeclaims "{live.name}" is forbidden: only dynamically provisioned pvc can be resized and '
        "the storageclass that provisions the pvc must support resize"
    )


def _replace_body(world: World, live: Live, resource: Resource, merged: Body, mode: str) -> None:
    if isinstance(live, StatefulSet):
        live.take(merged)
    live.body = merged
    live.applied = resource.body
    world.written.add(live.key)
    if isinstance(live, Claim) and mode not in ("apply", "server-side"):
        live.owners = []
    elif isinstance(live, Pod):
        live.pod_labels = {key: str(value) for key, value in live.labels.items()}
        live.blueprint = read(merged)


def _prune(world: World, documents: list[Resource], outcome: Outcome, *, orphan: bool) -> None:
    kept = {(each.kind, each.namespace, each.name) for each in documents}
    for key in list(world.manifest):
        live = world.find(key)
        if key in kept or live is None:
            continue
        outcome.actions.append(Action(*key, "delete", live.body, None))
        garbage.delete_object(world, live, orphan=orphan)
        outcome.did.append({"pruned": f"{live.kind}/{live.name}", "code": 200})
        del world.manifest[key]


def _plural(resource: Resource) -> str:
    plural = f"{resource.kind.lower()}{'es' if resource.kind.endswith('s') else 's'}"
    return f"{plural}.{resource.group}" if resource.group else plural


def _invalid(resource: Resource, errors: list[FieldError], changes: tuple[Change, ...] = ()) -> Refusal:
    kind = f"{resource.kind}.{resource.group}" if resource.group else resource.kind
    texts = [f"{error.field}: {goform.shown(error).message}" for error in errors]
    text = texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"
    message = f'{kind} "{resource.name}" is invalid: {text}'
    return Refusal(resource.kind, resource.namespace, resource.name, message, tuple(errors), changes)
