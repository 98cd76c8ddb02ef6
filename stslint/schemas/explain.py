"""Says what a body does wrong against a hardened schema, in the API server's vocabulary.

In: a schema node (standard JSON Schema, draft 7, with `x-` words of ours), a value, a way to resolve `$ref`. Out:
FieldErrors. It knows exactly the keywords that the overlays may use, and walks as the server's decoder reads: null is
absent, a null element is a zero value, a missing value struct is an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from stslint.fields import FieldError, FieldPath, Key
from stslint.schemas.patterns import matches
from stslint.schemas.wording import DECODE, decode_error, refused

Node = Mapping[str, Any]
Resolve = Callable[[str], Node]

_ZERO: Final[Mapping[str, Any]] = {
    "object": {},
    "array": [],
    "string": "",
    "integer": 0,
    "number": 0,
    "boolean": False,
}
_UNIONS: Final = frozenset({"not", "anyOf", "oneOf"})
_STRING: Final = frozenset({"minLength", "maxLength", "pattern"})
_NAMES: Final = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number"}


class Walk:
    """One explanation of one body; `resolve` gives the definition behind a `$ref`."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve

    def accepts(self, node: Node, value: Any) -> bool:
        """Whether the node says nothing against the value."""
        return next(self.errors(node, value, ()), None) is None

    def errors(self, node: Node, value: Any, path: FieldPath) -> Iterator[FieldError]:
        """Everything wrong with the value, in the order of the schema; a value of the wrong type says only that."""
        while "$ref" in node:
            node = self.resolve(node["$ref"])
        wrong = _wrong_type(node, value, path)
        if wrong is not None:
            yield wrong
            return
        yield from self._own(node, value, path)
        if "allOf" in node:
            for part in node["allOf"]:
                if "x-of" not in part:
                    yield from self.errors(part, value, path)
        if "if" in node:
            branch = node.get("then" if self.accepts(node["if"], value) else "else")
            if branch is not None:
                yield from self.errors(branch, value, path)
        if not _UNIONS.isdisjoint(node):
            yield from self._unions(node, value, path)

    def _own(self, node: Node, value: Any, path: FieldPath) -> Iterator[FieldError]:
        if "enum" in node and not _among(value, node["enum"]):
            yield refused(node, "enum", path, value)
        if "const" in node and not _among(value, (node["const"],)):
            yield refused(node, "const", path, value)
        if isinstance(value, dict):
            yield from self._object(node, value, path)
        elif isinstance(value, list):
            yield from self._list(node, value, path)
        elif isinstance(value, str):
            if not _STRING.isdisjoint(node):
                yield from _string(node, value, path)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            yield from _number(node, value, path)

    def _unions(self, node: Node, value: Any, path: FieldPath) -> Iterator[FieldError]:
        if "not" in node and self.accepts(node["not"], value):
            yield refused(node, "not", path, value)
        for keyword in ("anyOf", "oneOf"):
            if keyword not in node:
                continue
            found = [list(self.errors(branch, value, path)) for branch in node[keyword]]
            fits = sum(not errors for errors in found)
            if fits == 1 or (fits and keyword == "anyOf"):
                continue
            if fits or {"x-detail", "x-reason", "x-errors"} & node.keys():
                yield refused(node, keyword, path, value)
            else:
                yield from min(found, key=len)

    def _object(self, node: Node, value: dict[str, Any], path: FieldPath) -> Iterator[FieldError]:
        properties, descend = node.get("properties", {}), node.get("x-descend", ())
        missing = [name for name in node.get("required", ()) if _is_missing(node, name, value)]
        for name in missing:
            if name not in descend:
                yield refused(node, "required", (*path, name), value.get(name), name)
        for name, inner in value.items():
            below = properties.get(name)
            if below is None or name in missing or _is_plainly_right(below, inner):
                continue
            yield from self.errors(below, inner, (*path, name))
        for name in descend:
            if value.get(name) is None:
                yield from self.errors(properties[name], {}, (*path, name))
        if not properties or not value.keys() <= properties.keys() or "propertyNames" in node:
            yield from self._others(node, value, path, properties)
        if "x-forbidden" in node:
            yield from _forbidden(node, value, path)
        if "x-union" in node:
            yield from _union(node, value, path)
        if len(value) < node.get("minProperties", 0):
            yield refused(node, "minProperties", path, value)
        if len(value) > node.get("maxProperties", len(value)):
            yield refused(node, "maxProperties", path, value)

    def _others(
        self, node: Node, value: dict[str, Any], path: FieldPath, properties: Mapping[str, Any]
    ) -> Iterator[FieldError]:
        """Keys that are not named in `properties`: unknown fields, or the keys of a map."""
        names, rest = node.get("propertyNames"), node.get("additionalProperties")
        if names is None and rest is None:
            return
        for key, inner in value.items():
            if names is not None:
                for error in self.errors(names, key, (*path, Key(key))):
                    yield error._replace(anchor="key", value=key, at=error.at or (*path, Key(key)))
            if rest is False and key not in properties:
                known = sorted(properties)
                yield decode_error((*path, key), "additionalProperties", inner, "unknown field", known=known)
            elif isinstance(rest, Mapping) and key not in properties:
                yield from self.errors(rest, self._element(rest, inner), (*path, Key(key)))

    def _list(self, node: Node, value: list[Any], path: FieldPath) -> Iterator[FieldError]:
        items = node.get("items")
        if items is not None:
            for index, inner in enumerate(value):
                if inner is not None and _is_plainly_right(items, inner):
                    continue
                yield from self.errors(items, self._element(items, inner), (*path, index))
        if "x-unique" in node:
            yield from _duplicates(node, value, path)
        elif node.get("uniqueItems") and len({repr(each) for each in value}) < len(value):
            yield refused(node, "uniqueItems", path, value)
        if len(value) < node.get("minItems", 0):
            yield refused(node, "minItems", path, value)
        if len(value) > node.get("maxItems", len(value)):
            yield refused(node, "maxItems", path, value)

    def _element(self, node: Node, value: Any) -> Any:
        """A null element or map value is decoded as the zero value of its type."""
        if value is not None:
            return value
        while "$ref" in node or ("type" not in node and "allOf" in node):
            node = self.resolve(node["$ref"]) if "$ref" in node else node["allOf"][0]
        if DECODE in node or "x-null" in node:
            return None
        kind = node.get("type", "null")
        return _ZERO.get(kind if isinstance(kind, str) else kind[0])


def _is_plainly_right(node: Node, value: Any) -> bool:
    """Whether the node only names a type, and the value is of it: so it is with most fields."""
    return len(node) == 1 and "type" in node and _NAMES.get(type(value), "null") in node["type"]


def _wrong_type(node: Node, value: Any, path: FieldPath) -> FieldError | None:
    allowed = node.get("type")
    if allowed is None:
        return None
    if isinstance(allowed, str):
        allowed = (allowed,)
    elif value is None and node.get("x-null", True):
        return None
    found = _NAMES.get(type(value), "null")
    if found not in allowed and not (found == "integer" and "number" in allowed):
        expected = [name for name in allowed if name != "null"]
        return decode_error(
            path, "type", value, f"must be {_article(expected)}, not {_article([found])}", types=expected
        )
    if found == "integer" and "format" in node and not _fits(node["format"], value):
        return decode_error(path, "format", value, f"must fit {node['format']}")
    if DECODE in node and isinstance(value, str) and not matches(node["pattern"], value):
        return decode_error(path, "pattern", value, node["x-detail"])
    return None


def _fits(word: str, value: int) -> bool:
    bits = {"int32": 31, "int64": 63}.get(word)
    return bits is None or -(1 << bits) <= value < 1 << bits


def _article(names: list[str]) -> str:
    return " or ".join(f"{'an' if name[0] in 'aio' else 'a'} {name}" for name in names)


def _among(value: Any, options: Any) -> bool:
    """Membership as JSON sees it: true is not 1."""
    return any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in options)


def _string(node: Node, value: str, path: FieldPath) -> Iterator[FieldError]:
    if len(value) < node.get("minLength", 0):
        yield refused(node, "minLength", path, value)
    if "maxLength" in node and len(value) > node["maxLength"]:
        yield refused(node, "maxLength", path, value)
    if "pattern" in node and DECODE not in node and not matches(node["pattern"], value):
        yield refused(node, "pattern", path, value)


def _number(node: Node, value: float, path: FieldPath) -> Iterator[FieldError]:
    if value < node.get("minimum", value):
        yield refused(node, "minimum", path, value)
    if value > node.get("maximum", value):
        yield refused(node, "maximum", path, value)


def _is_missing(node: Node, name: str, value: dict[str, Any]) -> bool:
    found = value.get(name)
    if found is None:
        return name not in value or not node.get("properties", {}).get(name, {}).get("x-null")
    kind = node.get("x-nonzero", {}).get(name)
    return kind is not None and not isinstance(found, bool) and found == _ZERO[kind]


def _forbidden(node: Node, value: dict[str, Any], path: FieldPath) -> Iterator[FieldError]:
    for name in node.get("x-forbidden", ()):
        if name in value and value[name] is not None and not (value[name] == "" or value[name] == []):
            yield refused(node, "x-forbidden", (*path, name), value[name], name)


def _union(node: Node, value: dict[str, Any], path: FieldPath) -> Iterator[FieldError]:
    union = node.get("x-union")
    if union is None:
        return
    found = [name for name in union["of"] if value.get(name) is not None]
    if not found and "none" in union:
        at = (*path, union["none-at"]) if "none-at" in union else path
        yield FieldError(
            at,
            union.get("none-reason", "FieldValueRequired"),
            union["none"],
            "",
            keyword="x-union",
            facts={"known": list(union["of"])},
        )
    many = [path] if union.get("many-at") == "object" else [(*path, name) for name in found[1:]]
    for at in many if len(found) > 1 else ():
        yield FieldError(
            at,
            union.get("many-reason", "FieldValueForbidden"),
            union.get("many", ""),
            value if at == path else value[str(at[-1])],
            keyword="x-union",
            anchor="key" if at != path else "value",
            facts={"found": found},
        )


def _duplicates(node: Node, value: list[Any], path: FieldPath) -> Iterator[FieldError]:
    keys: list[str] = node["x-unique"]
    seen: dict[str, int] = {}
    for index, element in enumerate(value):
        if keys and not isinstance(element, dict):
            continue
        identity = repr([element.get(key) or None for key in keys] if keys else element)
        if keys and not any(element.get(key) for key in keys):
            continue
        if identity in seen:
            at = (*path, index) if not keys or node.get("x-unique-at") == "element" else (*path, index, keys[-1])
            said = element.get(keys[-1]) if keys and at[-1] == keys[-1] else element
            error = refused(node, "x-unique", at, said)
            yield error._replace(facts={**error.facts, "first": (*path, seen[identity])})
        else:
            seen[identity] = index
