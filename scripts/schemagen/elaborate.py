"""Spells a hand-written fragment out in standard JSON Schema.

In: a fragment of an overlay and the structural node it lies on. Out: a draft 7 node that any validator reads, in which
null is absent, `required` means not zero, and what only stslint's own walk understands is an `x-` keyword.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from stslint.schemas.explain import Walk

Node = dict[str, Any]
_WORDS = ("x-reason", "x-detail", "x-at")
_COPIED = (
    *("pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "minProperties"),
    *("type", "maxProperties", "uniqueItems", "x-unique", "x-unique-at", "x-errors", *_WORDS),
)
_STRING_WORDS = {"pattern", "minLength", "maxLength"}
KNOWN = {
    *_COPIED,
    "x-format",
    "x-forbidden",
    "x-union",
    "x-zero",
    "required",
    "enum",
    "const",
    "properties",
    "items",
    "additionalProperties",
    "propertyNames",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
}


class Place(NamedTuple):
    """Where a fragment lies: the structural node, and how the server treats a zero value there."""

    node: Node
    exempt: bool = False
    """A zero value is absent, and absent is fine."""
    nullable: bool = True
    """A property; not a list element or map value, whose null is a zero value."""
    condition: bool = False
    """Inside `if`: absent must not match."""


class Elaborator:
    """Fragments of one Kubernetes minor; `structure` gives the definition behind a name, `merged` the hardened one."""

    def __init__(
        self,
        structure: Callable[[str], Node],
        merged: Callable[[str], Node],
        formats: dict[str, Node],
        pointers: dict[str, list[str]],
    ) -> None:
        self.structure, self.formats, self.pointers = structure, formats, pointers
        self.walk = Walk(lambda reference: merged(reference.removeprefix("#/definitions/")))

    def deref(self, node: Node) -> tuple[Node, str]:
        """The structural node behind a `$ref`, and the name of its type."""
        name = ""
        while "$ref" in node:
            name = node["$ref"].removeprefix("#/definitions/")
            node = self.structure(name)
        return node, name

    def spell(self, fragment: Node, place: Place) -> Node:
        """The fragment in standard words; raises ValueError for a word or field that does not exist."""
        if unknown := fragment.keys() - KNOWN:
            raise ValueError(f"unknown keywords {sorted(unknown)}")
        node, owner = self.deref(place.node)
        out: Node = {key: fragment[key] for key in _COPIED if key in fragment}
        parts: list[Node] = []
        self._format(fragment, place, out, parts)
        self._choices(fragment, place, out)
        for part in fragment.get("allOf", ()):
            spelt = self.spell({**_inherited(fragment), **{k: v for k, v in part.items() if k != "x-silent"}}, place)
            parts.append({**spelt, "x-of": "silent"} if part.get("x-silent") else spelt)
        self._branches(fragment, place, out)
        self._children(fragment, place, node, owner, out, parts)
        self._object(fragment, node, owner, out, parts)
        if parts:
            out["allOf"] = [*out.get("allOf", ()), *parts]
        return self._zero(out, node, place)

    def _format(self, fragment: Node, place: Place, out: Node, parts: list[Node]) -> None:
        if "x-format" not in fragment:
            return
        shared = self.formats[fragment["x-format"]]
        words = {key: fragment[key] for key in _WORDS if key in fragment}
        if "allOf" in shared:
            parts += [self.spell({**part, **words}, place) for part in shared["allOf"]]
        else:
            parts.append(self.spell({**shared, **words}, place))

    def _choices(self, fragment: Node, place: Place, out: Node) -> None:
        options = fragment["enum"] if "enum" in fragment else [fragment["const"]] if "const" in fragment else None
        if options is None:
            return
        absent = None in options or (place.nullable and not place.condition)
        options = [each for each in options if each is not None]
        if absent:
            if place.exempt or place.condition:
                options += [""] * (bool(options) and isinstance(options[0], str) and "" not in options)
            options.append(None)
        out["enum"] = options

    def _branches(self, fragment: Node, place: Place, out: Node) -> None:
        inside = place._replace(exempt=False, nullable=False)
        for keyword in ("anyOf", "oneOf"):
            if keyword in fragment:
                out[keyword] = [self.spell(each, inside) for each in fragment[keyword]]
        if "not" in fragment:
            out["not"] = self.spell(fragment["not"], inside)
            if _STRING_WORDS & fragment["not"].keys():
                out["not"]["type"] = "string"
        if "if" in fragment:
            out["if"] = self.spell(fragment["if"], place._replace(condition=True, exempt=False))
            for keyword in ("then", "else"):
                if keyword in fragment:
                    out[keyword] = self.spell(fragment[keyword], place)

    def _children(self, fragment: Node, place: Place, node: Node, owner: str, out: Node, parts: list[Node]) -> None:
        for keyword in ("items", "additionalProperties"):
            if isinstance(fragment.get(keyword), dict):
                base = node.get(keyword, {})
                inner = self.spell(fragment[keyword], Place(base, nullable=False, condition=place.condition))
                self._refuse_null(inner, base)
                out[keyword] = inner
            elif keyword in fragment:
                out[keyword] = fragment[keyword]
        if "propertyNames" in fragment:
            out["propertyNames"] = self.spell(fragment["propertyNames"], Place({"type": ["string"]}, nullable=False))
        for name, sub in (fragment.get("properties") or {}).items():
            base = node.get("properties", {}).get(name)
            if base is None:
                continue
            inner = self.spell(sub, Place(base, self._exempt(sub, base, owner, name), condition=place.condition))
            out.setdefault("properties", {})[name] = inner
            if place.condition:
                self._demand(out, name, inner, base)
            elif self.is_value_struct(base, owner, name) and not self.walk.accepts(inner, {}):
                descend(out, name)

    def _exempt(self, fragment: Node, base: Node, owner: str, name: str) -> bool:
        if "x-zero" in fragment:
            return bool(fragment["x-zero"] == "absent")
        kind = _kinds(self.deref(base)[0])
        return kind == ["string"] and name not in self.pointers.get(owner, ())

    def _demand(self, out: Node, name: str, inner: Node, base: Node) -> None:
        """In a condition: a property that does not accept being absent must be there."""
        kinds = _kinds(self.deref(base)[0])
        zero: Any = {} if kinds == ["object"] else None
        if not self.walk.accepts(inner, zero):
            out.setdefault("required", []).append(name)
            if kinds == ["object"]:
                inner["type"] = "object"

    def _refuse_null(self, inner: Node, base: Node) -> None:
        kinds = _kinds(self.deref(base)[0])
        zero = {"object": {}, "array": [], "string": "", "integer": 0, "number": 0, "boolean": False}
        if kinds and kinds[0] in zero and not self.walk.accepts(inner, zero[kinds[0]]):
            inner["type"] = kinds

    def is_value_struct(self, base: Node, owner: str, name: str) -> bool:
        """A Go struct that is no pointer: missing is the same as empty."""
        return "properties" in self.deref(base)[0] and name not in self.pointers.get(owner, ())

    def _object(self, fragment: Node, node: Node, owner: str, out: Node, parts: list[Node]) -> None:
        fields = node.get("properties", {})
        demands: Node = {}
        for name in fragment.get("required", ()):
            if name not in fields:
                continue
            out.setdefault("required", []).append(name)
            present = self._present(fields[name], owner, name)
            if "type" in present:
                out.setdefault("x-nonzero", {})[name] = present["type"]
            demands[name] = present
        if demands:
            parts.append({"x-of": "required", "properties": demands})
        if forbidden := [name for name in fragment.get("x-forbidden", ()) if name in fields]:
            out["x-forbidden"] = forbidden
            empty: Node = {name: {"enum": [None, "", []]} for name in forbidden}
            parts.append({"x-of": "x-forbidden", "properties": empty})
        if "x-union" in fragment:
            union = dict(fragment["x-union"])
            excepted = union.pop("except", ())
            of = fields if union["of"] == "*" else union["of"]
            out["x-union"] = union | {"of": [name for name in of if name in fields and name not in excepted]}
            parts.append({"x-of": "x-union", "oneOf": list(_one_of(out["x-union"]))})

    def _present(self, base: Node, owner: str, name: str) -> Node:
        """What `required` asks of a value: not null, and not zero where Go cannot tell zero from absent."""
        node = self.deref(base)[0]
        if name not in self.pointers.get(owner, ()):
            match _kinds(node):
                case ["string"]:
                    return {"type": "string", "minLength": 1}
                case ["array"]:
                    return {"type": "array", "minItems": 1}
                case ["object"] if "properties" not in node:
                    return {"type": "object", "minProperties": 1}
                case ["integer"]:
                    return {"type": "integer", "not": {"const": 0}}
        return {"not": {"type": "null"}}

    def _zero(self, out: Node, node: Node, place: Place) -> Node:
        """Lets absent and, where exempt, zero values pass."""
        if place.condition or not out:
            return out
        passes: list[Any] = [None] if place.nullable else []
        if place.exempt:
            passes.append({"string": "", "integer": 0, "number": 0}.get((_kinds(node) or [""])[0], ""))
        refused = [each for each in passes if not self.walk.accepts(out, each)]
        if refused and out.keys() <= {"pattern", *_WORDS} and refused == [""]:
            return {**out, "pattern": f"^$|{out['pattern']}"}
        return {"if": {"enum": passes}, "else": out} if refused else out


def descend(node: Node, name: str) -> None:
    """A missing value struct is an empty one, which is refused: so it must be there, and errors lie inside."""
    if name not in node.setdefault("x-descend", []):
        node["x-descend"].append(name)
        if name not in node.setdefault("required", []):
            node["required"].append(name)
        node.setdefault("allOf", []).append({"x-of": "x-descend", "properties": {name: {"not": {"type": "null"}}}})


def _kinds(node: Node) -> list[str]:
    kind = node.get("type", [])
    return [each for each in ([kind] if isinstance(kind, str) else kind) if each != "null"]


def _inherited(fragment: Node) -> Node:
    return {"x-at": fragment["x-at"]} if "x-at" in fragment else {}


def _one_of(union: Node) -> Iterator[Node]:
    yield {"type": "null"}
    for name in union["of"]:
        yield {"type": "object", "required": [name], "properties": {name: {"not": {"type": "null"}}}}
    if "none" not in union:
        yield {"type": "object", "properties": {name: {"type": "null"} for name in union["of"]}}
