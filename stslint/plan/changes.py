"""What changes in each object, field by field.

In: the actions of a phase. Out: plain data; values of Secrets are never shown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.fields import FieldPath, Key, show
from stslint.plan.apply import Action
from stslint.plan.judge import HIDDEN

_SECRET_FIELDS: Final = frozenset({"data", "stringData"})
_USER_KEYED: Final = frozenset(
    {"labels", "annotations", "data", "stringData", "binaryData", "matchLabels", "nodeSelector", "limits", "requests"}
    | {"selector", "parameters"}
)

Changed = tuple[FieldPath, Any, Any]


def describe(actions: list[Action]) -> list[dict[str, Any]]:
    """Objects that are created, changed, deleted or refused, in the order they were sent."""
    found = []
    for action in actions:
        fields = list(fields_of(action))
        if action.action == "update" and not fields:
            continue
        found.append(
            {
                "kind": action.kind,
                "namespace": action.namespace,
                "name": action.name,
                "action": action.action,
                "fields": fields,
            }
        )
    return found


def fields_of(action: Action) -> Iterator[dict[str, Any]]:
    if action.before is None or action.after is None:
        return
    for path, old, new in difference(action.before, action.after):
        hidden = action.kind == "Secret" and path[:1] and path[0] in _SECRET_FIELDS
        yield {"field": show(path), "old": HIDDEN if hidden else old, "new": HIDDEN if hidden else new}


def difference(old: Any, new: Any, path: FieldPath = (), field: str = "") -> Iterator[Changed]:
    """Leaves that differ; None where a side has nothing. List items are matched by name where all have one."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*new, *(each for each in old if each not in new)]:
            step = Key(key) if field in _USER_KEYED else str(key)
            yield from difference(old.get(key), new.get(key), (*path, step), str(key))
    elif isinstance(old, list) and isinstance(new, list) and old != new:
        yield from _lists(old, new, path)
    elif old != new:
        yield path, old, new


def _lists(old: list[Any], new: list[Any], path: FieldPath) -> Iterator[Changed]:
    before, after = _by_name(old), _by_name(new)
    if before is None or after is None:
        for index in range(max(len(old), len(new))):
            left = old[index] if index < len(old) else None
            right = new[index] if index < len(new) else None
            yield from difference(left, right, (*path, index))
        return
    for name, (index, item) in after.items():
        yield from difference(before[name][1] if name in before else None, item, (*path, index))
    for name, (index, item) in before.items():
        if name not in after:
            yield (*path, index), item, None
    if [name for name in after if name in before] != [name for name in before if name in after]:
        yield path, list(before), list(after)


def _by_name(found: list[Any]) -> dict[str, tuple[int, Any]] | None:
    """Items by `name` (or `metadata.name`), None if one has none or two have the same."""
    result: dict[str, tuple[int, Any]] = {}
    for index, item in enumerate(found):
        name = item.get("name") if isinstance(item, Mapping) else None
        if name is None and isinstance(item, Mapping) and isinstance(item.get("metadata"), Mapping):
            name = item["metadata"].get("name")
        if not isinstance(name, str) or name in result:
            return None
        result[name] = (index, item)
    return result
