"""Annotations that Pods and their templates are known by: old seccomp and AppArmor profiles, tolerations, mirrors.

In: annotations and the PodSpec they belong to. Out: the server's refusals (ValidatePodSpecificAnnotations,
validateSeccompAnnotationsAndFields, validateAppArmorAnnotationsAndFieldsMatchOnCreate).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver.decoded import is_set, struct, structs, text
from stslint.apiserver.errors import forbidden, invalid
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.paths import descending_path_problems
from stslint.apiserver.windows_options import CONTAINERS
from stslint.fields import FieldError, FieldPath, Key
from stslint.patterns import pattern

MIRROR: Final = "kubernetes.io/config.mirror"
DELETION_COST: Final = "controller.kubernetes.io/pod-deletion-cost"
SECCOMP_POD: Final = "seccomp.security.alpha.kubernetes.io/pod"
SECCOMP_CONTAINER: Final = "container.seccomp.security.alpha.kubernetes.io/"
APPARMOR_CONTAINER: Final = "container.apparmor.security.beta.kubernetes.io/"
_DELETION_COST_UNCHECKED_SINCE: Final = (1, 37)
_COST: Final = pattern(r"0|-?[1-9][0-9]{0,9}")
_SECCOMP_VALUES: Final = {
    "Unconfined": ("unconfined",),
    "RuntimeDefault": ("runtime/default", "docker/default"),
}
_APPARMOR_VALUES: Final = {"Unconfined": ("unconfined",), "RuntimeDefault": ("runtime/default",)}
_PREFIX: Final = "localhost/"


def validate_pod_annotations(
    annotations: Mapping[str, Any], spec: Mapping[str, Any], path: FieldPath, version: Version
) -> Iterator[FieldError]:
    """`path` is that of the annotations, as the server has it."""
    if MIRROR in annotations and not text(spec, "nodeName"):
        detail = "must set spec.nodeName if mirror pod annotation is set"
        yield invalid((*path, Key(MIRROR)), annotations[MIRROR], detail)
    yield from _validate_deletion_cost(annotations, path, version)
    names = {text(container, "name") for field in CONTAINERS for _, container in structs(spec, field)}
    for key in annotations:
        value = text(annotations, key)
        if key == SECCOMP_POD or key.startswith(SECCOMP_CONTAINER):
            yield from _validate_seccomp_value(value, (*path, key))
        elif key.startswith(APPARMOR_CONTAINER):
            place, name = (*path, Key(key)), key.removeprefix(APPARMOR_CONTAINER)
            if name not in names:
                yield invalid(place, name, "container not found", anchor="key", known=tuple(names))
            if value not in ("", "runtime/default", "unconfined") and not value.startswith(_PREFIX):
                yield invalid(place, value, f'invalid AppArmor profile name: "{value}"')


def _validate_deletion_cost(annotations: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """A 32-bit integer without sign or zeros to spare; unchecked since the PodDeletionCost gate went off again."""
    if DELETION_COST not in annotations or version >= _DELETION_COST_UNCHECKED_SINCE:
        return
    cost = text(annotations, DELETION_COST)
    if not _COST.fullmatch(cost) or not -(2**31) <= int(cost) < 2**31:
        yield invalid((*path, Key(DELETION_COST)), cost, "must be a 32bit integer")


def _validate_seccomp_value(value: str, path: FieldPath) -> Iterator[FieldError]:
    """The server spells this annotation's path with a dot before its name; `at` has the key."""
    at = (*path[:-1], Key(path[-1]))
    if value in ("runtime/default", "docker/default", "unconfined"):
        return
    if not value.startswith(_PREFIX):
        yield invalid(path, value, "must be a valid seccomp profile", at)
        return
    profile = value.removeprefix(_PREFIX)
    for problem in descending_path_problems(profile):
        yield invalid(path, profile, problem, at)


def validate_annotations_match_fields(
    annotations: Mapping[str, Any], spec: Mapping[str, Any], path: FieldPath
) -> Iterator[FieldError]:
    """Where both the old annotation and the field are written, they agree; `path` is that of the spec."""
    pod = struct(spec, "securityContext")
    if SECCOMP_POD in annotations and is_set(pod, "seccompProfile"):
        place = (*path, "securityContext", "seccompProfile")
        value = text(annotations, SECCOMP_POD)
        yield from _compare(struct(pod, "seccompProfile"), value, place, "seccomp", _SECCOMP_VALUES)
    windows = text(struct(spec, "os"), "name") == "windows"
    for field in CONTAINERS:
        for index, container in structs(spec, field):
            own, name = struct(container, "securityContext"), text(container, "name")
            place = (*path, field, index, "securityContext")
            seccomp, apparmor = SECCOMP_CONTAINER + name, APPARMOR_CONTAINER + name
            if seccomp in annotations and is_set(own, "seccompProfile"):
                value, at = text(annotations, seccomp), (*place, "seccompProfile")
                yield from _compare(struct(own, "seccompProfile"), value, at, "seccomp", _SECCOMP_VALUES)
            profile = own.get("appArmorProfile") or pod.get("appArmorProfile")
            if apparmor in annotations and isinstance(profile, dict) and not windows:
                value, at = text(annotations, apparmor), (*place, "appArmorProfile")
                yield from _compare(profile, value, at, "apparmor", _APPARMOR_VALUES)


def _compare(
    profile: Mapping[str, Any], value: str, path: FieldPath, words: str, known: Mapping[str, tuple[str, ...]]
) -> Iterator[FieldError]:
    kind = text(profile, "type")
    if kind == "Localhost" and value.startswith(_PREFIX):
        if value.removeprefix(_PREFIX) != profile.get("localhostProfile"):
            yield forbidden((*path, "localhostProfile"), f"{words} profile in annotation and field must match")
    elif kind == "Localhost" or (kind in known and value not in known[kind]):
        yield forbidden((*path, "type"), f"{words} type in annotation and field must match")


def annotated_tolerations(annotations: Mapping[str, Any]) -> list[Any] | None:
    """Tolerations in the annotation that carried them before the field did; None if they are no JSON list."""
    written = text(annotations, TOLERATIONS)
    if not written:
        return []
    try:
        decoded = json.loads(written)
    except (ValueError, RecursionError):
        return None
    return decoded if isinstance(decoded, list) else ([] if decoded is None else None)


TOLERATIONS: Final = "scheduler.alpha.kubernetes.io/tolerations"
