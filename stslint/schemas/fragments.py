"""JSON Schema fragments of users' own rules: what an object has against one.

In: a fragment, an object. Out: a violation for each place, in the order of the object. By jsonschema-rs, or by
jsonschema where there is no wheel of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from stslint.fields import FieldPath, lookup, show
from stslint.hits import Check, Hit
from stslint.resources import Resource


class Violation(NamedTuple):
    """Where an object breaks a fragment; `key` is a key that is too much there."""

    path: FieldPath
    keyword: str
    message: str
    key: str = ""


Validator = Callable[[Any], Iterable[Violation]]


def violations(fragment: Mapping[str, Any], value: Any) -> Iterator[Violation]:
    """Everything in the value that the fragment does not allow."""
    yield from _validator(json.dumps(fragment, sort_keys=True))(value)


def check_by(fragment: Mapping[str, Any]) -> Check:
    """The fragment as a check."""

    def check(resource: Resource) -> Iterator[Hit]:
        for each in violations(fragment, resource.body):
            path = (*each.path, each.key) if each.key else each.path
            value = lookup(resource.body, path)
            facts = {"detail": each.message, "field": show(path), "value": json.dumps(value, ensure_ascii=False)}
            at_key = bool(each.key) or isinstance(value, (dict, list))
            yield Hit(path, {**facts, "name": path[-1] if path else ""}, anchor="key" if at_key else "value")

    return check


def problem(fragment: Any) -> str:
    """Why a fragment is no JSON Schema, or ""."""
    try:
        _validator(json.dumps(fragment, sort_keys=True))
    except ValueError as error:
        return str(error).partition("\n")[0]
    return ""


@cache
def _validator(fragment: str) -> Validator:
    try:
        return _native(json.loads(fragment))
    except ImportError:
        return _plain(json.loads(fragment))


def _native(fragment: Any) -> Validator:
    from jsonschema_rs import Draft202012Validator, ValidationError

    try:
        validator = Draft202012Validator(fragment)
    except ValidationError as error:
        raise ValueError(error.message) from error

    def check(value: Any) -> Iterator[Violation]:
        for error in validator.iter_errors(value):
            facts = error.kind.as_dict()
            path = tuple(error.instance_path)
            for key in facts.get("unexpected", ("",)):
                yield Violation(path, error.kind.name, error.message, key)

    return check


def _plain(fragment: Any) -> Validator:
    from jsonschema import Draft202012Validator, SchemaError

    try:
        Draft202012Validator.check_schema(fragment)
    except SchemaError as error:
        raise ValueError(error.message) from error
    validator = Draft202012Validator(fragment)

    def check(value: Any) -> Iterator[Violation]:
        for error in validator.iter_errors(value):
            path, keyword = tuple(error.absolute_path), str(error.validator)
            keys = [""]
            if keyword == "additionalProperties":
                keys = [key for key in error.instance if key not in error.schema.get("properties", {})]
            for key in keys:
                yield Violation(path, keyword, error.message, key)

    return check
