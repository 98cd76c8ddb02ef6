"""Names only, one a line, for tickets and scripts: `pod default/web-0`, with a mark in front for an update."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stslint.renderers import PlanView
from stslint.renderers.parts import MARKS, updates
from stslint.terminal import printable

_LISTS = (
    ("+", "pod", "pods_added"),
    ("~", "pod", "pods_replaced"),
    ("-", "pod", "pods_removed"),
    ("+", "pvc", "claims_created"),
    ("-", "pvc", "claims_deleted"),
)


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    """Of a creation everything there will be; of an update what changes."""
    found = updates(plan)
    if not found:
        yield from _lines("! ", ((each["kind"].lower(), _full(each)) for each in plan["create"]["refusals"]))
        yield from _lines("", _created(plan))
    for _, update in found:
        yield from _lines("! ", ((each["kind"].lower(), _full(each)) for each in update["refusals"]))
        for each in update["changes"]:
            if each["action"] != "refuse":
                yield from _lines(f"{MARKS[each['action']]} ", [(each["kind"].lower(), _full(each))])
        for mark, kind, key in _LISTS:
            yield from _lines(f"{mark} ", ((kind, _qualified(name, plan)) for name in update[key]))
        yield from _lines("! ", (("pvc", _qualified(name, plan)) for name in update["data"]["stranded"]))
        yield from _lines("- ", (("dns", name) for name in update["names"]["disappear"]))
        yield from _lines("+ ", (("dns", name) for name in update["names"]["appear"]))


def _created(plan: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    create = plan["create"]
    yield from (("pod", _full(each)) for each in create["pods"])
    yield from (("pvc", _full(each)) for each in create["claims"])
    for facts in create["details"].values():
        if facts["governing_service"]["names_pods"]:
            yield from (("dns", each["name"]) for each in facts["dns"]["pods"])
            yield from (("srv", each["name"]) for each in facts["dns"]["srv"])


def _full(each: Mapping[str, Any]) -> str:
    return f"{each['namespace']}/{each['name']}" if each["namespace"] else str(each["name"])


def _qualified(name: str, plan: Mapping[str, Any]) -> str:
    return name if "/" in name else f"{plan['namespace']}/{name}"


def _lines(mark: str, found: Iterable[tuple[str, str]]) -> Iterator[str]:
    for kind, name in found:
        yield printable(f"{mark}{kind} {name}") + "\n"
