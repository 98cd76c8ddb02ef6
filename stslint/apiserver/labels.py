"""Labels, annotations and label selectors: what the server refuses in the maps every object carries.

In: the map or selector as written, and its path. Out: FieldErrors. The server names the map; `at` names the key.
Upstream: apimachinery/pkg/apis/meta/v1/validation, pkg/api/validation/objectmeta.go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.errors import forbidden, invalid, required, too_long
from stslint.fields import FieldError, FieldPath, Key

ANNOTATIONS_MAX: Final = 256 * 1024
OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist")


def validate_labels(labels: Any, path: FieldPath) -> Iterator[FieldError]:
    """Keys are qualified names, values at most 63 characters; also Service and ReplicationController selectors."""
    if not isinstance(labels, dict):
        return
    for key, value in labels.items():
        for detail in formats.label_key(key):
            yield invalid(path, key, detail, (*path, Key(key)), "key")
        if isinstance(value, str):
            for detail in formats.label_value(value):
                yield invalid(path, value, detail, (*path, Key(key)))


def validate_annotations(annotations: Any, path: FieldPath) -> Iterator[FieldError]:
    """Keys are qualified names of any case; keys and values together at most 256 KiB."""
    if not isinstance(annotations, dict):
        return
    size = 0
    for key, value in annotations.items():
        size += len(key) + (len(value) if isinstance(value, str) else 0)
        for detail in formats.annotation_key(key):
            yield invalid(path, key, detail, (*path, Key(key)), "key")
    if size > ANNOTATIONS_MAX // 4 and _bytes(annotations) > ANNOTATIONS_MAX:
        yield too_long(path, ANNOTATIONS_MAX)


def _bytes(annotations: dict[str, Any]) -> int:
    pairs = ((key, value if isinstance(value, str) else "") for key, value in annotations.items())
    return sum(len(text.encode("utf-8", "surrogatepass")) for pair in pairs for text in pair)


def validate_label_selector(selector: Any, path: FieldPath) -> Iterator[FieldError]:
    """A LabelSelector: its labels, and one requirement after the other."""
    if not isinstance(selector, dict):
        return
    if selector.get("matchLabels"):
        yield from validate_labels(selector["matchLabels"], (*path, "matchLabels"))
    expressions = selector.get("matchExpressions")
    if expressions and isinstance(expressions, list):
        for index, requirement in enumerate(expressions):
            yield from _validate_requirement(requirement, (*path, "matchExpressions", index))


def _validate_requirement(requirement: Any, path: FieldPath) -> Iterator[FieldError]:
    if not isinstance(requirement, dict):
        requirement = {}
    yield from _validate_operator(requirement, path)
    key = requirement.get("key")
    if key is None or isinstance(key, str):
        for detail in formats.label_key(key or ""):
            yield invalid((*path, "key"), key or "", detail)
    values = requirement.get("values")
    for index, value in enumerate(values if isinstance(values, list) else ()):
        if isinstance(value, str):
            for detail in formats.label_value(value):
                yield invalid((*path, "values", index), value, detail)


def _validate_operator(requirement: dict[str, Any], path: FieldPath) -> Iterator[FieldError]:
    operator, values = requirement.get("operator"), requirement.get("values")
    if operator in ("In", "NotIn"):
        if not values:
            yield required((*path, "values"), "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield forbidden((*path, "values"), "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    elif operator is None or isinstance(operator, str):
        yield invalid((*path, "operator"), operator or "", "not a valid selector operator", known=OPERATORS)
