"""What the server refuses of an update: its words, the field from what to what, and the way around it."""

from __future__ import annotations

from typing import Any

from stslint.fields import show
from stslint.plan.apply import Refusal
from stslint.plan.changes import difference
from stslint.plan.immutable import Change
from stslint.plan.judge import HIDDEN


def describe(refusal: Refusal) -> dict[str, Any]:
    """`fields` names the immutable fields for every Kubernetes version, also where the server only says `spec`."""
    changed = {show(change.path): change for change in refusal.changes}
    fields = [_field(refusal.kind, change) for change in changed.values()]
    for error in refusal.errors:
        if error.field not in changed and not (changed and error.field in ("spec", "spec.clusterIPs[0]")):
            value = {"field": error.field, "old": None, "new": error.value, "differences": [], "recipe": None}
            fields.append(value)
    return {
        "kind": refusal.kind,
        "namespace": refusal.namespace,
        "name": refusal.name,
        "message": refusal.message,
        "fields": fields,
        "causes": [{"field": each.field, "reason": each.reason, "message": each.message} for each in refusal.errors],
    }


def _field(kind: str, change: Change) -> dict[str, Any]:
    """`differences` are the leaves that differ, where the field is a list or a map."""
    if kind == "Secret" and change.path[0] in ("data", "stringData"):
        return {"field": show(change.path), "old": HIDDEN, "new": HIDDEN, "differences": [], "recipe": change.recipe}
    return {
        "field": show(change.path),
        "old": change.old,
        "new": change.new,
        "differences": [
            {"field": show(path), "old": old, "new": new}
            for path, old, new in difference(change.old, change.new, change.path)
            if path != change.path
        ],
        "recipe": change.recipe,
    }
