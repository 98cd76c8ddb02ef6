"""Lists whose elements must differ in their keys: the one thing the server demands that JSON Schema cannot say.

In: an object and its kind's paths, such as `spec.template.spec.containers name`. Out: whether any list repeats a key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any


@cache
def _split(entry: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    path, _, keys = entry.partition(" ")
    return tuple(path.split(".")), tuple(keys.split(",")) if keys else ()


def has_duplicates(body: Any, lists: Sequence[str]) -> bool:
    """Whether one of the lists has two elements with the same keys."""
    for entry in lists:
        path, keys = _split(entry)
        for found in _at(body, path, 0):
            if isinstance(found, list) and len(found) > 1 and _repeats(found, keys):
                return True
    return False


def _at(value: Any, path: tuple[str, ...], depth: int) -> Iterator[Any]:
    while depth < len(path):
        step = path[depth]
        depth += 1
        if step == "*":
            inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
            for each in inner:
                yield from _at(each, path, depth)
            return
        value = value.get(step) if isinstance(value, dict) else None
        if value is None:
            return
    yield value


def _repeats(elements: list[Any], keys: tuple[str, ...]) -> bool:
    if not keys:
        return len({repr(each) for each in elements}) < len(elements)
    rows = [
        repr([each.get(key) or None for key in keys])
        for each in elements
        if isinstance(each, dict) and any(each.get(key) for key in keys)
    ]
    return len(set(rows)) < len(rows)
