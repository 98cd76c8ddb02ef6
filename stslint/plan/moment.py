"""The cluster at one moment, kept: what is compared to tell what a phase did.

In: the world, settled. Out: a `Moment`, which later phases do not change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from stslint.plan import details, snapshot
from stslint.plan.claimants import Reaches, reaches
from stslint.plan.state import Body, Name, StatefulSet, World


@dataclass(frozen=True, slots=True)
class Moment:
    """`pods` and `claims` map names to uids, so that a new object of an old name is told from the old one."""

    state: dict[str, Any] = field(default_factory=dict)
    details: dict[str, Any] = field(default_factory=dict)
    pods: dict[str, int] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    """Claims that a Pod uses."""
    terminating: frozenset[str] = frozenset()
    sets: dict[Name, StatefulSet] = field(default_factory=dict)
    bodies: dict[Name, Body] = field(default_factory=dict)
    """Of the StatefulSets."""
    reaches: Reaches = field(default_factory=dict)


NOTHING = Moment()
"""Before the first phase."""


def take(world: World) -> Moment:
    claims = world.claims.items()
    return Moment(
        state=snapshot.take(world),
        details=details.describe_all(world),
        pods={snapshot.show(world, name): pod.uid for name, pod in world.pods.items()},
        claims={snapshot.show(world, name): claim.uid for name, claim in claims},
        used=frozenset(snapshot.show(world, name) for name, users in world.users.items() if users),
        terminating=frozenset(snapshot.show(world, name) for name, claim in claims if claim.terminating),
        sets=dict(world.sets),
        bodies={name: each.body for name, each in world.sets.items()},
        reaches=reaches(world.sets.values()),
    )
