"""How a hand-written fragment becomes standard JSON Schema, and what the server's reading makes of zero and null."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from schemagen.bundle import Merger, Overlays, at_minor

from stslint.fields import FieldError
from stslint.schemas.explain import Walk

STRING, INTEGER = {"type": ["string", "null"]}, {"type": ["integer", "null"]}
INNER = {"type": ["object", "null"], "additionalProperties": False, "properties": {"must": STRING}}
OUTER = {
    "type": ["object", "null"],
    "additionalProperties": False,
    "properties": {
        "name": STRING,
        "pointer": STRING,
        "number": INTEGER,
        "list": {"type": ["array", "null"], "items": STRING},
        "structs": {"type": ["array", "null"], "items": {"$ref": "#/definitions/a.v1.Inner"}},
        "map": {"type": ["object", "null"], "additionalProperties": STRING},
        "value": {"$ref": "#/definitions/a.v1.Inner"},
        "optional": {"$ref": "#/definitions/a.v1.Inner"},
    },
}
STRUCTURE: dict[str, Any] = {"a.v1.Outer": OUTER, "a.v1.Inner": INNER}


def merged(fragment: dict[str, Any], inner: dict[str, Any] | None = None) -> Merger:
    overlays = Overlays.__new__(Overlays)
    overlays.formats = {"lower": {"pattern": "^[a-z]+$", "x-detail": "must be lower case"}}
    overlays.types = {"a.v1.Outer": fragment, "a.v1.Inner": inner or {"properties": {}}}
    return Merger(STRUCTURE, {"a.v1.Outer": ["pointer", "optional"]}, overlays, 37)


def errors(fragment: dict[str, Any], value: Any, inner: dict[str, Any] | None = None) -> list[FieldError]:
    """The walk's errors; jsonschema must accept exactly what has none."""
    merger = merged(fragment, inner)
    node = merger.definition("a.v1.Outer")
    found = list(Walk(lambda name: merger.definition(name.removeprefix("#/definitions/"))).errors(node, value, ()))
    whole = {**node, "definitions": {name: merger.definition(name) for name in STRUCTURE}}
    assert jsonschema.Draft7Validator(whole).is_valid(value) is (not found)
    return found


def said(fragment: dict[str, Any], value: Any, inner: dict[str, Any] | None = None) -> list[tuple[str, str]]:
    return [(each.field, each.reason) for each in errors(fragment, value, inner)]


@pytest.mark.parametrize("value", [{}, {"name": None}, {"name": ""}])
def test_required_means_not_zero(value: Any) -> None:
    assert said({"required": ["name"]}, value) == [("name", "FieldValueRequired")]


@pytest.mark.parametrize(
    ("field", "zero"), [("list", []), ("map", {}), ("number", 0), ("pointer", None), ("optional", None)]
)
def test_every_type_has_its_zero(field: str, zero: Any) -> None:
    assert said({"required": [field]}, {field: zero}) == [(field, "FieldValueRequired")]


@pytest.mark.parametrize(("field", "value"), [("pointer", ""), ("optional", {}), ("list", [""]), ("number", 1)])
def test_what_is_not_zero_is_there(field: str, value: Any) -> None:
    assert said({"required": [field]}, {field: value}) == []


def test_a_value_of_the_wrong_type_is_not_missing() -> None:
    assert said({"required": ["name"]}, {"name": {}}) == [("name", "FieldValueTypeInvalid")]


@pytest.mark.parametrize("value", [None, ""])
@pytest.mark.parametrize("constraint", [{"pattern": "^a$"}, {"enum": ["a"]}, {"minLength": 3}, {"x-format": "lower"}])
def test_an_absent_string_is_not_checked(constraint: dict[str, Any], value: Any) -> None:
    assert said({"properties": {"name": constraint}}, {"name": value}) == []
    assert said({"properties": {"name": constraint}}, {"name": "A"})


def test_an_empty_string_behind_a_pointer_is_checked() -> None:
    fragment = {"properties": {"pointer": {"pattern": "^a$"}}}
    assert said(fragment, {"pointer": ""}) == [("pointer", "FieldValueInvalid")]
    assert said(fragment, {"pointer": None}) == []


def test_a_zero_number_is_checked_unless_it_means_absent() -> None:
    assert said({"properties": {"number": {"minimum": 1}}}, {"number": 0}) == [("number", "FieldValueInvalid")]
    assert said({"properties": {"number": {"minimum": 1, "x-zero": "absent"}}}, {"number": 0}) == []


@pytest.mark.parametrize("value", [{}, {"value": None}, {"value": {}}])
def test_a_missing_value_struct_is_an_empty_one(value: Any) -> None:
    assert said({}, value, {"required": ["must"]}) == [("value.must", "FieldValueRequired")]
    assert said({"properties": {"value": {"required": ["must"]}}}, value) == [("value.must", "FieldValueRequired")]


def test_a_missing_pointer_is_missing() -> None:
    inner = {"required": ["must"]}
    assert said({}, {"value": {"must": "a"}, "optional": None}, inner) == []
    assert said({}, {"value": {"must": "a"}, "optional": {}}, inner) == [("optional.must", "FieldValueRequired")]


def test_a_null_element_of_a_list_of_structs_is_an_empty_struct() -> None:
    value = {"value": {"must": "a"}, "structs": [{"must": "a"}, None]}
    assert said({}, value, {"required": ["must"]}) == [("structs[1].must", "FieldValueRequired")]


def test_a_null_element_of_a_list_of_strings_is_an_empty_string() -> None:
    assert said({"properties": {"list": {"items": {"pattern": "^a$"}}}}, {"list": ["a", None]}) == [
        ("list[1]", "FieldValueInvalid")
    ]


def test_a_condition_does_not_match_an_absent_field() -> None:
    fragment = {"if": {"properties": {"name": {"const": "a"}}}, "then": {"required": ["number"]}}
    assert said(fragment, {}) == []
    assert said(fragment, {"name": "a"}) == [("number", "FieldValueRequired")]


def test_a_default_is_matched_with_null() -> None:
    fragment = {"if": {"properties": {"name": {"enum": ["a", None]}}}, "then": {"required": ["number"]}}
    assert said(fragment, {}) == said(fragment, {"name": ""}) == [("number", "FieldValueRequired")]
    assert said(fragment, {"name": "b"}) == []


def test_forbidden_fields_must_be_absent() -> None:
    assert said({"x-forbidden": ["name", "optional"]}, {"name": "", "optional": {}}) == [
        ("optional", "FieldValueForbidden")
    ]


UNION = {"x-union": {"of": ["value", "optional"], "none": "one is needed", "many": "only one"}}


def test_a_union_has_exactly_one_member() -> None:
    assert said(UNION, {"optional": {}}) == []
    assert said(UNION, {}) == [("", "FieldValueRequired")]
    assert said(UNION, {"optional": {}, "value": {}}) == [("optional", "FieldValueForbidden")]


def test_a_union_without_words_for_none_has_at_most_one_member() -> None:
    fragment = {"x-union": {"of": ["value", "optional"], "many": "only one"}}
    assert said(fragment, {}) == []
    assert said(fragment, {"optional": {}, "value": {}}) == [("optional", "FieldValueForbidden")]


def test_list_elements_differ_in_their_keys() -> None:
    merger = merged({"properties": {"structs": {"x-unique": ["must"]}}})
    walk = Walk(lambda name: merger.definition(name.removeprefix("#/definitions/")))
    value = {"structs": [{"must": "a"}, {"must": "a"}, {}, {}]}
    found = list(walk.errors(merger.definition("a.v1.Outer"), value, ()))
    assert [(each.field, each.reason) for each in found] == [("structs[1].must", "FieldValueDuplicate")]


def test_errors_of_map_keys_can_be_reported_at_the_map() -> None:
    fragment = {"properties": {"map": {"propertyNames": {"x-format": "lower", "x-at": 1}}}}
    (error,) = errors(fragment, {"map": {"A": ""}})
    assert (error.field, error.value, error.anchor) == ("map", "A", "key")
    assert error.at == ("map", "A")


def test_words_are_those_of_the_overlay() -> None:
    fragment = {"properties": {"name": {"pattern": "^a$", "x-reason": "FieldValueForbidden", "x-detail": "no"}}}
    (error,) = errors(fragment, {"name": "b"})
    assert (error.reason, error.detail) == ("FieldValueForbidden", "no")
    fragment = {"required": ["name"], "x-errors": {"required": {"name": {"detail": "say it"}}}}
    assert errors(fragment, {})[0].detail == "say it"


@pytest.mark.parametrize(("minor", "options"), [(33, ["A"]), (34, ["A", "B"]), (36, ["A"])])
def test_values_and_mappings_hold_for_a_range_of_minors(minor: int, options: list[str]) -> None:
    fragment = {"enum": ["A", {"value": "B", "since": "1.34", "until": "1.35"}], "not": {"x-since": "1.40", "enum": []}}
    assert at_minor(fragment, minor) == {"enum": options}


def test_a_misspelt_keyword_is_an_error() -> None:
    with pytest.raises(ValueError, match="maximun"):
        merged({"properties": {"number": {"maximun": 3}}}).definition("a.v1.Outer")
