"""Lists of a set's own Pods that leave some out.

In: a StatefulSet or an object that configures it. Out: a hit for each list that names several Pods but not all.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from stslint.checks.addresses import Address, addresses, configures
from stslint.checks.diagnosis import diagnosed
from stslint.checks.peers import where
from stslint.cluster import Cluster, ordinals
from stslint.hits import Hit, Note
from stslint.patterns import pattern
from stslint.resources import Resource

_SEPARATED: Final = pattern(r"[,;|\s]")
_SUBSET: Final = pattern(r"seed|bootstrap|contact", re.IGNORECASE)
"""Lists under such names are where to ask first; they may name a few."""
_DIGITS: Final = pattern(r"\d+")
_APART: Final = 60


def incomplete(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    wrong = {address.path for address, _ in diagnosed(resource, cluster)}
    for addressed in _by_string(resource, cluster):
        statefulset = addressed[0].statefulset
        if statefulset is None or cluster.autoscalers_of(statefulset):
            continue
        for group in _lists(addressed):
            named = {address.ordinal for address in group}
            missing = [ordinal for ordinal in ordinals(statefulset)[:LONGEST] if ordinal not in named]
            if len(named) < 2 or not missing or _may_be_partial(group[0]):
                continue
            if group[0].path in wrong:
                continue
            facts = {
                "set": statefulset.name,
                "where": where(group[0]),
                "named": ", ".join(
                    f"{statefulset.name}-{ordinal}" for ordinal in sorted(o for o in named if o is not None)
                ),
                "missing": ", ".join(f"{statefulset.name}-{ordinal}" for ordinal in missing[:5]),
                "replicas": len(ordinals(statefulset)),
            }
            repeated = len(group) > len(named)
            field = "replicas" if "replicas" in statefulset.spec else "serviceName"
            note = Note(statefulset, ("spec", field), "set")
            yield Hit(group[0].path, facts, "repeated" if repeated else "", related=(note,), part=group[0].part)


LONGEST: Final = 1000
"""Sets of more Pods are not listed by hand."""


def _by_string(resource: Resource, cluster: Cluster) -> Iterator[list[Address]]:
    """The addresses of one set's Pods in one string of its own configuration."""
    groups: dict[tuple[object, ...], list[Address]] = defaultdict(list)
    for address in addresses(resource, cluster):
        statefulset = address.statefulset
        if statefulset is not None and address.ordinal is not None and len(address.form.head) > 1:
            groups[address.path, id(statefulset)].append(address)
    for group in groups.values():
        statefulset = group[0].statefulset
        own = statefulset is not None and (resource is statefulset or configures(resource, statefulset))
        if len(group) > 1 and own:
            yield group


def _lists(found: list[Address]) -> Iterator[list[Address]]:
    """Runs of addresses that stand in one list: on one line, or on lines that differ in digits only."""
    run = [found[0]]
    for before, after in pairwise(found):
        if _in_one_list(before, after):
            run.append(after)
        else:
            yield run
            run = [after]
    yield run


def _in_one_list(before: Address, after: Address) -> bool:
    text = before.text.value
    between = text[before.host.end : after.host.start]
    if "\n" not in between:
        return len(between) <= _APART and _SEPARATED.search(between) is not None
    return between.count("\n") == 1 and _shape(text, before) == _shape(text, after)


def _shape(text: str, address: Address) -> str:
    start = text.rfind("\n", 0, address.host.start) + 1
    end = text.find("\n", address.host.end)
    return _DIGITS.sub("0", text[start : end if end >= 0 else len(text)])


def _may_be_partial(first: Address) -> bool:
    text = first.text.value
    line = text[text.rfind("\n", 0, first.host.start) + 1 : first.host.start]
    return _SUBSET.search(first.text.name) is not None or _SUBSET.search(line) is not None
