"""PodDisruptionBudgets against the Pods they mean to protect.

In: a budget or a workload, and the set. Out: hits on budgets that block every drain, select nothing, or meet on a Pod.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from stslint.cluster import Cluster, pod_labels, replicas
from stslint.hits import Hit, Note
from stslint.patterns import pattern
from stslint.resources import Resource, mapping
from stslint.selectors import is_empty

_PERCENT: Final = pattern(r"([0-9]{1,3})%")
_COUNTED: Final = ("StatefulSet", "Deployment", "ReplicaSet", "ReplicationController")


def _amount(value: Any, total: int) -> int | None:
    """A number or percentage of Pods; the disruption controller rounds percentages up."""
    if isinstance(value, str) and (match := _PERCENT.fullmatch(value)):
        return -(-int(match[1]) * total // 100)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def blocks_drain(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    workloads = cluster.disrupted_by(resource)
    if any(each.kind not in _COUNTED or cluster.autoscalers_of(each) for each in workloads):
        return
    total = sum(replicas(each) for each in workloads)
    if not workloads or total == 0:
        return
    facts = {"replicas": total}
    note = Note(workloads[0], ("metadata", "name"), "workload")
    for field in ("maxUnavailable", "minAvailable"):
        value = resource.spec.get(field)
        amount = _amount(value, total)
        if amount is None or (amount > 0 if field == "maxUnavailable" else amount < total):
            continue
        case = "none" if field == "maxUnavailable" else ("single" if total == 1 else "")
        yield Hit(("spec", field), {**facts, "value": value, "field": field}, case, related=(note,))


def selects_nothing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    selector = resource.spec.get("selector")
    if is_empty(selector) or cluster.disrupted_by(resource):
        return
    wanted = mapping(mapping(selector).get("matchLabels"))
    for kind in ("StatefulSet", "Deployment"):
        near = cluster.get(kind, resource.namespace, _base_name(resource.name)) or cluster.get(
            kind, resource.namespace, resource.name
        )
        if near is not None:
            facts = {"workload": str(near), "labels": _pairs(wanted), "has": _pairs(pod_labels(near))}
            note = Note(near, ("spec", "template", "metadata", "labels"), "workload", "key")
            yield Hit(("spec", "selector"), facts, anchor="key", related=(note,))
            return
    if cluster.closed:
        facts = {"labels": _pairs(wanted), "workload": "", "has": ""}
        yield Hit(("spec", "selector"), facts, "closed", anchor="key")


def _base_name(name: str) -> str:
    """`db` of `db-pdb`, `pdb-db` and `db-budget`: what the author named the budget after."""
    return re.sub(r"-(?:pdb|budget|disruption-budget|poddisruptionbudget)$|^pdb-", "", name)


def _pairs(labels: dict[str, Any]) -> str:
    return ", ".join(f"{key}={value}" for key, value in list(labels.items())[:4])


def two_budgets(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    budgets = cluster.budgets_of(resource)
    if len(budgets) < 2 or len({each.name for each in budgets}) < 2:
        return
    names = " and ".join(sorted({each.name for each in budgets})[:2])
    notes = tuple(Note(each, ("metadata", "name"), "budget") for each in budgets[:2])
    yield Hit(("metadata", "name"), {"workload": str(resource), "names": names}, related=notes)


def budget_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if replicas(resource) > 1 and not cluster.budgets_of(resource):
        yield Hit(("metadata", "name"), {"set": resource.name, "replicas": replicas(resource)})
