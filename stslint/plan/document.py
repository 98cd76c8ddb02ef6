"""A plan as plain data: the JSON format.

In: acts. Out: dicts with `create`, and `update`, `update_2`, … for what follows.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from stslint.plan import advice, refusals, sections
from stslint.plan.options import Given, Options
from stslint.plan.order import natural
from stslint.plan.simulation import Act
from stslint.plan.snapshot import stuck_reason

VERSION: Final = 1


def head(options: Options) -> dict[str, Any]:
    """What the plan was made for."""
    return {
        "version": VERSION,
        "kubernetes_version": ".".join(map(str, options.kubernetes_version)),
        "namespace": options.namespace,
        "cluster_domain": options.cluster_domain,
        "mode": options.mode,
        "prune": options.prune,
        "given": given(options.given),
    }


def given(value: Given) -> dict[str, Any]:
    """Only what differs from the usual."""
    usual = asdict(Given())
    return {
        key: list(each) if isinstance(each, tuple) else each
        for key, each in asdict(value).items()
        if each != usual[key]
    }


def create(act: Act) -> dict[str, Any]:
    section: dict[str, Any] = {
        "order": act.order,
        **act.after.state,
        "api_errors": [each.message for each in act.refusals],
    }
    if act.outcome.warnings:
        section["api_warnings"] = list(act.outcome.warnings)
    if act.refusals:
        section["refused"] = [each.id for each in act.refusals]
    extra = {
        "details": act.after.details,
        "refusals": [refusals.describe(each) for each in act.refusals],
        "advice": advice.describe(act.stuck, act.after.details, act.after.state),
    }
    return {**section, **_stuck(act), **extra}


def update(act: Act, options: Options) -> dict[str, Any]:
    messages = [each.message for each in act.refusals]
    section: dict[str, Any] = {"accepted": not messages, "error": messages[0] if messages else None}
    if len(messages) > 1:
        section["errors"] = messages
    if act.outcome.warnings:
        section["api_warnings"] = list(act.outcome.warnings)
    if act.did:
        section["did"] = list(act.did)
    section["order"] = act.order
    if act.order_any:
        section["order_any"] = act.order_any
    lists = {**_pod_lists(act), **_claim_lists(act)}
    section |= lists
    if act.refusals:
        section["refused"] = [each.id for each in act.refusals]
    extra = {"details": act.after.details, **sections.describe(act, lists, options)}
    return {**section, **_stuck(act), "after": act.after.state, **extra}


def _stuck(act: Act) -> dict[str, Any]:
    if not act.stuck:
        return {"stuck": False}
    return {"stuck": True, "stuck_reason": stuck_reason(act.stuck), "stuck_detail": act.stuck}


def _sorted(found: Any) -> list[str]:
    return sorted(found, key=natural)


def _pod_lists(act: Act) -> dict[str, list[str]]:
    before, after = act.before.pods, act.after.pods
    return {
        "pods_replaced": _sorted(name for name in before if name in after and after[name] != before[name]),
        "pods_untouched": _sorted(name for name in before if after.get(name) == before[name]),
        "pods_added": _sorted(name for name in after if name not in before),
        "pods_removed": _sorted(name for name in before if name not in after),
    }


def _claim_lists(act: Act) -> dict[str, list[str]]:
    before, after, used = act.before.claims, act.after.claims, act.after.used
    lists = {
        "claims_created": _sorted(name for name in after if before.get(name) != after[name]),
        "claims_kept": _sorted(name for name in after if before.get(name) == after[name] and name in used),
        "claims_orphaned": _sorted(name for name in after if name not in used),
        "claims_deleted": _sorted(name for name in before if after.get(name) != before[name]),
    }
    if act.after.terminating:
        lists["claims_terminating"] = _sorted(act.after.terminating)
    return lists
