"""Applies a JSON Patch (RFC 6902: add, remove, replace) to a copy of a value; untouched parts are shared."""

from __future__ import annotations

from typing import Any


def patched(value: Any, patch: list[dict[str, Any]]) -> Any:
    """The value after all operations."""
    for step in patch:
        keys = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:]]
        value = _applied(value, keys, step["op"], step.get("value"))
    return value


def _applied(value: Any, keys: list[str], op: str, new: Any) -> Any:
    if not keys:
        return new
    key, rest = keys[0], keys[1:]
    if isinstance(value, list):
        copied = list(value)
        at = len(copied) if key == "-" else int(key)
        if rest:
            copied[at] = _applied(copied[at], rest, op, new)
        elif op == "add":
            copied.insert(at, new)
        elif op == "remove":
            del copied[at]
        else:
            copied[at] = new
        return copied
    fields = dict(value)
    if rest:
        fields[key] = _applied(fields[key], rest, op, new)
    elif op == "remove":
        del fields[key]
    else:
        fields[key] = new
    return fields
