"""Custom resources are validated by their definitions, or by schemas in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stslint.schemas.custom import CustomSchemas
from stslint.verdict import verdict

VERSION = (1, 37)
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "spec": {
            "type": "object",
            "required": ["size"],
            "properties": {
                "size": {"type": "integer", "minimum": 1, "format": "int32"},
                "mode": {"type": "string", "enum": ["Sync", "Async"]},
                "port": {"x-kubernetes-int-or-string": True, "anyOf": [{"type": "integer"}, {"type": "string"}]},
                "note": {"type": "string", "nullable": True, "pattern": "^[a-z]*$"},
                "free": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
                "tags": {"type": "object", "additionalProperties": {"type": "string"}},
                "pod": {"type": "object", "x-kubernetes-embedded-resource": True, "properties": {}},
                "peers": {
                    "type": "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    "items": {"type": "object", "properties": {"name": {"type": "string"}}},
                },
            },
        }
    },
}
DEFINITION = {
    "apiVersion": "apiextensions.k8s.io/v1",
    "kind": "CustomResourceDefinition",
    "spec": {
        "group": "db.example.org",
        "scope": "Namespaced",
        "names": {"kind": "Database"},
        "versions": [{"name": "v1", "served": True, "schema": {"openAPIV3Schema": SCHEMA}}],
    },
}


def errors(spec: Any, **more: Any) -> list[tuple[str, str]]:
    custom = CustomSchemas([DEFINITION])
    body = {"apiVersion": "db.example.org/v1", "kind": "Database", "metadata": {"name": "a"}, "spec": spec, **more}
    return [(each.field, each.reason) for each in verdict(body, VERSION, custom=custom).errors]


def test_a_valid_custom_resource_has_no_errors() -> None:
    spec = {"size": 3, "mode": "Sync", "port": "http", "note": None, "free": {"a": 1}, "tags": {"a": "b"}}
    assert errors({**spec, "peers": [{"name": "a"}, {"name": "b"}], "pod": {"metadata": {"name": "x"}}}) == []


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, ("spec.size", "FieldValueRequired")),
        ({"size": 0}, ("spec.size", "FieldValueInvalid")),
        ({"size": "3"}, ("spec.size", "FieldValueTypeInvalid")),
        ({"size": None}, ("spec.size", "FieldValueRequired")),
        ({"size": 2**40}, ("spec.size", "FieldValueTypeInvalid")),
        ({"size": 1, "mode": "sync"}, ("spec.mode", "FieldValueNotSupported")),
        ({"size": 1, "mode": None}, ("spec.mode", "FieldValueTypeInvalid")),
        ({"size": 1, "note": "A"}, ("spec.note", "FieldValueInvalid")),
        ({"size": 1, "sise": 1}, ("spec.sise", "FieldValueTypeInvalid")),
        ({"size": 1, "tags": {"a": 1}}, ("spec.tags[a]", "FieldValueTypeInvalid")),
        ({"size": 1, "peers": [{"name": "a"}, {"name": "a"}]}, ("spec.peers[1]", "FieldValueDuplicate")),
    ],
)
def test_a_mistake_is_reported_at_its_field(spec: dict[str, Any], expected: tuple[str, str]) -> None:
    assert errors(spec) == [expected]


def test_metadata_is_checked_as_for_every_object() -> None:
    assert errors({"size": 1}, metadata={"name": "a", "lables": {}}) == [("metadata.lables", "FieldValueTypeInvalid")]


def test_names_are_checked_as_for_every_object() -> None:
    assert errors({"size": 1}, metadata={"name": "A"}) == [("metadata.name", "FieldValueInvalid")]


def test_a_kind_without_a_definition_is_not_judged() -> None:
    assert not verdict(
        {"apiVersion": "other.example.org/v1", "kind": "Database"}, VERSION, custom=CustomSchemas()
    ).known


@pytest.mark.parametrize(
    "name", ["db.example.org/database_v1.json", "database-db-v1.json", "master-standalone-strict/database-db-v1.json"]
)
def test_schemas_are_found_in_the_layouts_other_tools_use(tmp_path: Path, name: str) -> None:
    schema = {"type": "object", "properties": {"spec": {"$ref": "#/definitions/spec"}}}
    schema["definitions"] = {"spec": {"type": "object", "additionalProperties": False, "properties": {}}}
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(schema))
    custom = CustomSchemas(folders=[tmp_path])
    body = {"apiVersion": "db.example.org/v1", "kind": "Database", "spec": {"size": 1}}
    assert [each.field for each in custom.validate(body, VERSION)] == ["spec.size"]


@pytest.mark.parametrize("shape", [None, 1, "x", [], {}, {"versions": 3}, {"versions": [None]}, {"names": []}])
def test_definitions_of_any_shape_are_survived(shape: Any) -> None:
    assert not CustomSchemas([{"spec": shape}]).knows("a/v1", "B")
