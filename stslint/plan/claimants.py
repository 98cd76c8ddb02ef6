"""Whose a claim is: the sets of which a Pod wants it, before a phase and after it.

In: the sets at two moments. Out: for a claim's name the sets; more than one where names collide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from stslint.plan.state import Name, StatefulSet


@dataclass(frozen=True, slots=True)
class Reach:
    """The ordinals of a set's Pods at one moment: those wanted, and those that are still there."""

    set: Name
    wanted: range
    standing: frozenset[int]

    def __contains__(self, ordinal: int) -> bool:
        return ordinal in self.wanted or ordinal in self.standing


Reaches = dict[tuple[str, str], list[Reach]]
"""(namespace, `<template>-<set>`) → who makes claims of such names."""


def reaches(sets: Iterable[StatefulSet]) -> Reaches:
    found: Reaches = defaultdict(list)
    for statefulset in sets:
        reach = Reach(statefulset.id, statefulset.settings.ordinals, frozenset(statefulset.pods))
        for template in statefulset.settings.templates:
            found[statefulset.namespace, f"{template}-{statefulset.name}"].append(reach)
    return found


def claimants(claim: Name, before: Reaches, now: Reaches) -> frozenset[Name]:
    """Those that want it now; else those that did; else those that would name one so."""
    stem, _, digits = claim[1].rpartition("-")
    ordinal = int(digits) if digits.isdecimal() else -1
    key = (claim[0], stem)
    old = {each.set for each in before.get(key, ()) if ordinal in each}
    new = {each.set for each in now.get(key, ()) if ordinal in each}
    if len(old) > 1 or not new:
        new |= old
    if not new:
        new = {each.set for each in (*before.get(key, ()), *now.get(key, ()))}
    return frozenset(new)
