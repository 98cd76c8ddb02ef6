"""Environment of containers: one source per variable, and downward API fields (ValidateEnv, ValidateEnvFrom).

In: env and envFrom lists as written. Out: the server's refusals. The formats of names stand in the schema overlays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver.decoded import is_set, struct, structs, text
from stslint.apiserver.downward_api import ENV_FIELDS, validate_field_ref, validate_resource_field_ref
from stslint.apiserver.errors import invalid, not_found
from stslint.apiserver.feature_gates import Version, enabled
from stslint.fields import FieldError, FieldPath

_SOURCES: Final = ("fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef")
_MANY: Final = "may not have more than one field specified at a time"
_ONE_OF: Final = (
    "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
)
_ONE_OF_BEFORE_FILES: Final = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"


def validate_env(container: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """Every variable that takes its value from elsewhere."""
    for index, variable in structs(container, "env"):
        if is_set(variable, "valueFrom"):
            yield from _validate_value_from(variable, (*path, "env", index, "valueFrom"), version)


def _validate_value_from(variable: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    source = struct(variable, "valueFrom")
    if is_set(source, "fieldRef"):
        yield from validate_field_ref(struct(source, "fieldRef"), (*path, "fieldRef"), ENV_FIELDS)
    if is_set(source, "resourceFieldRef"):
        reference = struct(source, "resourceFieldRef")
        yield from validate_resource_field_ref(reference, (*path, "resourceFieldRef"), in_volume=False)
    known = _SOURCES if enabled("EnvFiles", version) else _SOURCES[:-1]
    given = [name for name in known if is_set(source, name)]
    problem = _union_problem(given, text(variable, "value"), known)
    if problem:
        yield invalid(path, "", problem, given=tuple(given), known=known)


def _union_problem(given: list[str], value: str, known: tuple[str, ...]) -> str:
    if not given:
        return _ONE_OF if known == _SOURCES else _ONE_OF_BEFORE_FILES
    if value:
        return "may not be specified when `value` is not empty"
    return _MANY if len(given) > 1 else ""


def validate_env_from(container: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """Exactly one source an entry; the server names the list, not the entry."""
    for index, entry in structs(container, "envFrom"):
        given = [name for name in ("configMapRef", "secretRef") if is_set(entry, name)]
        if len(given) == 1:
            continue
        detail = _MANY if given else "must specify one of: `configMapRef` or `secretRef`"
        yield invalid((*path, "envFrom"), "", detail, (*path, "envFrom", index), given=tuple(given))


def validate_file_key_refs(
    container: Mapping[str, Any], path: FieldPath, empty_dirs: Mapping[str, bool]
) -> Iterator[FieldError]:
    """A fileKeyRef reads from an emptyDir volume; `empty_dirs` says of each volume whether it is one."""
    for index, variable in structs(container, "env"):
        reference = struct(variable, "valueFrom").get("fileKeyRef")
        if not isinstance(reference, dict):
            continue
        name = text(reference, "volumeName")
        place = (*path, "env", index, "valueFrom", "fileKeyRef", "volumeName")
        if name not in empty_dirs:
            yield not_found(place, name, known=tuple(empty_dirs))
        elif not empty_dirs[name]:
            yield invalid(place, name, "referenced volume must be of type emptyDir")
