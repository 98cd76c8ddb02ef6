"""Which Pods an update restarts, why, and how long it takes at least.

In: an act. Out: for each set that rolls (or holds a change back) plain data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.fields import show
from stslint.plan.apply import Action
from stslint.plan.changes import difference
from stslint.plan.state import Event
from stslint.resources import mapping


def describe(
    events: tuple[Event, ...], actions: list[Action], details: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    templates = {(each.namespace, each.name): each for each in actions if each.kind == "StatefulSet"}
    result = {}
    for shown, facts in details.items():
        name = (facts["namespace"], facts["name"])
        restarted = list(_restarted(events, name))
        why = _why(templates.get(name))
        held_back = _held_back(after, facts, shown)
        if restarted or held_back:
            result[shown] = {
                "pods": restarted,
                "why": why,
                "held_back": held_back,
                "at_once": facts["update_strategy"].get("max_unavailable"),
                "minimum_seconds": _minimum(facts, len(restarted)),
            }
    return result


def _restarted(events: tuple[Event, ...], name: tuple[str, str]) -> Iterator[str]:
    """In the order of their deletion: Pods that are deleted and made again."""
    made = [event.name for event in events if event.kind == "create" and event.owner == name]
    seen = set()
    for event in events:
        if event.kind == "delete" and event.owner == name and event.name in made and event.name not in seen:
            seen.add(event.name)
            yield event.name


def _why(action: Action | None) -> list[dict[str, Any]]:
    """The template's fields that changed in this phase; none if an older change is rolled out now."""
    if action is None or action.before is None or action.after is None or action.action == "refuse":
        return []
    old, new = (mapping(mapping(body.get("spec")).get("template")) for body in (action.before, action.after))
    return [
        {"field": show(path), "old": before, "new": now}
        for path, before, now in difference(old, new, ("spec", "template"))
    ]


def _held_back(after: dict[str, Any], facts: dict[str, Any], shown: str) -> list[str]:
    """Pods still at an older revision than the newest: OnDelete, a partition, or a roll-out that is stuck."""
    newest = mapping(after["sets"].get(shown)).get("update_revision")
    return [
        str(pod["name"])
        for pod in after["pods"]
        if pod["set"] == facts["name"] and pod["namespace"] == facts["namespace"] and pod["revision"] != newest
    ]


def _minimum(facts: dict[str, Any], pods: int) -> int:
    """Each step waits for minReadySeconds; only Parallel sets take several Pods in a step."""
    seconds = facts["min_ready_seconds"]
    at_once = facts["update_strategy"].get("max_unavailable", 1) if facts["pod_management"] == "Parallel" else 1
    return -(-pods // at_once) * seconds if isinstance(seconds, int) else 0
