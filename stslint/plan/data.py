"""What becomes of the disks in an update.

In: an act and its claim lists. Out: plain data, by claim name.
"""

from __future__ import annotations

from typing import Any

from stslint.plan.order import natural


def describe(
    before: dict[str, Any], after: dict[str, Any], lists: dict[str, list[str]], namespace: str
) -> dict[str, Any]:
    """`reattached`: there before but unused, used again now. `stranded`: used before, left without a Pod now."""
    idle = {_name(each, namespace) for each in before.get("claims", []) if not each["used_by"]}
    busy = {_name(each, namespace) for each in before.get("claims", []) if each["used_by"]}
    return {
        "kept": lists["claims_kept"],
        "created": lists["claims_created"],
        "deleted": lists["claims_deleted"],
        "orphaned": lists["claims_orphaned"],
        "stranded": [name for name in lists["claims_orphaned"] if name in busy],
        "terminating": lists.get("claims_terminating", []),
        "reattached": sorted(idle.intersection(lists["claims_kept"]), key=natural),
        "shared": sorted((_name(each, namespace) for each in after["claims"] if len(each["used_by"]) > 1), key=natural),
    }


def _name(claim: dict[str, Any], namespace: str) -> str:
    own = claim["namespace"] == namespace
    return str(claim["name"]) if own else f"{claim['namespace']}/{claim['name']}"
