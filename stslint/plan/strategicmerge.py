"""kubectl's client-side apply: the three-way strategic merge patch (apimachinery, strategicpatch/patch.go).

In: what was last applied, what is applied now, what is live. Out: what the server makes of the patch. It follows
upstream also where that surprises: two ports of one number and different protocols are one item to it.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from stslint.plan.mergekeys import NOTHING, Schema
from stslint.resources import items

Body = dict[str, Any]

_ORDER: Final = "$setElementOrder/"
_RETAIN: Final = "$retainKeys"
_PATCH: Final = "$patch"


@dataclass(frozen=True, slots=True)
class _Diff:
    additions: bool = True
    deletions: bool = True
    retain: bool = False


def three_way(original: Body, modified: Body, current: Body, schema: Schema) -> Body:
    delta = _diff_maps(current, modified, schema, _Diff(deletions=False))
    deletions = _diff_maps(original, modified, schema, _Diff(additions=False))
    patch = _merge_map(deletions, copy.deepcopy(delta), schema, applying=False)
    return _merge_map(copy.deepcopy(current), copy.deepcopy(patch), schema, applying=True)


def _diff_maps(original: Body, modified: Body, schema: Schema, how: _Diff) -> Body:
    patch: Body = {}
    for key, new in modified.items():
        if key not in original or type(original[key]) is not type(new):
            if how.additions:
                patch[key] = new
        elif isinstance(new, dict):
            _diff_map(key, original[key], new, patch, schema, how)
        elif isinstance(new, list):
            _diff_list(key, original[key], new, patch, schema, how)
        elif how.additions and original[key] != new:
            patch[key] = new
    if how.deletions:
        patch.update({key: None for key in original if key not in modified})
    kept = sorted(key for key, new in modified.items() if new is not None) if how.retain else []
    if kept and (patch or any(key not in modified for key in original)):
        patch[_RETAIN] = kept
    return patch


def _diff_map(key: str, original: Body, modified: Body, patch: Body, schema: Schema, how: _Diff) -> None:
    below = schema.fields.get(key, NOTHING)
    if below.replace:
        if how.additions:
            patch[key] = modified
        return
    found = _diff_maps(original, modified, below, replace(how, retain=below.retain_keys and not below.key))
    if found:
        patch[key] = found


def _diff_list(key: str, original: list[Any], modified: list[Any], patch: Body, schema: Schema, how: _Diff) -> None:
    below = schema.fields.get(key, NOTHING)
    if not below.key or not _mergeable(original, below.key) or not _mergeable(modified, below.key):
        if how.additions and original != modified:
            patch[key] = modified
        return
    if not original:
        if modified and how.additions:
            patch[key] = modified
        return
    changed, deleted = _diff_items(original, modified, below, replace(how, retain=below.retain_keys))
    entries = [*_in_order(changed, modified, below.key), *deleted]
    if entries:
        patch[key] = entries
    reordered = how.additions and _keys(original, below.key) != _keys(modified, below.key)
    if entries or reordered:
        patch[_ORDER + key] = [{below.key: item[below.key]} for item in modified]


def _mergeable(found: list[Any], key: str) -> bool:
    """Items without a usable key are the server's to refuse; here such a list is replaced as a whole."""
    return all(isinstance(item, dict) and isinstance(item.get(key), (str, int)) for item in found)


def _keys(found: list[Any], key: str) -> list[Any]:
    return [item[key] for item in found]


def _diff_items(original: list[Any], modified: list[Any], schema: Schema, how: _Diff) -> tuple[list[Any], list[Any]]:
    """diffListsOfMaps: both sides sorted by the text of the key, walked in step."""
    key = schema.key
    left, right = _by_key(original, key), _by_key(modified, key)
    changed: list[Any] = []
    deleted: list[Any] = []
    while left or right:
        if left and right and str(left[0][key]) == str(right[0][key]):
            found = _diff_maps(left.pop(0), right[0], schema, how)
            if found:
                changed.append({**found, key: right[0][key]})
            right.pop(0)
        elif right and (not left or str(left[0][key]) > str(right[0][key])):
            added = right.pop(0)
            if how.additions:
                changed.append(added)
        else:
            gone = left.pop(0)
            if how.deletions:
                deleted.append({_PATCH: "delete", key: gone[key]})
    return changed, deleted


def _by_key(found: list[Any], key: str) -> list[Any]:
    """Upstream's sort turns items of one key round: SortableSliceOfMaps.Less is true for equals."""
    backwards = list(reversed(found))
    backwards.sort(key=lambda item: str(item[key]))
    return backwards


def _in_order(found: list[Any], order: list[Any], key: str) -> list[Any]:
    """normalizeSliceOrder: as the keys stand in `order`; what is not there keeps its place at the end."""
    return sorted(found, key=_position(order, key))


def _position(order: list[Any], key: str) -> Callable[[Any], int]:
    first: dict[Any, int] = {}
    for index, item in enumerate(order):
        first.setdefault(item[key], index)
    return lambda item: first.get(item[key], len(order))


def _merge_map(original: Body, patch: Body, schema: Schema, *, applying: bool) -> Body:
    """mergeMap; `applying` is the server's part, else two patches are put together."""
    if patch.get(_PATCH) == "replace":
        return {key: value for key, value in patch.items() if key != _PATCH}
    if patch.get(_PATCH) == "delete":
        return {}
    _retain(original, patch, applying=applying)
    for key in [each for each in patch if each.startswith(_ORDER)]:
        _merge_ordered(original, patch, key, schema, applying=applying)
    for key, value in patch.items():
        _merge_field(original, key, value, schema, applying=applying)
    return original


def _retain(original: Body, patch: Body, *, applying: bool) -> None:
    kept = patch.pop(_RETAIN, None)
    if kept is None:
        return
    if not applying:
        original.setdefault(_RETAIN, kept)
        return
    for key in [each for each in original if each not in kept]:
        del original[key]


def _merge_field(original: Body, key: str, value: Any, schema: Schema, *, applying: bool) -> None:
    if value is None:
        original.pop(key, None)
        if applying:
            return
    if key not in original or type(original[key]) is not type(value):
        original[key] = _without_directives(value) if applying else value
        return
    below = schema.fields.get(key, NOTHING)
    if isinstance(value, dict) and not below.replace:
        original[key] = _merge_map(original[key], value, below, applying=applying)
    elif isinstance(value, list) and below.key and _mergeable([*original[key], *value], below.key):
        original[key] = _merge_list(original[key], value, below, applying=applying)
    else:
        original[key] = _without_directives(value) if applying else value


def _merge_ordered(original: Body, patch: Body, order_key: str, schema: Schema, *, applying: bool) -> None:
    """mergePatchIntoOriginal: the list beside a `$setElementOrder`, then brought into that order."""
    order = patch.pop(order_key)
    key = order_key.removeprefix(_ORDER)
    if not applying:
        original.setdefault(order_key, order)
    below = schema.fields.get(key, NOTHING)
    before = original.get(key)
    if not _mergeable([*items(before), *items(patch.get(key)), *order], below.key):
        original[key] = _without_directives(patch.pop(key, before))
        return
    if key in patch and before is not None:
        merged = _merge_list(list(before), patch[key], below, applying=applying)
    elif key in patch:
        merged = _without_directives(patch[key]) if applying else patch[key]
    elif before is not None:
        merged = before
    else:
        return
    patch.pop(key, None)
    original[key] = _arrange(merged, order, before or [], below.key)


def _merge_list(original: list[Any], patch: list[Any], schema: Schema, *, applying: bool) -> list[Any]:
    key = schema.key
    before, entries = list(original), []
    for item in patch:
        if item.get(_PATCH) == "delete" and applying:
            original = [each for each in original if each.get(key) != item.get(key)]
        else:
            entries.append(item)
    for item in entries:
        index = next((at for at, each in enumerate(original) if each.get(key) == item.get(key)), None)
        if index is None:
            original = [*original, _without_directives(item) if applying else item]
        else:
            original[index] = _merge_map(original[index], dict(item), schema, applying=applying)
    return _arrange(original, entries, before, key)


def _arrange(merged: list[Any], order: list[Any], server_order: list[Any], key: str) -> list[Any]:
    """normalizeElementOrder: items of the patch in its order, items only the server has where they stood among them."""
    wanted = {item.get(key) for item in order}
    ours = _in_order([item for item in merged if item.get(key) in wanted], order, key)
    theirs = [item for item in merged if item.get(key) not in wanted]
    place = _position([item for item in server_order if key in item], key)
    result: list[Any] = []
    while ours and theirs:
        known = place(ours[0]) < len(server_order)
        result.append(theirs.pop(0) if known and place(theirs[0]) < place(ours[0]) else ours.pop(0))
    return [*result, *ours, *theirs]


def _without_directives(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_directives(each)
            for key, each in value.items()
            if each is not None and not key.startswith((_ORDER, _RETAIN, _PATCH))
        }
    if isinstance(value, list):
        return [
            _without_directives(each) for each in value if not (isinstance(each, dict) and each.get(_PATCH) == "delete")
        ]
    return value
