"""Validates custom resources: by CustomResourceDefinitions, or by JSON Schemas in kubeconform's folder layout.

In: CustomResourceDefinition objects, folders. Out: a `CustomSchemas` that says what the server's structural validation
says. CEL rules (`x-kubernetes-validations`) are not evaluated.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from stslint.fields import FieldError
from stslint.schemas.bundle import Version, bundle
from stslint.schemas.explain import Walk
from stslint.schemas.tidy import tidy

Node = dict[str, Any]
_KEPT: Final = (
    *("enum", "const", "pattern", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "required"),
    *("minProperties", "maxProperties", "uniqueItems", "$ref"),
)
_META: Final = "#/definitions/meta.v1.ObjectMeta"


class _Kind(NamedTuple):
    schema: Any
    structural: bool
    """From a CustomResourceDefinition: fields that are not named are unknown, metadata is the server's own."""
    namespaced: bool | None


class CustomSchemas:
    """The custom kinds known in one run."""

    def __init__(self, definitions: Iterable[Mapping[str, Any]] = (), folders: Iterable[Path] = ()) -> None:
        self._kinds: dict[tuple[str, str], _Kind] = {}
        self._nodes: dict[tuple[str, str], Node] = {}
        self._folders = tuple(folders)
        for body in definitions:
            for key, kind in _served(body):
                self._kinds.setdefault(key, kind)

    def knows(self, api_version: str, kind: str) -> bool:
        """Whether objects of the kind can be validated."""
        return self._find(api_version, kind) is not None

    def is_namespaced(self, api_version: str, kind: str) -> bool | None:
        """Whether objects of the kind have a namespace; None if that is not known."""
        found = self._find(api_version, kind)
        return found.namespaced if found else None

    def validate(self, body: Mapping[str, Any], version: Version) -> list[FieldError]:
        """What is wrong with an object of a known kind; nothing for others."""
        key = (str(body.get("apiVersion")), str(body.get("kind")))
        found = self._find(*key)
        if found is None:
            return []
        if key not in self._nodes:
            self._nodes[key] = _root(found)
        known = bundle(version)

        def resolve(reference: str) -> Mapping[str, Any]:
            if reference.startswith("#/definitions/meta.v1."):
                return known.resolve(reference)
            return translate(_pointed(found.schema, reference), found.structural)

        try:
            return tidy(Walk(resolve).errors(self._nodes[key], dict(body), ()))
        except RecursionError:
            return [FieldError((), "InternalError", "is nested too deeply to be checked")]

    def _find(self, api_version: str, kind: str) -> _Kind | None:
        key = (api_version, kind)
        if key not in self._kinds and self._folders:
            schema = next(_in_folders(self._folders, api_version, kind), None)
            if schema is not None:
                self._kinds[key] = _Kind(schema, False, None)
        return self._kinds.get(key)


def _served(body: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str], _Kind]]:
    """The kinds of a CustomResourceDefinition (v1, and v1beta1 with one schema for all versions)."""
    spec = _map(body.get("spec"))
    group, kind = spec.get("group"), _map(spec.get("names")).get("kind")
    versions = spec.get("versions")
    for version in map(_map, versions if isinstance(versions, list) else ()):
        schema = _map(version.get("schema") or spec.get("validation")).get("openAPIV3Schema")
        if version.get("served") is not False and isinstance(schema, dict):
            namespaced = spec.get("scope") != "Cluster"
            yield (f"{group}/{version.get('name')}", str(kind)), _Kind(schema, True, namespaced)


def _root(kind: _Kind) -> Node:
    node = translate(kind.schema, kind.structural)
    if kind.structural:
        node["properties"] = {**node.get("properties", {}), **_identity()}
    return node


def _identity() -> Node:
    return {"apiVersion": {"type": ["string"]}, "kind": {"type": ["string"]}, "metadata": {"$ref": _META}}


def translate(schema: Any, structural: bool) -> Node:
    """A schema as authors of custom kinds write it, in the words the walk knows."""
    if not isinstance(schema, dict):
        return {}
    node: Node = {key: schema[key] for key in _KEPT if key in schema}
    _type(schema, node)
    if isinstance(schema.get("properties"), dict):
        node["properties"] = {name: translate(each, structural) for name, each in schema["properties"].items()}
    for word in ("items", "additionalProperties", "not"):
        if isinstance(schema.get(word), dict):
            node[word] = translate(schema[word], structural)
    for word in ("allOf", "anyOf", "oneOf"):
        if isinstance(schema.get(word), list):
            node[word] = [translate(each, False) for each in schema[word]]
    if schema.get("additionalProperties") is False or (structural and _is_closed(schema)):
        node["additionalProperties"] = False
    if schema.get("x-kubernetes-embedded-resource"):
        node["properties"] = {**node.get("properties", {}), **_identity()}
    _unique(schema, node)
    return node


def _type(schema: Node, node: Node) -> None:
    written = schema.get("type")
    types = [written] if isinstance(written, str) else list(written) if isinstance(written, list) else []
    if schema.get("x-kubernetes-int-or-string"):
        types = ["integer", "string"]
        for word in ("anyOf", "allOf"):
            node.pop(word, None)
    if not types:
        return
    if schema.get("nullable") and "null" not in types:
        types.append("null")
    node["type"] = types
    node["x-null"] = "null" in types
    if schema.get("format") in ("int32", "int64") and "integer" in types:
        node["format"] = schema["format"]


def _is_closed(schema: Node) -> bool:
    """Structural pruning: a field that is not named is unknown, unless the schema says to keep it."""
    return (
        schema.get("type") == "object"
        and "additionalProperties" not in schema
        and not schema.get("x-kubernetes-preserve-unknown-fields")
    )


def _unique(schema: Node, node: Node) -> None:
    match schema.get("x-kubernetes-list-type"):
        case "map":
            node |= {"x-unique": list(schema.get("x-kubernetes-list-map-keys", ())), "x-unique-at": "element"}
        case "set":
            node["x-unique"] = []


def _in_folders(folders: Iterable[Path], api_version: str, kind: str) -> Iterator[Any]:
    """Schemas in the layouts that kubeconform and the CRDs catalog use."""
    group, _, version = api_version.rpartition("/")
    name = kind.lower()
    short = f"-{group.partition('.')[0]}" if group else ""
    wanted = [f"{group}/{name}_{version}.json", f"{name}{short}-{version}.json", f"{name}_{version}.json"]
    for folder in folders:
        for pattern in (*wanted, *(f"*-standalone*/{each}" for each in wanted)):
            for path in sorted(folder.glob(pattern)):
                try:
                    yield json.loads(path.read_bytes())
                except ValueError:
                    continue


def _pointed(schema: Any, reference: str) -> Any:
    """What a JSON pointer inside the schema leads to; nothing is demanded by what lies elsewhere."""
    if not reference.startswith("#"):
        return {}
    for step in reference.removeprefix("#").split("/")[1:]:
        schema = _map(schema).get(step.replace("~1", "/").replace("~0", "~"))
    return schema


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
