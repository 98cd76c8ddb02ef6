"""Mounts and block devices of containers, against the volumes of the Pod.

In: a container, and what each volume name stands for. Out: the server's refusals. Upstream:
ValidateVolumeMounts, ValidateVolumeDevices.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver.decoded import struct, structs, text
from stslint.apiserver.errors import forbidden, invalid, not_found, not_supported
from stslint.apiserver.paths import descending_path_problems
from stslint.fields import FieldError, FieldPath

Sources = Mapping[str, str]
"""Volume name → name of its source (`persistentVolumeClaim`, `configMap`, …; claim templates are claims)."""

_BLOCK_SOURCES: Final = ("persistentVolumeClaim", "ephemeral")
_PROPAGATIONS: Final = ("Bidirectional", "HostToContainer", "None")
_READ_ONLY_MODES: Final = ("Disabled", "Enabled", "IfPossible")
_EXCLUSIVE: Final = "subPathExpr and subPath are mutually exclusive"


def validate_volume_mounts(container: Mapping[str, Any], path: FieldPath, sources: Sources) -> Iterator[FieldError]:
    """Each mount names a volume, at a path of its own, in a way that container may mount."""
    devices = {text(device, "name"): text(device, "devicePath") for _, device in structs(container, "volumeDevices")}
    seen: set[str] = set()
    for index, mount in structs(container, "volumeMounts"):
        place = (*path, "volumeMounts", index)
        name, target = text(mount, "name"), text(mount, "mountPath")
        if name and name not in sources:
            yield not_found((*place, "name"), name, known=tuple(sources))
        if target and target in seen:
            yield invalid((*place, "mountPath"), target, "must be unique")
        seen.add(target)
        if devices:
            yield from _validate_not_a_device(name, target, devices, place)
        if len(mount) > 2:
            yield from _validate_sub_paths(mount, place)
            yield from _validate_propagation(mount, place, container)


def _validate_not_a_device(name: str, target: str, devices: Mapping[str, str], path: FieldPath) -> Iterator[FieldError]:
    if name in devices:
        detail = "must not already exist in volumeDevices"
        yield invalid((*path, "name"), name, detail)
    if target in devices.values():
        detail = "must not already exist as a path in volumeDevices"
        yield invalid((*path, "mountPath"), target, detail)


def _unindexed(path: FieldPath, name: str) -> FieldPath:
    """The server names these fields of a mount without its index: `volumeMounts.subPath`."""
    return (*path[:-1], name)


def _validate_sub_paths(mount: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    sub_path, expression = text(mount, "subPath"), text(mount, "subPathExpr")
    if expression and sub_path:
        yield invalid((*path, "subPathExpr"), expression, _EXCLUSIVE, anchor="key")
    for name, value in (("subPath", sub_path), ("subPathExpr", expression)):
        for problem in descending_path_problems(value):
            yield invalid(_unindexed(path, name), value, problem, (*path, name))


def _validate_propagation(
    mount: Mapping[str, Any], path: FieldPath, container: Mapping[str, Any]
) -> Iterator[FieldError]:
    mode = mount.get("mountPropagation")
    if isinstance(mode, str):
        place, at = _unindexed(path, "mountPropagation"), (*path, "mountPropagation")
        if mode not in _PROPAGATIONS:
            yield not_supported(place, mode, _PROPAGATIONS, at)
        elif mode == "Bidirectional" and struct(container, "securityContext").get("privileged") is not True:
            detail = "Bidirectional mount propagation is available only to privileged containers"
            yield forbidden(place, detail, at, "value")
    read_only = mount.get("recursiveReadOnly")
    if isinstance(read_only, str) and read_only != "Disabled":
        yield from _validate_recursive_read_only(read_only, mount, path)


def _validate_recursive_read_only(mode: str, mount: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    place, at = _unindexed(path, "recursiveReadOnly"), (*path, "recursiveReadOnly")
    if mode not in _READ_ONLY_MODES:
        yield not_supported(place, mode, _READ_ONLY_MODES, at)
        return
    if mount.get("readOnly") is not True:
        yield forbidden(place, "may only be specified when readOnly is true", at)
    if mount.get("mountPropagation") not in (None, "None"):
        detail = "may only be specified when mountPropagation is None or not specified"
        yield forbidden(place, detail, at, "value")


def validate_volume_devices(container: Mapping[str, Any], path: FieldPath, sources: Sources) -> Iterator[FieldError]:
    """Each device names a claim that is not mounted too, at a path of its own."""
    mounts = {text(mount, "name"): text(mount, "mountPath") for _, mount in structs(container, "volumeMounts")}
    names: set[str] = set()
    paths: set[str] = set()
    for index, device in structs(container, "volumeDevices"):
        place = (*path, "volumeDevices", index)
        name, target = text(device, "name"), text(device, "devicePath")
        yield from _validate_device_name(name, place, names, mounts, sources)
        yield from _validate_device_path(target, place, paths, mounts)
        names.add(name)
        paths.add(target)


def _validate_device_name(
    name: str, path: FieldPath, seen: set[str], mounts: Mapping[str, str], sources: Sources
) -> Iterator[FieldError]:
    place = (*path, "name")
    if not name:
        return
    if name in seen:
        yield invalid(place, name, "must be unique")
    if name not in sources:
        yield not_found(place, name, known=tuple(sources))
    elif sources[name] not in _BLOCK_SOURCES:
        detail = "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode"
        yield invalid(place, name, detail)
    if name in mounts:
        yield invalid(place, name, "must not already exist in volumeMounts")


def _validate_device_path(
    target: str, path: FieldPath, seen: set[str], mounts: Mapping[str, str]
) -> Iterator[FieldError]:
    place = (*path, "devicePath")
    if target and target in seen:
        yield invalid(place, target, "must be unique")
    if ".." in target.split("/"):
        yield invalid(place, target, "can not contain backsteps ('..')")
    if target and target in mounts.values():
        yield invalid(place, target, "must not already exist as a path in volumeMounts")
