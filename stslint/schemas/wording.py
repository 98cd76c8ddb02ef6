"""The words of a refusal that a schema expresses: reason, detail and place, from a node's `x-` keywords or by default.

In: a node and the keyword that failed. Out: a FieldError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from stslint.fields import FieldError, FieldPath, Reason

DECODE: Final = "x-decode"
"""Marks a pattern that belongs to the decoder (HTTP 400), not to validation."""

_REASONS: Final[Mapping[str, Reason]] = {
    "required": "FieldValueRequired",
    "enum": "FieldValueNotSupported",
    "const": "FieldValueNotSupported",
    "maxLength": "FieldValueTooLong",
    "maxItems": "FieldValueTooMany",
    "maxProperties": "FieldValueTooMany",
    "uniqueItems": "FieldValueDuplicate",
    "x-unique": "FieldValueDuplicate",
    "x-forbidden": "FieldValueForbidden",
}


def refused(node: Mapping[str, Any], keyword: str, path: FieldPath, value: Any, name: str = "") -> FieldError:
    """The error of one keyword; `name` is the field that `required` or `x-forbidden` speaks of."""
    words = _words(node, keyword, name)
    facts: dict[str, Any] = {}
    if keyword in ("enum", "const"):
        facts["known"] = [each for each in node.get("enum", (node.get("const"),)) if each not in ("", None)]
    elif keyword in node:
        facts["limit"] = node[keyword]
    reason = words.get("reason") or _REASONS.get(keyword, "FieldValueInvalid")
    detail = words.get("detail")
    if detail is None:
        detail = _detail(keyword, node, facts)
    up = words.get("at", 0)
    server = path[: len(path) - up] if up else path
    if keyword == "required" and value is None:
        value = 0 if node.get("x-nonzero", {}).get(name) == "integer" else ""
    return FieldError(server, reason, detail, value, path if up else None, facts=facts, keyword=keyword)


def _words(node: Mapping[str, Any], keyword: str, name: str) -> dict[str, Any]:
    words = {key: node[f"x-{key}"] for key in ("reason", "detail", "at") if f"x-{key}" in node}
    if keyword in ("required", "x-forbidden"):
        words = {}
    own = node.get("x-errors", {}).get(keyword, {})
    return words | {k: v for k, v in own.items() if not isinstance(v, dict)} | (own.get(name) or {} if name else {})


def _detail(keyword: str, node: Mapping[str, Any], facts: Mapping[str, Any]) -> str:
    limit = node.get(keyword)
    match keyword:
        case "enum" | "const":
            known = sorted(facts["known"], key=str)
            return "supported values: " + ", ".join(json.dumps(each, ensure_ascii=False) for each in known)
        case "minimum":
            return f"must be greater than or equal to {limit}"
        case "maximum":
            return f"must be less than or equal to {limit}"
        case "maxLength":
            return f"may not be more than {limit} bytes"
        case "maxItems" | "maxProperties":
            return f"must have at most {limit} items"
        case "minItems" | "minProperties":
            return f"must have at least {limit} {'item' if limit == 1 else 'items'}"
        case "pattern":
            return f"must match the regular expression {limit}"
        case "required" | "x-unique" | "uniqueItems" | "x-forbidden":
            return ""
    return "is not allowed here"


def decode_error(path: FieldPath, keyword: str, value: Any, detail: str, **facts: Any) -> FieldError:
    """What the server's decoder refuses (HTTP 400) before it validates anything."""
    anchor = "key" if keyword == "additionalProperties" else "value"
    return FieldError(path, "FieldValueTypeInvalid", detail, value, anchor=anchor, facts=facts, keyword=keyword)  # type: ignore[arg-type]
