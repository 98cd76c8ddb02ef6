"""Asks the checks about a base object with a few values changed. In: base, {path: value}. Out: what they say."""

from __future__ import annotations

import copy
from typing import Any

from stslint import apiserver
from stslint.fields import FieldError, parse

NEWEST = (1, 37)


class _Gone:
    """Stands for a field that is taken away; named, so that test ids are the same in every process."""

    def __repr__(self) -> str:
        return "GONE"


GONE = _Gone()
"""In a table of changes: remove the field."""


def changed(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The base with every change made; containers on the way are made as needed."""
    body = copy.deepcopy(base)
    for field, value in changes.items():
        *way, last = parse(field)
        here: Any = body
        for step in way:
            if isinstance(here, list):
                here = here[step]
            else:
                here[step] = here = here.get(step) if here.get(step) is not None else {}
        if value is GONE:
            del here[last]
        else:
            here[last] = value
    return body


def errors(base: dict[str, Any], changes: dict[str, Any], version: tuple[int, int] = NEWEST) -> list[FieldError]:
    """Every refusal of the changed object, later stages included."""
    return list(apiserver.refusals(changed(base, changes), version))


def refused(base: dict[str, Any], changes: dict[str, Any], version: tuple[int, int] = NEWEST) -> list[str]:
    """`field: message` of what the server refuses at apply."""
    return [f"{each.field}: {each.message}" for each in errors(base, changes, version) if "stage" not in each.facts]


def warned(base: dict[str, Any], changes: dict[str, Any], version: tuple[int, int] = NEWEST) -> list[str]:
    """`field: message` of the warnings."""
    return [f"{each.field}: {each.message}" for each in apiserver.warnings(changed(base, changes), version)]


def says(got: list[str], wanted: list[str]) -> bool:
    """Whether the same fields are named in the same order, and each wanted text begins what was said."""
    return len(got) == len(wanted) and all(have.startswith(want) for have, want in zip(got, wanted, strict=True))
