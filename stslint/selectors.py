"""Label selectors: does a selector match a set of labels?

In: selectors and labels as they stand in manifests. Out: booleans. Odd shapes match nothing; refusing them is
`apiserver`'s work.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def matches_map(selector: Mapping[str, Any], labels: Mapping[str, Any]) -> bool:
    """Service and ReplicationController selectors: every pair must be there. An empty selector matches everything."""
    return all(key in labels and labels[key] == value for key, value in selector.items())


def matches(selector: Mapping[str, Any] | None, labels: Mapping[str, Any]) -> bool:
    """A LabelSelector: None matches nothing, an empty one everything (meta/v1 LabelSelectorAsSelector)."""
    if not isinstance(selector, dict):
        return False
    match_labels = selector.get("matchLabels") or {}
    expressions = selector.get("matchExpressions") or []
    if not isinstance(match_labels, dict) or not isinstance(expressions, list):
        return False
    return matches_map(match_labels, labels) and (
        not expressions or all(_expression_matches(each, labels) for each in expressions)
    )


def _expression_matches(expression: Any, labels: Mapping[str, Any]) -> bool:
    if not isinstance(expression, dict):
        return False
    key, values = str(expression.get("key")), expression.get("values")
    values = values if isinstance(values, list) else []
    match expression.get("operator"):
        case "In":
            return key in labels and labels[key] in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    return False


def is_empty(selector: Any) -> bool:
    """True for `{}` and for a selector whose matchLabels and matchExpressions are both absent or empty."""
    return not isinstance(selector, dict) or not (selector.get("matchLabels") or selector.get("matchExpressions"))
