"""StorageClass: provisioner, parameters and topologies.

In: a StorageClass as written. Out: FieldErrors. Upstream: pkg/apis/storage/validation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import structs, text, texts
from stslint.apiserver.errors import duplicate, invalid, required, too_long
from stslint.apiserver.feature_gates import Version
from stslint.fields import FieldError, FieldPath, Key

PARAMETERS_MAX: Final = 512
PARAMETERS_SIZE_MAX: Final = 256 * 1024


def validate_storage_class(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateStorageClass."""
    provisioner = text(body, "provisioner")
    if not provisioner:
        yield required(("provisioner",))
    for detail in formats.label_key(provisioner.lower()) if provisioner else ():
        yield invalid(("provisioner",), provisioner, detail)
    parameters = body.get("parameters")
    if isinstance(parameters, dict):
        yield from _validate_parameters(parameters)
    yield from _validate_topologies(body)


def _validate_parameters(parameters: Mapping[str, Any]) -> Iterator[FieldError]:
    path: FieldPath = ("parameters",)
    if len(parameters) > PARAMETERS_MAX:
        yield too_long(path, PARAMETERS_MAX)
        return
    if "" in parameters:
        yield invalid(path, "", "field can not be empty.", (*path, Key("")), "key")
    size = sum(len(key.encode()) + len(str(value).encode("utf-8", "replace")) for key, value in parameters.items())
    if size > PARAMETERS_SIZE_MAX:
        yield too_long(path, PARAMETERS_SIZE_MAX)


def _validate_topologies(body: Mapping[str, Any]) -> Iterator[FieldError]:
    seen: list[dict[str, frozenset[str]]] = [{}]  # upstream starts with empty terms, which an empty one repeats
    for index, term in structs(body, "allowedTopologies"):
        path: FieldPath = ("allowedTopologies", index)
        terms: dict[str, frozenset[str]] = {}
        for position, expression in structs(term, "matchLabelExpressions"):
            where = (*path, "matchLabelExpressions", position)
            yield from _validate_expression(expression, where)
            key = text(expression, "key")
            if key in terms:
                yield duplicate((*where, "key"), key)
            terms[key] = frozenset(texts(expression, "values"))
        if terms in seen:
            yield duplicate((*path, "matchLabelExpressions"), "")
        seen.append(terms)


def _validate_expression(expression: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    key, values = text(expression, "key"), texts(expression, "values")
    if not values:
        yield required((*path, "values"))
    for index, value in enumerate(values):
        if value in values[:index]:
            yield duplicate((*path, "values", index), value)
    for detail in formats.label_key(key):
        yield invalid((*path, "key"), key, detail)
