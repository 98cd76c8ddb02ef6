"""Values as the API server decodes them: what is absent, null or of another type counts as Go's zero value.

In: maps and lists of any shape. Out: values the validations can compare without asking for types again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def text(owner: Mapping[str, Any], name: str) -> str:
    """A string field; "" if it is not set."""
    value = owner.get(name)
    return value if isinstance(value, str) else ""


def number(owner: Mapping[str, Any], name: str) -> int:
    """An integer field; 0 if it is not set."""
    value = owner.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def struct(owner: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object field; {} if it is not set."""
    value = owner.get(name)
    return value if isinstance(value, dict) else {}


def structs(owner: Mapping[str, Any], name: str) -> Sequence[tuple[int, dict[str, Any]]]:
    """The objects of a list field with their indexes; a null item is an object without fields."""
    value = owner.get(name)
    if not value or not isinstance(value, list):
        return ()
    return [(index, item if isinstance(item, dict) else {}) for index, item in enumerate(value)]


def texts(owner: Mapping[str, Any], name: str) -> list[str]:
    """The strings of a list field; a null item is ""."""
    value = owner.get(name)
    return [item if isinstance(item, str) else "" for item in value] if isinstance(value, list) else []


def is_set(owner: Mapping[str, Any], name: str) -> bool:
    """Whether a pointer field is set: an empty value is, null is not."""
    return owner.get(name) is not None
