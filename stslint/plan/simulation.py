"""Play phases: manifests are sent, the controllers work until nothing happens, the result is written down.

In: phases and options. Out: one `Act` for each phase, in order; the state carries over from each to the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from stslint.plan import apply, clock, endpoints, moment, order, snapshot
from stslint.plan.apply import Outcome, Refusal
from stslint.plan.moment import Moment
from stslint.plan.options import Options, Phase
from stslint.plan.pods import delete, unsettle
from stslint.plan.state import Event, Key, World


@dataclass(frozen=True, slots=True)
class Act:
    """What one phase came to."""

    phase: Phase
    outcome: Outcome
    did: tuple[dict[str, Any], ...]
    order: Any
    order_any: dict[str, list[str]]
    stuck: dict[str, list[str]]
    config_users: dict[Key, list[str]]
    """ConfigMap or Secret → the sets whose Pods use it."""
    before: Moment = field(repr=False)
    after: Moment = field(repr=False)
    events: tuple[Event, ...] = field(repr=False)

    @property
    def refusals(self) -> list[Refusal]:
        return self.outcome.refusals


def play(phases: Iterable[Phase], options: Options) -> Iterator[Act]:
    phases = list(phases)
    world, last = World(options), moment.NOTHING
    world.several_sets = _count_sets(phases) > 1
    for phase in phases:
        act = _act(world, phase, last, creating=phase is phases[0])
        last = act.after
        yield act


def _count_sets(phases: list[Phase]) -> int:
    clusters = [phase.cluster for phase in phases if phase.cluster is not None]
    return len({(each.namespace, each.name) for cluster in clusters for each in cluster.of_kind("StatefulSet")})


def _act(world: World, phase: Phase, before: Moment, *, creating: bool) -> Act:
    world.events.clear()
    world.deletions.clear()
    world.most_deletions = 0
    world.clock += 1
    did = [*_make_unready(world, phase), *_delete_pods(world, phase)]
    outcome = apply.send(world, phase)
    clock.settle(world)
    endpoints.reconcile(world)
    after, events = moment.take(world), tuple(world.events)
    sequence, any_order = order.order(events, _scene(world, before, after, outcome, creating=creating))
    return Act(
        phase,
        outcome,
        (*did, *outcome.did),
        sequence,
        any_order,
        snapshot.stuck(world),
        _config_users(world),
        before,
        after,
        events,
    )


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


def _scene(world: World, before: Moment, after: Moment, outcome: Outcome, *, creating: bool) -> order.Scene:
    return order.Scene(
        sets={**before.sets, **after.sets},
        reaches_before=before.reaches,
        reaches=after.reaches,
        deleted=frozenset(name for name in before.sets if name not in after.sets),
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
