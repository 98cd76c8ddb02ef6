"""Lays the overlays over the structure and writes the bundle that stslint reads.

In: `structure.json`, `gotypes.json`, the overlays. Out: `schemas/kubernetes/`: every distinct hardened definition once,
one a line, and for every minor an index of names and kinds.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from schemagen.elaborate import Elaborator, Node, Place, descend
from schemagen.structure import MINORS


class Overlays:
    """The overlay files, by type."""

    def __init__(self, folder: Path) -> None:
        from ruamel.yaml import YAML

        yaml = YAML(typ="safe")
        self.formats: dict[str, Node] = yaml.load((folder / "formats.yaml").read_text())
        self.types: dict[str, Node] = {}
        for path in sorted(folder.glob("*/*.yaml")):
            self.types[f"{path.parent.name}.{path.stem}"] = yaml.load(path.read_text()) or {}


def at_minor(value: Any, minor: int) -> Any:
    """The fragment as it holds for one minor: what begins later or ended before is dropped."""
    if isinstance(value, list):
        kept = [each for each in value if not isinstance(each, dict) or _holds(each, minor)]
        return [at_minor(each.get("value", each) if _is_dated(each) else each, minor) for each in kept]
    if isinstance(value, dict):
        return {
            key: at_minor(each, minor)
            for key, each in value.items()
            if key not in ("x-since", "x-until") and (not isinstance(each, dict) or _holds(each, minor))
        }
    return value


def _is_dated(value: Any) -> bool:
    return isinstance(value, dict) and "value" in value and bool({"since", "until"} & value.keys())


def _holds(value: Node, minor: int) -> bool:
    since, until = value.get("x-since", value.get("since")), value.get("x-until", value.get("until"))
    first = int(str(since).split(".")[1]) if isinstance(since, (str, float)) else 0
    last = int(str(until).split(".")[1]) if isinstance(until, (str, float)) else 999
    return first <= minor <= last


class Merger:
    """All definitions of one minor, hardened."""

    def __init__(
        self, structure: dict[str, Node], pointers: dict[str, list[str]], overlays: Overlays, minor: int
    ) -> None:
        self.structure, self.minor = structure, minor
        self.overlays = overlays
        self.merged: dict[str, Node] = {}
        formats = {name: at_minor(each, minor) for name, each in overlays.formats.items()}
        self.elaborator = Elaborator(structure.__getitem__, self.definition, formats, pointers)

    def definition(self, name: str) -> Node:
        """The hardened definition of a type; a type inside itself is seen without its overlay."""
        if name not in self.merged:
            self.merged[name] = self.structure[name]
            self.merged[name] = self._harden(name)
        return self.merged[name]

    def _harden(self, name: str) -> Node:
        base = dict(self.structure[name])
        overlay = self.overlays.types.get(name)
        base.pop("required", None)  # the server decodes what is missing to zero values, and does not ask for it there
        if overlay is not None and _holds(overlay, self.minor):
            try:
                spelt = self.elaborator.spell(
                    at_minor(overlay, self.minor), Place({"$ref": f"#/definitions/{name}"}, nullable=False)
                )
            except (ValueError, KeyError) as error:
                raise ValueError(f"{name}: {error}") from error
            base = merge(base, spelt)
        for field in list(base.get("properties", ())):
            if field != "status" and self._is_value(base, name, field) and field not in base.get("x-descend", ()):
                reference = self.structure[name]["properties"][field]
                if "$ref" in reference and not self.elaborator.walk.accepts(reference, {}):
                    descend(base, field)
        self._null_elements(base)
        return base

    def _is_value(self, base: Node, name: str, field: str) -> bool:
        node = self.structure[name].get("properties", {}).get(field)
        return node is not None and self.elaborator.is_value_struct(node, name, field)

    def _null_elements(self, base: Node) -> None:
        """An element null of a list of structs is an empty struct: refused where that is."""
        for node in base.get("properties", {}).values():
            items = node.get("items", node.get("additionalProperties"))
            if not isinstance(items, dict) or "properties" not in self.elaborator.deref(items)[0]:
                continue
            if "$ref" in items and not self.elaborator.walk.accepts(items, {}):
                word = "items" if "items" in node else "additionalProperties"
                node[word] = {"allOf": [items, {"type": "object", "x-of": "null"}]}


def merge(base: Node, extra: Node) -> Node:
    """Both nodes' demands in one node."""
    if "$ref" in base or "x-decode" in base:
        return {"allOf": [base, extra]} if extra else base
    if {"if", "anyOf", "oneOf", "not"} & base.keys() & extra.keys():
        return {**base, "allOf": [*base.get("allOf", ()), extra]}
    out = dict(base)
    for key, value in extra.items():
        old = out.get(key)
        if key == "properties":
            out[key] = {**(old or {}), **{name: merge((old or {}).get(name, {}), each) for name, each in value.items()}}
        elif key in ("items", "additionalProperties") and isinstance(old, dict) and isinstance(value, dict):
            out[key] = merge(old, value)
        elif key == "x-nonzero":
            out[key] = {**(old or {}), **value}
        elif key in ("allOf", "required", "x-descend") and old:
            out[key] = [*old, *(each for each in value if each not in old)]
        else:
            out[key] = value
    return out


def build(schemas: Path) -> dict[str, str]:
    """The files of the bundle, by their names under `schemas/kubernetes/`."""
    structure = json.loads((schemas / "openapi" / "structure.json").read_text())
    gotypes = json.loads((schemas / "openapi" / "gotypes.json").read_text())
    overlays = Overlays(schemas / "overlays")
    check(overlays, structure["definitions"])
    whole, native = Blob(), Blob()
    files: dict[str, str] = {}
    for minor in MINORS:
        raw = {name: body for name, all_ in structure["definitions"].items() for a, b, body in all_ if a <= minor <= b}
        merger = Merger(raw, gotypes["pointers"], overlays, minor)
        kinds = {
            f"{api} {kind}": [facts["type"], facts["namespaced"], list(unique(merger, facts["type"]))]
            for api, all_ in structure["kinds"].items()
            for kind, facts in all_.items()
            if facts["minors"][0] <= minor <= facts["minors"][1]
        }
        index = {name: whole.place(merger.definition(name)) for name in sorted(raw)}
        files[f"v1.{minor}.json"] = _compact({"kinds": kinds, "definitions": index}) + "\n"
        index = {name: native.place(bare(merger.definition(name))) for name in sorted(raw)}
        files[f"native-1.{minor}.json"] = _compact(index) + "\n"
    files["definitions.jsonl"] = whole.text()
    files["native.jsonl"] = native.text()
    files["lifecycle.json"] = json.dumps(lifecycle(gotypes, structure["kinds"]), separators=(",", ":")) + "\n"
    return files


class Blob:
    """Texts one after the other, each kept once and found by its place."""

    def __init__(self) -> None:
        self.places: dict[str, tuple[int, int]] = {}
        self.size = 0

    def place(self, node: Node) -> tuple[int, int]:
        """Where the text of a node begins, and how long it is."""
        line = _compact(node)
        if line not in self.places:
            self.places[line] = (self.size, len(line))
            self.size += len(line) + 1
        return self.places[line]

    def text(self) -> str:
        """All texts, one a line."""
        return "\n".join(self.places) + "\n"


def _compact(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=True)


def bare(node: Any) -> Any:
    """What a native validator needs of a node: no words, nothing that the checks say anyway."""
    if isinstance(node, list):
        return [bare(each) for each in node if not isinstance(each, dict) or each.get("x-of") != "silent"]
    if not isinstance(node, dict):
        return node
    kept = {key: bare(each) for key, each in node.items() if not key.startswith("x-")}
    if isinstance(kept.get("format"), str):
        del kept["format"]
    if kept.get("allOf") == []:
        del kept["allOf"]
    if isinstance(node.get("properties"), dict):
        kept["properties"] = {name: bare(each) for name, each in node["properties"].items()}
    return kept


def check(overlays: Overlays, definitions: dict[str, Any]) -> None:
    """A file for a type, or a field at its top level, that no minor knows is a typing mistake."""
    for name, overlay in overlays.types.items():
        if name not in definitions:
            raise ValueError(f"schemas/overlays: no minor has a type {name}")
        known = {field for _, _, body in definitions[name] for field in body.get("properties", {})}
        named = {*overlay.get("properties", {}), *overlay.get("required", ())}
        if known and named - known:
            raise ValueError(f"schemas/overlays: {name} has no field {sorted(named - known)}")


def unique(merger: Merger, name: str, at: tuple[str, ...] = (), above: tuple[str, ...] = ()) -> Iterator[str]:
    """The paths below a type at which list elements must be unique: `spec.template.spec.containers`."""
    if name in above or len(above) > 20:
        return
    yield from _unique(merger, merger.definition(name), at, (*above, name))


def _unique(merger: Merger, node: Node, at: tuple[str, ...], above: tuple[str, ...]) -> Iterator[str]:
    if "$ref" in node:
        yield from unique(merger, node["$ref"].removeprefix("#/definitions/"), at, above)
    if "x-unique" in node:
        yield ".".join(at) + " " + ",".join(node["x-unique"])
    for part in node.get("allOf", ()):
        yield from _unique(merger, part, at, above)
    for word in ("then", "else"):
        if word in node:
            yield from _unique(merger, node[word], at, above)
    for name, inner in node.get("properties", {}).items():
        yield from _unique(merger, inner, (*at, name), above)
    for word in ("items", "additionalProperties"):
        if isinstance(node.get(word), dict):
            yield from _unique(merger, node[word], (*at, "*"), above)


def lifecycle(gotypes: dict[str, Any], kinds: dict[str, Any]) -> dict[str, Any]:
    """When an API was introduced, deprecated and removed, and what to write instead, by `apiVersion kind`."""
    groups = {
        facts["type"].rsplit(".", 2)[0]: api.rpartition("/")[0]
        for api, all_ in kinds.items()
        for facts in all_.values()
    }
    table = {}
    for name, facts in gotypes["lifecycle"].items():
        short, version, kind = name.rsplit(".", 2)
        group = groups.get(short, short)
        table[f"{group}/{version} {kind}" if group else f"{version} {kind}"] = facts
    return dict(sorted(table.items()))
