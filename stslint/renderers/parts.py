"""What several renderers say alike: totals, marks, sentences about refused and changed fields.

In: pieces of a plan. Out: short texts without layout.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from stslint.terminal import printable

MARKS: Final = {"create": "+", "update": "~", "recreate": "±", "delete": "-", "refuse": "✗"}
FOLDED: Final = 10
"""More ordinals (or names) than this are folded."""
_VALUE: Final = 60


def updates(plan: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The updates of a plan with their keys, in order; empty for a plan that only creates."""
    return [(key, value) for key, value in plan.items() if key == "update" or key.startswith("update_")]


def count(number: int, word: str) -> str:
    """`1 Pod`, `3 Pods`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def listed(names: Iterable[Any], limit: int = FOLDED) -> str:
    """`a, b, c`; the middle of a long list is left out and counted."""
    words = [printable(str(name)) for name in names]
    if len(words) <= limit:
        return ", ".join(words)
    return f"{', '.join(words[: limit - 2])}, … {len(words) - limit + 1} more …, {words[-1]}"


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
    totals, strategy = facts["totals"], facts["update_strategy"]
    claims = count(totals["claims"], "PVC") + (f" ({storage(totals)})" if totals["claims"] else "")
    parts = [count(totals["pods"], "Pod"), claims, facts["pod_management"], strategy.get("type", "RollingUpdate")]
    if strategy.get("partition"):
        parts.append(f"partition {strategy['partition']}")
    return ", ".join(parts)


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
    """`Plan: 1 to add, 2 to change, 1 to replace, 0 to destroy; 2 PVCs orphaned`."""
    line = (
        f"Plan: {found['add']} to add, {found['change']} to change, "
        f"{found['replace']} to replace, {found['destroy']} to destroy"
    )
    behind = [
        text
        for text, number in (
            (f"{found['refused']} refused", found["refused"]),
            (f"{count(found['pods_replaced'], 'Pod')} restarted", found["pods_replaced"]),
            (f"{count(found['claims_orphaned'], 'PVC')} orphaned", found["claims_orphaned"]),
            (f"{count(found['claims_deleted'], 'PVC')} deleted", found["claims_deleted"]),
        )
        if number
    ]
    return "; ".join((line, *behind))


def create_summary(create: Mapping[str, Any]) -> str:
    """`Plan: 2 StatefulSets, 5 Pods, 5 PVCs to add`."""
    sets = count(len(create["details"]), "StatefulSet")
    text = f"Plan: {sets}, {count(len(create['pods']), 'Pod')}, {count(len(create['claims']), 'PVC')} to add"
    refused = len(create["refusals"])
    return f"{text}; {refused} refused" if refused else text


def assumptions(plan: Mapping[str, Any], outside: Iterable[str]) -> Iterator[str]:
    """What the plan takes for granted, one clause each."""
    yield f"Kubernetes {plan['kubernetes_version']}"
    yield f"namespace {plan['namespace']} where none is written"
    yield f"cluster domain {plan['cluster_domain']}"
    yield "CoreDNS"
    if plan["mode"] != "apply":
        yield f"sent with {plan['mode']}"
    if plan["prune"]:
        yield "objects that are gone from the files are deleted"
    for name, what in plan["given"].items():
        yield f"given {name.replace('_', '-')} {value(what)}"
    yield from outside
