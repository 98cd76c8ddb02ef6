"""The sections of an update that people read first: refused, data, rolls, names, no effect, renames, summary.

In: an act. Out: plain data, put beside the lists of the JSON format.
"""

from __future__ import annotations

from typing import Any

from stslint.plan import advice, changes, data, nameuse, noeffect, refusals, renames, rolls
from stslint.plan.options import Options
from stslint.plan.simulation import Act

_COUNTED = {"create": "add", "update": "change", "recreate": "replace", "delete": "destroy", "refuse": "refused"}


def describe(act: Act, lists: dict[str, list[str]], options: Options) -> dict[str, Any]:
    namespace, actions = options.namespace, act.outcome.actions
    before, after = act.before, act.after
    documents = act.phase.cluster.resources if act.phase.cluster is not None else []
    changed = changes.describe(actions)
    rolling = rolls.describe(act.events, actions, after.details, after.state)
    disks = data.describe(before.state, after.state, lists, namespace)
    return {
        "summary": _summary(changed, lists, disks),
        "refusals": [refusals.describe(each) for each in act.refusals],
        "data": disks,
        "rolls": rolling,
        "names": nameuse.describe(before.details, after.details, after.state["services"], documents, namespace),
        "no_effect": noeffect.describe(actions, act.config_users, rolling, options.kubernetes_version),
        "renames": renames.describe(actions, documents, before.bodies, after.state["claims"], namespace),
        "changes": changed,
        "advice": advice.describe(act.stuck, after.details, after.state),
    }


def _summary(changed: list[dict[str, Any]], lists: dict[str, list[str]], disks: dict[str, Any]) -> dict[str, int]:
    counts = dict.fromkeys(_COUNTED.values(), 0)
    for each in changed:
        counts[_COUNTED[each["action"]]] += 1
    return {
        **counts,
        "pods_added": len(lists["pods_added"]),
        "pods_replaced": len(lists["pods_replaced"]),
        "pods_removed": len(lists["pods_removed"]),
        "claims_created": len(lists["claims_created"]),
        "claims_orphaned": len(disks["stranded"]),
        "claims_deleted": len(lists["claims_deleted"]),
    }
