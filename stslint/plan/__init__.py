"""What the StatefulSet controller would make of a set of manifests, and what an update would do to them.

In: `Cluster`s. Out: a `Plan`, whose `to_dict()` is the JSON format.

The data goes one way: desired objects (and the previous state) → `defaults` → `apply` (what the server takes) →
`clock` and `controller` (what is done, as events) → `snapshot` and `order` → `document`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from types import ModuleType
from typing import Any

from stslint.cluster import Cluster
from stslint.garbage import collection_paused
from stslint.plan import document
from stslint.plan.options import Given, Options, Phase, given
from stslint.plan.simulation import Act, play

__all__ = ["Act", "Given", "Options", "Phase", "Plan", "given", "plan", "simulate"]


@dataclass(frozen=True, slots=True)
class Plan:
    """`acts[0]` is the creation of the first state; each further act an update."""

    acts: tuple[Act, ...]
    options: Options

    @property
    def refused(self) -> bool:
        """The server does not take one of the documents."""
        return any(act.refusals for act in self.acts)

    @property
    def changed(self) -> bool:
        """An update does something: to an object, a Pod or a claim."""
        return any(act.events or act.before.pods != act.after.pods or _touched(act) for act in self.acts[1:])

    def to_dict(self) -> dict[str, Any]:
        first, *rest = self.acts
        result = {**document.head(self.options), "create": document.create(first)}
        for act in rest:
            result[act.phase.key] = document.update(act, self.options)
        return result


def _touched(act: Act) -> bool:
    actions = act.outcome.actions
    return any(each.action != "update" or each.before != each.after for each in actions)


def plan(after: Cluster, before: Cluster | None = None, *, options: Options | None = None) -> Plan:
    """What creating the manifests makes; with `before`, what `before` made and what going on to `after` does."""
    chosen = _checked(options)
    if before is None:
        return simulate([Phase("create", after)], options=chosen)
    update = Phase(
        "update", after, chosen.mode, chosen.prune, unready=chosen.given.unready, delete_pods=chosen.given.delete_pods
    )
    first = Phase("create", before, "apply" if chosen.mode.startswith("recreate") else chosen.mode)
    return simulate([first, update], options=chosen)


def simulate(phases: Sequence[Phase], *, options: Options | None = None) -> Plan:
    """Play phases one after the other; revisions, claims, Pods and owners carry over."""
    chosen = _checked(options)
    with collection_paused():
        return Plan(tuple(play(phases, chosen)), chosen)


def _checked(options: Options | None) -> Options:
    """`given` may be its JSON form."""
    chosen = options or Options()
    return chosen if isinstance(chosen.given, Given) else replace(chosen, given=given(chosen.given))


class _Callable(ModuleType):
    """`stslint.plan(sources, …)` is the public function, and Python also binds the package itself to that name."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return import_module("stslint.api").plan(*arguments, **options)


sys.modules[__name__].__class__ = _Callable
