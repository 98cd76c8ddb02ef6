"""Where a field that is unknown at one level does exist: `volumeClaimTemplates` in a Pod template, for one.

In: an unknown field's path. Out: paths at which its kind has a field of that name, the nearest first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any, Final

from stslint.fields import FieldError, FieldPath, show
from stslint.schemas.bundle import Bundle

_DEPTH: Final = 3
_MOST: Final = 3


def with_places(known: Bundle, root: str, errors: list[FieldError]) -> list[FieldError]:
    """The errors; those of unknown fields with the fact `elsewhere`, if the field exists at another level."""
    return [_with_places(known, root, each) if each.keyword == "additionalProperties" else each for each in errors]


def _with_places(known: Bundle, root: str, error: FieldError) -> FieldError:
    levels = list(_levels(known, root, error.path))
    found: list[str] = []
    for depth in range(len(levels) - 1, -1, -1):
        for path in _below(known, levels[depth], error.path[:depth], str(error.path[-1])):
            if path != error.path and (text := show(path)) not in found:
                found.append(text)
        if len(found) >= _MOST:
            break
    return error._replace(facts={**error.facts, "elsewhere": found[:_MOST]}) if found else error


def _levels(known: Bundle, root: str, path: FieldPath) -> Iterator[Mapping[str, Any]]:
    """The node of the root and of every container on the way to the field."""
    node = _plain(known, {"$ref": f"#/definitions/{root}"})
    yield node
    for step in path[:-1]:
        below = node.get("items") if isinstance(step, int) else node.get("properties", {}).get(step)
        node = _plain(known, below or node.get("additionalProperties") or {})
        yield node


def _below(known: Bundle, node: Mapping[str, Any], path: FieldPath, name: str) -> Iterator[FieldPath]:
    """Paths from a node, through objects only, to a property of that name; the shortest first."""
    level: list[tuple[Mapping[str, Any], FieldPath]] = [(node, path)]
    for _ in range(_DEPTH):
        yield from ((*at, name) for each, at in level if name in each.get("properties", {}))
        level = [
            (_plain(known, inner), (*at, field))
            for each, at in level
            for field, inner in each.get("properties", {}).items()
            if field != "status" and ("$ref" in inner or "allOf" in inner)
        ]
        level = list(islice((each for each in level if "properties" in each[0]), 200))


def _plain(known: Bundle, node: Mapping[str, Any] | bool) -> Mapping[str, Any]:
    while isinstance(node, Mapping):
        if "$ref" in node:
            node = known.resolve(node["$ref"])
        elif "allOf" in node and "type" not in node:
            node = node["allOf"][0]
        else:
            return node
    return {}
