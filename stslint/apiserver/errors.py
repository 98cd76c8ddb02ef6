"""The constructors of `field.Error`, one for each reason, so that checks read like the upstream functions they follow.

In: a path, the offending value and the server's own words. Out: one FieldError. `at` and `anchor` say where the author
wrote the cause when the server names another place; keyword arguments beyond those become facts for messages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from stslint.fields import Anchor, FieldError, FieldPath


def invalid(
    path: FieldPath, value: Any, detail: str, at: FieldPath | None = None, anchor: Anchor = "value", **facts: Any
) -> FieldError:
    """`Invalid value: "x": detail`."""
    return FieldError(path, "FieldValueInvalid", detail, value, at, anchor, facts)


def required(
    path: FieldPath, detail: str = "", at: FieldPath | None = None, anchor: Anchor = "value", **facts: Any
) -> FieldError:
    """`Required value: detail`; points at the nearest thing that was written."""
    return FieldError(path, "FieldValueRequired", detail, None, at, anchor, facts)


def forbidden(
    path: FieldPath, detail: str, at: FieldPath | None = None, anchor: Anchor = "key", **facts: Any
) -> FieldError:
    """`Forbidden: detail`; points at the key, since no value would be right."""
    return FieldError(path, "FieldValueForbidden", detail, None, at, anchor, facts)


def not_supported(
    path: FieldPath, value: Any, known: Iterable[str], at: FieldPath | None = None, **facts: Any
) -> FieldError:
    """`Unsupported value: "x": supported values: "a", "b"`; the legal values become the fact `known`."""
    values = tuple(known)
    detail = "supported values: " + ", ".join(json.dumps(each) for each in values)
    return FieldError(path, "FieldValueNotSupported", detail, value, at, "value", {"known": values, **facts})


def duplicate(path: FieldPath, value: Any, at: FieldPath | None = None, **facts: Any) -> FieldError:
    """`Duplicate value: "x"`."""
    return FieldError(path, "FieldValueDuplicate", "", value, at, "value", facts)


def not_found(path: FieldPath, value: Any, at: FieldPath | None = None, **facts: Any) -> FieldError:
    """`Not found: "x"`."""
    return FieldError(path, "FieldValueNotFound", "", value, at, "value", facts)


def too_long(path: FieldPath, limit: int, at: FieldPath | None = None, **facts: Any) -> FieldError:
    """`Too long: may not be more than N bytes`."""
    detail = f"may not be more than {limit} bytes"
    return FieldError(path, "FieldValueTooLong", detail, None, at, "value", {"limit": limit, **facts})


def invalid_each(
    path: FieldPath, value: Any, details: Sequence[str], at: FieldPath | None = None
) -> Iterator[FieldError]:
    """One error for each message of a format: the server reports a long and ill-formed name twice."""
    for detail in details:
        yield invalid(path, value, detail, at)


def later(errors: Iterable[FieldError], stage: str = "create") -> Iterator[FieldError]:
    """The same errors for a server that accepts the object and stumbles over it in a later stage."""
    for error in errors:
        yield error._replace(facts={**error.facts, "stage": stage})
