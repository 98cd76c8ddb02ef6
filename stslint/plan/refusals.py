"""What the server refuses of an update: its words, the field from what to what, and the way around it."""

from __future__ import annotations

from typing import Any

from stslint.fields import show
from stslint.plan.apply import Refusal


def describe(refusal: Refusal) -> dict[str, Any]:
    """`fields` names the immutable fields for every Kubernetes version, also where the server only says `spec`."""
    changed = {show(change.path): change for change in refusal.changes}
    fields: list[dict[str, Any]] = [
        {"field": field, "old": change.old, "new": change.new, "recipe": change.recipe}
        for field, change in changed.items()
    ]
    for error in refusal.errors:
        if error.field not in changed and not (changed and error.field in ("spec", "spec.clusterIPs[0]")):
            fields.append({"field": error.field, "old": None, "new": error.value, "recipe": None})
    return {
        "kind": refusal.kind,
        "namespace": refusal.namespace,
        "name": refusal.name,
        "message": refusal.message,
        "fields": fields,
        "causes": [{"field": each.field, "reason": each.reason, "message": each.message} for each in refusal.errors],
    }
