"""Reads the bundle of hardened definitions: by minor, by name, only what is asked for.

In: `schemas/kubernetes/` (generated). Out: definitions, kinds, lifecycles. A definition is decoded when it is first
needed, so that a small run never pays for the hundreds it does not use.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from typing import Any, Final

from stslint.assets import folder
from stslint.patterns import pattern

Version = tuple[int, int]
_REFERENCE: Final = pattern(rb'"#/definitions/([^"]+)"')


class Bundle:
    """All definitions and kinds of one Kubernetes minor."""

    def __init__(self, version: Version) -> None:
        self.version = version
        index = json.loads((folder("schemas") / "kubernetes" / f"v{version[0]}.{version[1]}.json").read_bytes())
        self.kinds: dict[str, list[Any]] = index["kinds"]
        self._places: dict[str, list[int]] = index["definitions"]
        self._decoded: dict[str, dict[str, Any]] = {}
        self.seen: Counter[str] = Counter()
        self.accepts: dict[str, Callable[[Any], bool] | None] = {}
        """Native validators by type, once they are compiled; None where there are none."""

    def line(self, name: str) -> bytes:
        """The JSON text of a definition."""
        start, length = self._places[name]
        return _blob("definitions")[start : start + length]

    def resolve(self, reference: str) -> dict[str, Any]:
        """The definition behind `#/definitions/NAME`."""
        node = self._decoded.get(reference)
        if node is None:
            node = self._decoded[reference] = json.loads(self.line(reference[14:]))
        return node

    def closure(self, name: str) -> Iterator[tuple[str, bytes]]:
        """A type and every type below it, each as its JSON text."""
        yield from _closure(self.line, name)

    def native(self, name: str, without: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
        """The same in the words a native validator needs; types to do without accept nothing."""
        file = f"native-{self.version[0]}.{self.version[1]}.json"
        index = json.loads((folder("schemas") / "kubernetes" / file).read_bytes())

        def line(below: str) -> bytes:
            if below != name and without(below):
                return b"false"
            start, length = index[below]
            return _blob("native")[start : start + length]

        yield from _closure(line, name)

    def schema_text(self, name: str) -> bytes:
        """A self-contained schema of a type."""
        parts = b",".join(b'"%s":%s' % (key.encode(), text) for key, text in self.closure(name))
        head = b'{"$schema":"http://json-schema.org/draft-07/schema#","$ref":"#/definitions/%s",' % name.encode()
        return head + b'"definitions":{' + parts + b"}}"

    @cached_property
    def by_kind(self) -> dict[str, list[str]]:
        """The apiVersions that have a kind."""
        table: dict[str, list[str]] = {}
        for entry in self.kinds:
            api_version, _, kind = entry.rpartition(" ")
            table.setdefault(kind, []).append(api_version)
        return table


def _closure(line: Callable[[str], bytes], name: str) -> Iterator[tuple[str, bytes]]:
    seen, waiting = {name}, [name]
    while waiting:
        current = waiting.pop()
        text = line(current)
        yield current, text
        for found in _REFERENCE.findall(text):
            if (below := found.decode()) not in seen:
                seen.add(below)
                waiting.append(below)


@cache
def _blob(name: str) -> bytes:
    return (folder("schemas") / "kubernetes" / f"{name}.jsonl").read_bytes()


@cache
def lifecycles() -> dict[str, dict[str, Any]]:
    """Every API's life, by `apiVersion kind`."""
    table: dict[str, dict[str, Any]] = json.loads((folder("schemas") / "kubernetes" / "lifecycle.json").read_bytes())
    return table


@cache
def versions() -> tuple[Version, ...]:
    """The bundled minors, oldest first."""
    names = (each.stem[1:].split(".") for each in (folder("schemas") / "kubernetes").glob("v*.*.json"))
    return tuple(sorted((int(major), int(minor)) for major, minor in names))


@cache
def bundle(version: Version) -> Bundle:
    """The bundle of a minor; of the nearest bundled one if that minor is not bundled."""
    known = versions()
    return Bundle(version) if version in known else bundle(min(known, key=lambda each: abs(each[1] - version[1])))
