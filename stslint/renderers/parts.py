"""What several renderers say alike: totals, marks, sentences about refused and changed fields.

In: pieces of a plan. Out: short texts without layout.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from stslint.terminal import printable

MARKS: Final = {"create": "+", "update": "~", "recreate": "±", "delete": "-", "refuse": "✗"}
STYLES: Final = {"create": "good", "update": "warning", "recreate": "warning", "delete": "error", "refuse": "error"}
FOLDED: Final = 10
"""More ordinals (or names) than this are folded."""
_VALUE: Final = 60
_MESSAGE: Final = 400
_PRINTED: Final = re.compile(r'(\[\{|\{)".{40,}?(\}\]|\})(?=: )')


def updates(plan: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The updates of a plan with their keys, in order; empty for a plan that only creates."""
    return [(key, value) for key, value in plan.items() if key == "update" or key.startswith("update_")]


def count(number: int, word: str) -> str:
    """`1 Pod`, `3 Pods`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def qualified(name: str, namespace: str, plan: Mapping[str, Any]) -> str:
    """As the plan's lists name it: with its namespace only outside the plan's own."""
    return name if namespace == plan["namespace"] else f"{namespace}/{name}"


def named(each: Mapping[str, Any]) -> str:
    """`StatefulSet default/web`."""
    name = f"{each['namespace']}/{each['name']}" if each.get("namespace") else str(each["name"])
    return f"{each['kind']} {name}"


def recipes(refusal: Mapping[str, Any]) -> list[str]:
    """The ways around a refusal; one that another one goes on from is left out."""
    found = list(dict.fromkeys(field["recipe"] for field in refusal["fields"] if field["recipe"]))
    return [each for each in found if not any(other != each and other.startswith(each) for other in found)]


def anything(update: Mapping[str, Any]) -> bool:
    """Does anything come of the update, or go wrong?"""
    said = ("changes", "refusals", "no_effect", "renames", "stuck", "did", "api_warnings")
    return any(update["summary"].values()) or any(update.get(key) for key in said) or bool(update["order"])


def short(message: str) -> str:
    """The server's words; objects that it prints whole, and whatever else is too long, without their middle."""
    message = _PRINTED.sub(r"\1…\2", message)
    return message if len(message) <= _MESSAGE else f"{message[:200]} … {message[-80:]}"


_SET_IMMUTABLE: Final = ("spec.selector", "spec.serviceName", "spec.podManagementPolicy", "spec.volumeClaimTemplates")


def forces_replacement(kind: str, field: str) -> bool:
    """Is it a field of a StatefulSet that cannot change in place?"""
    return kind == "StatefulSet" and field.startswith(_SET_IMMUTABLE)


def listed(names: Iterable[Any], limit: int = FOLDED) -> str:
    """`a, b, c`; of a long list `web-{0..7}`, and still only so many."""
    words = [printable(str(name)) for name in names]
    if len(words) > limit:
        words = list(_ranges(words))
    if len(words) <= limit:
        return ", ".join(words)
    return f"{', '.join(words[: limit - 2])}, … {len(words) - limit + 1} more …, {words[-1]}"


def _ranges(words: Iterable[str]) -> Iterator[str]:
    """Names that count on from one to the next, as one."""
    stem, first, last = "", -1, -1
    for word in [*words, ""]:
        name, _, digits = word.rpartition("-")
        number = int(digits) if digits.isdecimal() and digits.isascii() and len(digits) < 10 else -1
        if number >= 0 and name == stem and first >= 0 and number == last + 1:
            last = number
            continue
        if first >= 0:
            yield f"{stem}-{{{first}..{last}}}" if last > first else f"{stem}-{first}"
        stem, first, last = name, number, number
        if number < 0 and word:
            yield word


def value(found: Any) -> str:
    """A manifest's value on one line."""
    if found is None:
        return "(none)"
    text = found if isinstance(found, str) and found else json.dumps(found, ensure_ascii=False)
    text = printable(text)
    return text if len(text) <= _VALUE else text[: _VALUE - 1] + "…"


def leaves(field: Mapping[str, Any]) -> Iterator[str]:
    """`spec.replicas: 3 → 2`, for the leaves that differ."""
    for each in field.get("differences") or [field]:
        yield f"{printable(each['field'])}: {value(each['old'])} → {value(each['new'])}"


def storage(totals: Mapping[str, Any]) -> str:
    """`30Gi fast`, `10Gi default class`."""
    return ", ".join(f"{size} {name or 'of the default class'}" for name, size in totals["storage"].items())


def totals_line(facts: Mapping[str, Any]) -> str:
    """`3 Pods, 3 PVCs (30Gi fast), OrderedReady, RollingUpdate`."""
    totals = facts["totals"]
    claims = count(totals["claims"], "PVC") + (f" ({storage(totals)})" if totals["claims"] else "")
    return f"{count(totals['pods'], 'Pod')}, {claims}, {strategy(facts)}"


def retention(facts: Mapping[str, Any]) -> str:
    """When the controller deletes claims by itself; "" if never."""
    found = facts["retention"]
    when = [
        words
        for key, words in (("when_scaled", "the set is scaled down"), ("when_deleted", "the set is deleted"))
        if found[key] == "Delete"
    ]
    return f"PVCs are deleted when {' or '.join(when)} (persistentVolumeClaimRetentionPolicy)" if when else ""


def strategy(facts: Mapping[str, Any]) -> str:
    """`OrderedReady, RollingUpdate, partition 1`."""
    found = facts["update_strategy"]
    words = [facts["pod_management"], found.get("type", "RollingUpdate")]
    if found.get("partition"):
        words.append(f"partition {found['partition']}")
    if (found.get("max_unavailable") or 1) != 1:
        words.append(f"maxUnavailable {found['max_unavailable']}")
    return ", ".join(map(str, words))


def stuck_words(detail: Mapping[str, Any]) -> str:
    """`web-2 is never Ready; web-0, web-1 stay at the old template`."""
    found = []
    for key, one, many in _STUCK:
        names = detail.get(key)
        if names:
            found.append(f"{listed(names)} {one if len(names) == 1 else many}")
    return "; ".join(found) or "the controller cannot go on"


_STUCK: Final = (
    ("sync_fails_at", "cannot be changed to fit its set", "cannot be changed to fit their set"),
    ("not_ready", "does not get Ready", "do not get Ready"),
    ("not_created", "is not created", "are not created"),
    ("outdated", "stays at the old template", "stay at the old template"),
    ("not_removed", "is not removed", "are not removed"),
)


def requests(totals: Mapping[str, Any]) -> str:
    """`requests 1500m cpu, 6Gi memory · needs 3 nodes`, "" if nothing is asked for."""
    asked = ", ".join(f"{amount} {name}" for name, amount in totals["requests"].items())
    parts = [f"requests {asked}"] if asked else []
    if totals["nodes"] > 1:
        parts.append(f"needs {totals['nodes']} nodes (required anti-affinity)")
    return " · ".join(parts)


def selected_by(found: Mapping[str, Any]) -> str:
    """`Service web, PodDisruptionBudget web (1 may be down), HorizontalPodAutoscaler web (1–5)`."""
    parts = [f"Service {name}" for name in found["services"]]
    for each in found["pod_disruption_budgets"]:
        parts.append(f"PodDisruptionBudget {each['name']} ({each['may_be_down']} may be down)")
    parts += [f"NetworkPolicy {_name(each)}" for each in found["network_policies"]]
    parts += [f"HorizontalPodAutoscaler {each['name']} ({each['min']}–{each['max']})" for each in found["autoscalers"]]
    return printable(", ".join(parts))


def _name(found: Any) -> str:
    return str(found["name"]) if isinstance(found, Mapping) else str(found)


def summary(found: Mapping[str, int]) -> str:
    """`Plan: 1 to add, 2 to change, 1 to replace, 0 to destroy; 3 Pods restarted; 2 PVCs orphaned`."""
    line = (
        f"Plan: {found['add']} to add, {found['change']} to change, "
        f"{found['replace']} to replace, {found['destroy']} to destroy"
    )
    groups = (f"{found['refused']} refused" if found["refused"] else "", _counts(found, _PODS), _counts(found, _CLAIMS))
    return "; ".join((line, *filter(None, groups)))


_PODS: Final = (
    ("pods_replaced", "Pod", "restarted"),
    ("pods_added", "Pod", "added"),
    ("pods_removed", "Pod", "removed"),
)
_CLAIMS: Final = (
    ("claims_created", "PVC", "created"),
    ("claims_orphaned", "PVC", "orphaned"),
    ("claims_deleted", "PVC", "deleted"),
)


def _counts(found: Mapping[str, int], words: Iterable[tuple[str, str, str]]) -> str:
    return ", ".join(f"{count(found[key], noun)} {done}" for key, noun, done in words if found[key])


def create_summary(create: Mapping[str, Any]) -> str:
    """`Plan: 2 StatefulSets, 5 Pods, 5 PVCs to add`."""
    sets = count(len(create["details"]), "StatefulSet")
    text = f"Plan: {sets}, {count(len(create['pods']), 'Pod')}, {count(len(create['claims']), 'PVC')} to add"
    refused = len(create["refusals"])
    return f"{text}; {refused} refused" if refused else text


_SENT: Final = {
    "replace": "sent with kubectl replace",
    "server-side": "sent with kubectl apply --server-side",
    "recreate": "--recreate: objects are deleted and created anew",
    "recreate-sets": "StatefulSets are deleted and created anew",
    "recreate-services": "Services are deleted and created anew",
    "recreate-orphan": "--orphan: StatefulSets are deleted with --cascade=orphan and created anew",
}


def assumptions(plan: Mapping[str, Any], outside: Iterable[str]) -> Iterator[str]:
    """What the plan takes for granted, a line each."""
    found = [
        f"Kubernetes {plan['kubernetes_version']}",
        f"namespace {plan['namespace']} where none is written",
        f"cluster domain {plan['cluster_domain']}",
        "CoreDNS",
    ]
    if plan["mode"] != "apply":
        found.append(_SENT.get(plan["mode"], f"sent with {plan['mode']}"))
    if plan["prune"]:
        found.append("--prune: objects that the files no longer hold are deleted")
    found += [f"given {name.replace('_', '-')} {value(what)}" for name, what in plan["given"].items()]
    yield ", ".join(found)
    yield from outside
