"""Paths to fields, and the API server's vocabulary for what is wrong with one.

A path is a plain tuple, cheap to extend: `str` is a field name, `int` a list index, `Key` a key of a map that users
choose (a label, a ConfigMap key, a resource name), which the server spells in brackets.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from stslint.patterns import pattern


class Key(str):
    """A user-chosen map key in a path: `resources.limits[cpu]`, not `resources.limits.cpu`."""

    __slots__ = ()


Step = str | int
FieldPath = tuple[Step, ...]
Anchor = Literal["value", "key", "parent"]


def show(path: FieldPath) -> str:
    """The path as the API server spells it: `spec.containers[0].resources.limits[cpu]`."""
    parts: list[str] = []
    for step in path:
        if isinstance(step, (int, Key)):
            parts.append(f"[{step}]")
        else:
            parts.append(f".{step}" if parts else step)
    return "".join(parts)


_STEP = pattern(r"\.?([^.\[\]]+)|\[([^\]]*)\]")


def parse(field: str) -> FieldPath:
    """The inverse of `show`: what stands in brackets is an index if it is a number, else a map key."""
    steps: list[Step] = []
    for name, bracket in _STEP.findall(field):
        steps.append(name or (int(bracket) if bracket.isdigit() else Key(bracket)))
    return tuple(steps)


def lookup(value: Any, path: FieldPath) -> Any:
    """The value at a path, or None where the path leaves the value."""
    for step in path:
        if isinstance(step, int):
            if not isinstance(value, list) or not -len(value) <= step < len(value):
                return None
            value = value[step]
        elif isinstance(value, dict):
            value = value.get(step)
        else:
            return None
    return value


Reason = Literal[
    "FieldValueRequired",
    "FieldValueInvalid",
    "FieldValueNotSupported",
    "FieldValueDuplicate",
    "FieldValueForbidden",
    "FieldValueNotFound",
    "FieldValueTooLong",
    "FieldValueTooMany",
    "FieldValueTypeInvalid",
    "InternalError",
]

WORDS: Final[Mapping[str, str]] = {
    "FieldValueRequired": "Required value",
    "FieldValueInvalid": "Invalid value",
    "FieldValueNotSupported": "Unsupported value",
    "FieldValueDuplicate": "Duplicate value",
    "FieldValueForbidden": "Forbidden",
    "FieldValueNotFound": "Not found",
    "FieldValueTooLong": "Too long",
    "FieldValueTooMany": "Too many",
    "FieldValueTypeInvalid": "Invalid value",
    "InternalError": "Internal error",
}
"""How `field.Error` prints each reason (apimachinery, util/validation/field/errors.go)."""

_WITHOUT_VALUE = frozenset({"FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong", "InternalError"})


class FieldError(NamedTuple):
    """One refusal (or warning) of the API server.

    `path` is the server's; `at` is where the author wrote the cause if that is elsewhere (a claim template that the
    server sees as a Pod volume, a bad label key it reports at `metadata.labels`). `facts` feed messages: `known`
    (legal values or names, for suggestions) above all. `keyword` names the JSON Schema keyword that failed, if a schema
    said it; decoding errors (HTTP 400: unknown field, wrong type) have reason FieldValueTypeInvalid and such a keyword.
    """

    path: FieldPath
    reason: Reason
    detail: str = ""
    value: Any = None
    at: FieldPath | None = None
    anchor: Anchor = "value"
    facts: Mapping[str, Any] = {}
    keyword: str = ""

    @property
    def field(self) -> str:
        return show(self.path)

    @property
    def message(self) -> str:
        """The server's words behind `field: `, such as `Invalid value: -1: must be greater than or equal to 0`."""
        parts = [WORDS[self.reason]]
        if self.reason not in _WITHOUT_VALUE:
            parts.append(json.dumps(self.value, ensure_ascii=False, separators=(",", ":")))
        if self.detail:
            parts.append(self.detail)
        return ": ".join(parts)


class FieldWarning(NamedTuple):
    """What the API server accepts with a `Warning:` header; `message` is the header's text behind `field: `."""

    path: FieldPath
    message: str
    at: FieldPath | None = None
    anchor: Anchor = "value"
    facts: Mapping[str, Any] = {}
    code: str = ""

    @property
    def field(self) -> str:
        return show(self.path)
