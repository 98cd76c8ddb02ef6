"""Which Pods an update restarts, why, and how long it takes at least.

In: an act. Out: for each set that rolls (or holds a change back) plain data.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from stslint.fields import show
from stslint.plan.apply import Action
from stslint.plan.changes import difference
from stslint.plan.state import Event, Name
from stslint.resources import mapping


def describe(
    events: tuple[Event, ...], actions: list[Action], details: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    templates = {(each.namespace, each.name): each for each in actions if each.kind == "StatefulSet"}
    result = {}
    restarts, outdated = _restarts(events), _outdated(after)
    for shown, facts in details.items():
        name = (facts["namespace"], facts["name"])
        restarted = restarts.get(name, [])
        why = _why(templates.get(name))
        held_back = outdated.get(name, [])
        if restarted or held_back:
            result[shown] = {
                "pods": restarted,
                "why": why,
                "held_back": held_back,
                "at_once": facts["update_strategy"].get("max_unavailable"),
                "minimum_seconds": _minimum(facts, len(restarted)),
            }
    return result


def _restarts(events: tuple[Event, ...]) -> dict[Name, list[str]]:
    """Set → Pods that are deleted and made again, in the order of their deletion."""
    made = {(event.namespace, event.name) for event in events if event.kind == "create"}
    found: dict[Name, dict[str, None]] = defaultdict(dict)
    for event in events:
        if event.kind == "delete" and event.owner is not None and (event.namespace, event.name) in made:
            found[event.owner][event.name] = None
    return {name: list(pods) for name, pods in found.items()}


def _why(action: Action | None) -> list[dict[str, Any]]:
    """The template's fields that changed in this phase; none if an older change is rolled out now."""
    if action is None or action.before is None or action.after is None or action.action == "refuse":
        return []
    old, new = (mapping(mapping(body.get("spec")).get("template")) for body in (action.before, action.after))
    return [
        {"field": show(path), "old": before, "new": now}
        for path, before, now in difference(old, new, ("spec", "template"))
    ]


def _outdated(after: dict[str, Any]) -> dict[Name, list[str]]:
    """Set → Pods at an older revision than the newest: OnDelete, a partition, or a roll-out that is stuck."""
    newest = {shown: each["update_revision"] for shown, each in after["sets"].items()}
    found: dict[Name, list[str]] = defaultdict(list)
    for pod in after["pods"]:
        namespace, name = pod["namespace"], pod["set"]
        shown = name if name in newest and f"{namespace}/{name}" not in newest else f"{namespace}/{name}"
        if name is not None and pod["revision"] != newest.get(shown):
            found[namespace, name].append(pod["name"])
    return found


def _minimum(facts: dict[str, Any], pods: int) -> int:
    """Each step waits for minReadySeconds; only Parallel sets take several Pods in a step."""
    seconds = facts["min_ready_seconds"]
    at_once = facts["update_strategy"].get("max_unavailable", 1) if facts["pod_management"] == "Parallel" else 1
    return -(-pods // at_once) * seconds if isinstance(seconds, int) else 0
