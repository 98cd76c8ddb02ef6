"""Server-side apply by one manager: fields named now are set, fields it named before and no longer names are removed.

In: what was last applied, what is applied now, what is live. Out: the merged body. `null` sets nothing and removes
nothing that the manager did not own.
"""

from __future__ import annotations

import copy
from collections.abc import Hashable
from typing import Any

from stslint.plan.mergekeys import NOTHING, Schema

Body = dict[str, Any]


def apply(original: Body, modified: Body, current: Body, schema: Schema) -> Body:
    result = copy.deepcopy(current)
    for key in original:
        if key not in modified:
            result.pop(key, None)
    for key, new in modified.items():
        if new is None:
            continue
        before, live = original.get(key), result.get(key)
        below = schema.fields.get(key, NOTHING)
        if isinstance(new, dict) and isinstance(live, dict) and not below.atomic:
            result[key] = apply(before if isinstance(before, dict) else {}, new, live, below)
        elif isinstance(new, list) and isinstance(live, list) and below.map_keys:
            result[key] = _apply_list(before if isinstance(before, list) else [], new, live, below)
        else:
            result[key] = copy.deepcopy(new)
    return result


def _identity(item: Any, keys: tuple[str, ...]) -> tuple[Any, ...]:
    fields = item if isinstance(item, dict) else {}
    found = (fields.get(key, "TCP" if key == "protocol" else None) for key in keys)
    return tuple(value if isinstance(value, Hashable) else str(value) for value in found)


def _apply_list(original: list[Any], modified: list[Any], current: list[Any], schema: Schema) -> list[Any]:
    keys = schema.map_keys
    before = {_identity(item, keys): item for item in original}
    live = {_identity(item, keys): item for item in current}
    wanted = [_identity(item, keys) for item in modified]
    result = []
    for identity, item in zip(wanted, modified, strict=True):
        if identity in live and isinstance(item, dict):
            result.append(apply(before.get(identity, {}), item, live[identity], schema))
        else:
            result.append(copy.deepcopy(item))
    others = [item for identity, item in live.items() if identity not in wanted and identity not in before]
    return [*result, *others]
