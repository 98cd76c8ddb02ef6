"""Play phases: manifests are sent, the controllers work until nothing happens, the result is written down.

In: phases and options. Out: one `Act` for each phase, in order; the state carries over from each to the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stslint.plan import apply, clock, details, endpoints, order, snapshot
from stslint.plan.apply import Outcome, Refusal
from stslint.plan.claimants import Reaches, reaches
from stslint.plan.options import Options, Phase
from stslint.plan.pods import delete, unsettle
from stslint.plan.state import Body, Event, Key, Name, StatefulSet, World


@dataclass(frozen=True, slots=True)
class Act:
    """What one phase came to."""

    phase: Phase
    creating: bool
    refusals: tuple[Refusal, ...]
    warnings: tuple[str, ...]
    did: tuple[dict[str, Any], ...]
    order: Any
    order_any: dict[str, list[str]]
    before: dict[str, Any]
    """The snapshot before; empty for the first phase."""
    after: dict[str, Any]
    pods_before: dict[str, int]
    pods_after: dict[str, int]
    claims_before: dict[str, int]
    claims_after: dict[str, int]
    claims_used: frozenset[str]
    claims_terminating: frozenset[str]
    stuck: dict[str, list[str]]
    details_before: dict[str, Any]
    details: dict[str, Any]
    sets_before: dict[Name, Body]
    config_users: dict[Key, list[str]]
    """ConfigMap or Secret → the sets whose Pods use it."""
    outcome: Outcome = field(repr=False)
    events: tuple[Event, ...] = field(repr=False)


def play(phases: Iterable[Phase], options: Options) -> Iterable[Act]:
    phases = list(phases)
    world = World(options)
    clusters = [phase.cluster for phase in phases if phase.cluster is not None]
    world.several_sets = (
        len({(each.namespace, each.name) for cluster in clusters for each in cluster.of_kind("StatefulSet")}) > 1
    )
    for index, phase in enumerate(phases):
        yield _act(world, phase, creating=index == 0)


def _act(world: World, phase: Phase, *, creating: bool) -> Act:
    before = {} if creating else snapshot.take(world)
    details_before = {} if creating else details.describe_all(world)
    pods_before, claims_before = _pod_uids(world), _claim_uids(world)
    sets_before = dict(world.sets)
    bodies_before = {name: each.body for name, each in world.sets.items()}
    reaches_before = reaches(sets_before.values())
    world.events.clear()
    did = [*_make_unready(world, phase), *_delete_pods(world, phase)]
    outcome = apply.send(world, phase)
    clock.settle(world)
    endpoints.reconcile(world)
    events = tuple(world.events)
    scene = _scene(world, sets_before, reaches_before, outcome, creating=creating)
    sequence, any_order = order.order(events, scene)
    return Act(
        phase,
        creating,
        tuple(outcome.refusals),
        tuple(outcome.warnings),
        (*did, *outcome.did),
        sequence,
        any_order,
        before,
        snapshot.take(world),
        pods_before,
        _pod_uids(world),
        claims_before,
        _claim_uids(world),
        frozenset(snapshot.show(world, name) for name, users in world.users.items() if users),
        frozenset(snapshot.show(world, name) for name, claim in world.claims.items() if claim.terminating),
        snapshot.stuck(world),
        details_before,
        details.describe_all(world),
        bodies_before,
        _config_users(world),
        outcome,
        events,
    )


def _pod_uids(world: World) -> dict[str, int]:
    return {snapshot.show(world, name): pod.uid for name, pod in world.pods.items()}


def _claim_uids(world: World) -> dict[str, int]:
    return {snapshot.show(world, name): claim.uid for name, claim in world.claims.items()}


def _make_unready(world: World, phase: Phase) -> list[dict[str, Any]]:
    given = world.options.given
    if not phase.unready:
        return []
    found = [pod for pod in world.pods.values() if given.matches(phase.unready, pod.name)]
    for pod in found:
        pod.ready = pod.available = False
        world.unready.add(pod.uid)
        for statefulset in world.sets.values():
            unsettle(statefulset)
    shown = sorted((snapshot.show(world, (pod.namespace, pod.name)) for pod in found), key=order.natural)
    return [{"unready": shown}]


def _delete_pods(world: World, phase: Phase) -> list[dict[str, Any]]:
    did: list[dict[str, Any]] = []
    for text in phase.delete_pods:
        namespace, slash, name = text.rpartition("/")
        pod = world.pods.get((namespace if slash else world.options.namespace, name))
        if pod is not None:
            delete(world, pod)
        did.append({"deleted_pod": text, "code": 200 if pod is not None else 404})
    return did


def _scene(
    world: World,
    sets_before: dict[Name, StatefulSet],
    reaches_before: Reaches,
    outcome: Outcome,
    *,
    creating: bool,
) -> order.Scene:
    return order.Scene(
        sets={**sets_before, **world.sets},
        reaches_before=reaches_before,
        reaches=reaches(world.sets.values()),
        deleted=frozenset(name for name in sets_before if name not in world.sets),
        recreated=frozenset(outcome.recreated),
        creating=creating,
        several=world.several_sets,
        namespace=world.options.namespace,
    )


def _config_users(world: World) -> dict[Key, list[str]]:
    users: dict[Key, list[str]] = {}
    for name in sorted(world.sets):
        latest = world.sets[name].latest
        for used in latest.blueprint.uses if latest is not None else ():
            users.setdefault((used.kind, name[0], used.name), []).append(snapshot.show(world, name))
    return users
