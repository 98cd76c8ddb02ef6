"""Fields that take a number or a string: ports by number or name, amounts by number or percent.

In: the value as written. Out: FieldErrors. Upstream: ValidatePortNumOrName in pkg/apis/core/validation;
ValidatePositiveIntOrPercent, IsNotMoreThan100Percent in pkg/apis/apps/validation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.apiserver import formats
from stslint.apiserver.errors import invalid
from stslint.fields import FieldError, FieldPath


def validate_port_number_or_name(value: Any, path: FieldPath) -> Iterator[FieldError]:
    """1 to 65535, or an IANA service name."""
    if isinstance(value, str):
        for detail in formats.port_name(value):
            yield invalid(path, value, detail)
    elif isinstance(value, int) and not isinstance(value, bool):
        for detail in formats.port_number(value):
            yield invalid(path, value, detail)


def validate_amount_or_percent(value: Any, path: FieldPath) -> Iterator[FieldError]:
    """A number from 0 on, or `N%`."""
    if isinstance(value, str):
        for detail in formats.percent(value):
            yield invalid(path, value, detail)
    elif isinstance(value, int) and not isinstance(value, bool) and value < 0:
        yield invalid(path, value, "must be greater than or equal to 0")


def validate_at_most_100_percent(value: Any, path: FieldPath) -> Iterator[FieldError]:
    """A share, if it is one, is at most the whole."""
    if isinstance(value, str) and not formats.percent(value) and int(value[:-1][:20]) > 100:
        yield invalid(path, value, "must not be greater than 100%")


def amount(value: Any) -> int | None:
    """The number, or the percentage as a number; None for what is neither."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        return int(value[:-1][:20]) if not formats.percent(value) else _atoi(value)
    return None


def _atoi(text: str) -> int:
    """IntOrString.IntValue of a string: a number in quotes counts, anything else is 0."""
    try:
        return int(text) if text.isascii() and "_" not in text and text == text.strip() else 0
    except ValueError:
        return 0
