"""Files that the downward API puts into volumes (validateDownwardAPIVolumeFile).

In: a volume or projection source. Out: the server's refusals; it names neither the list nor the index of an item:
`downwardAPI.path`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stslint.apiserver.decoded import is_set, number, struct, structs, text
from stslint.apiserver.downward_api import VOLUME_FIELDS, validate_field_ref, validate_resource_field_ref
from stslint.apiserver.errors import invalid, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.paths import reserved_path_problems
from stslint.fields import FieldError, FieldPath

_MODE: str = "must be a number between 0 and 0777 (octal), both inclusive"


def validate_downward_api_volume(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """A volume with the source downwardAPI."""
    yield from validate_files(struct(volume, "downwardAPI"), (*path, "downwardAPI"))


def validate_files(source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """Every file of a downwardAPI source."""
    for index, file in structs(source, "items"):
        at = (*path, "items", index)
        for error in _validate_file(file, path):
            place = error.at or error.path
            yield error._replace(at=(*at, *place[len(path) :]))


def _validate_file(file: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    target = text(file, "path")
    if not target:
        yield required((*path, "path"))
    for problem in reserved_path_problems(target):
        yield invalid((*path, "path"), target, problem)
    yield from _validate_reference(file, path)
    if is_set(file, "mode") and not 0 <= number(file, "mode") <= 0o777:
        yield invalid((*path, "mode"), file["mode"], _MODE)


def _validate_reference(file: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    if is_set(file, "fieldRef"):
        yield from validate_field_ref(struct(file, "fieldRef"), (*path, "fieldRef"), VOLUME_FIELDS)
        if is_set(file, "resourceFieldRef"):
            yield invalid(path, "resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
    elif is_set(file, "resourceFieldRef"):
        reference = struct(file, "resourceFieldRef")
        yield from validate_resource_field_ref(reference, (*path, "resourceFieldRef"), in_volume=True)
    else:
        yield required(path, "one of fieldRef and resourceFieldRef is required")
