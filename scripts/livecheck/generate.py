"""Makes cases for a server from valid manifests: every field changed, removed, added, one at a time.

In: a body and its kind's structure. Out: (name, changed body) pairs. Values are chosen by what the field is, and to be
wrong in the ways people are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stslint.schemas.bundle import Bundle

Path = tuple[str | int, ...]
_STRINGS: Sequence[Any] = (
    *("", "x", "UPPER_Case", "a" * 64, "a" * 254, "has space", "trailing-", "1starts-digit", "dot.ted", "ünï"),
    *("under_score", "a/b", "../x", "-1", 123, True, {}, ["x"]),
)
_INTEGERS: Sequence[Any] = (-1, 0, 1, 2, 101, 65536, 2**31 - 1, 2**31, 1.5, "2", True)
_ADDED: dict[str, Sequence[Any]] = {
    "string": ("", "abc", "Bogus", "a" * 64, "a/b", "../x", 1),
    "integer": (0, 1, -1, 5, 70000, "1"),
    "number": (0, 1.5, "1"),
    "boolean": (True, False, "true"),
    "array": ([], [{}], ["abc"], [None], ["abc", "abc"], {}),
    "object": ({}, {"name": "abc"}, {"abc": "def"}, [], "x"),
    "any": ({}, "x"),
}


class Generator:
    """Cases of one kind's structure."""

    def __init__(self, bundle: Bundle, root: str) -> None:
        self.bundle, self.root = bundle, f"#/definitions/{root}"

    def cases(self, body: Any) -> Iterator[tuple[Path, Any, bool]]:
        """(path, new value, is removal) of every case."""
        yield from self._walk({"$ref": self.root}, body, ())

    def _plain(self, node: dict[str, Any]) -> dict[str, Any]:
        while True:
            if "$ref" in node:
                node = self.bundle.resolve(node["$ref"])
            elif "allOf" in node and "type" not in node:
                node = node["allOf"][0]
            else:
                return node

    def _walk(self, node: dict[str, Any], value: Any, path: Path) -> Iterator[tuple[Path, Any, bool]]:
        plain = self._plain(node)
        if path:
            yield path, None, True
            yield from ((path, each, False) for each in (None, *_replacements(value)))
        if isinstance(value, dict):
            if path:
                yield (*path, "unknownField"), 1, False
            for name, inner in value.items():
                below = plain.get("properties", {}).get(name, plain.get("additionalProperties", {}))
                yield from self._walk(below if isinstance(below, dict) else {}, inner, (*path, name))
            for name in sorted(plain.get("properties", {}).keys() - value.keys()):
                yield from self._added(plain["properties"][name], (*path, name), 0)
        elif isinstance(value, list):
            for index, inner in enumerate(value):
                yield from self._walk(plain.get("items", {}), inner, (*path, index))

    def _added(self, node: dict[str, Any], path: Path, depth: int) -> Iterator[tuple[Path, Any, bool]]:
        if path[0] == "status":
            return
        plain = self._plain(node)
        kind = plain.get("type", ["any"])
        kind = kind if isinstance(kind, str) else kind[0]
        yield from ((path, each, False) for each in _ADDED[kind])
        if kind == "object" and depth < 2:
            for name, below in plain.get("properties", {}).items():
                for _, value, _ in self._added(below, (*path, name), depth + 1):
                    yield path, {name: value}, False
        items = plain.get("items")
        if kind == "array" and items and depth < 2:
            inner = self._plain(items)
            for name, below in inner.get("properties", {}).items():
                for _, value, _ in self._added(below, (*path, name), depth + 1):
                    yield path, [{name: value}], False


def _replacements(value: Any) -> Iterator[Any]:
    if isinstance(value, bool):
        yield from (not value, "true", 1)
    elif isinstance(value, int):
        yield from _INTEGERS
    elif isinstance(value, str):
        yield from _STRINGS
        yield from (value + "x", value.upper(), value.lower())
    elif isinstance(value, list):
        yield from ([], {}, "x", [*value, *value[:1]])
    elif isinstance(value, dict):
        yield from ({}, [], "x")


def changed(body: Any, path: Path, value: Any, removed: bool) -> Any:
    """A copy of the body with one value set or removed."""
    if not path:
        return value
    copied: Any = list(body) if isinstance(body, list) else dict(body)
    if len(path) == 1:
        if removed:
            del copied[path[0]]
        else:
            copied[path[0]] = value
    else:
        copied[path[0]] = changed(copied[path[0]], path[1:], value, removed)
    return copied
