"""Containers of a Pod: init containers, regular ones, ephemeral ones (validateContainers, validateInitContainers, …).

In: a PodSpec and what its containers refer to. Out: the server's refusals. Facts about one field stand in the schema
overlays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from stslint.apiserver.container_env import validate_env, validate_env_from, validate_file_key_refs
from stslint.apiserver.container_ports import validate_host_ports, validate_port_names
from stslint.apiserver.container_resources import validate_container_resources
from stslint.apiserver.decoded import struct, structs, text
from stslint.apiserver.errors import duplicate, forbidden, invalid, not_found
from stslint.apiserver.feature_gates import Version, enabled
from stslint.apiserver.handlers import forbid_handlers, grace_period, validate_lifecycle, validate_probes
from stslint.apiserver.restart_rules import (
    validate_init_restart_policy,
    validate_resize_policy,
    validate_restart_policy,
)
from stslint.apiserver.security_contexts import validate_container_security_context
from stslint.apiserver.volume_mounts import Sources, validate_volume_devices, validate_volume_mounts
from stslint.fields import FieldError, FieldPath


class Surroundings(NamedTuple):
    """What containers refer to in their Pod."""

    sources: Sources
    empty_dirs: Mapping[str, bool]
    claims: tuple[str, ...] | None
    grace: int
    restart_policy: str
    host_users: bool
    version: Version
    is_pod: bool


def surroundings(spec: Mapping[str, Any], sources: Sources, version: Version, *, is_pod: bool) -> Surroundings:
    """Everything validateContainers and its kin are told about the Pod."""
    return Surroundings(
        sources=sources,
        empty_dirs={name: source == "emptyDir" for name, source in sources.items()},
        claims=_claim_names(spec) if enabled("DynamicResourceAllocation", version) else None,
        grace=grace_period(spec),
        restart_policy=text(spec, "restartPolicy") or "Always",
        host_users=spec.get("hostUsers") is not False,
        version=version,
        is_pod=is_pod,
    )


def _claim_names(spec: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for _, claim in structs(spec, "resourceClaims") if (name := text(claim, "name")))


def validate_containers(spec: Mapping[str, Any], path: FieldPath, around: Surroundings) -> Iterator[FieldError]:
    """Containers, then init containers, then ephemeral ones: a name belongs to the first that has it."""
    names: set[str] = set()
    host_ports: set[str] = set()
    for index, container in structs(spec, "containers"):
        place = (*path, "containers", index)
        yield from _validate_name(container, place, names)
        yield from _validate_common(container, place, around)
        yield from _validate_running(container, place, around)
        if "restartPolicy" in container or "restartPolicyRules" in container:
            yield from validate_restart_policy(container, place, around.version)
        if "ports" in container:
            yield from validate_host_ports(container, place, host_ports)
    for index, container in structs(spec, "initContainers"):
        place = (*path, "initContainers", index)
        yield from _validate_name(container, place, names)
        yield from _validate_common(container, place, around)
        yield from _validate_init(container, place, around)
    if spec.get("ephemeralContainers"):
        yield from _validate_ephemeral_containers(spec, path, around, names)


def _validate_name(container: Mapping[str, Any], path: FieldPath, names: set[str]) -> Iterator[FieldError]:
    name = text(container, "name")
    if name and name in names:
        yield duplicate((*path, "name"), name)
    names.add(name)


def _validate_common(container: Mapping[str, Any], path: FieldPath, around: Surroundings) -> Iterator[FieldError]:
    """validateContainerCommon: only what is there is looked at."""
    if container.get("ports"):
        yield from validate_port_names(container, path)
    if container.get("env"):
        yield from validate_env(container, path, around.version)
        yield from validate_file_key_refs(container, path, around.empty_dirs)
    if container.get("envFrom"):
        yield from validate_env_from(container, path)
    if container.get("volumeMounts"):
        yield from validate_volume_mounts(container, path, around.sources)
    if container.get("volumeDevices"):
        yield from validate_volume_devices(container, path, around.sources)
        if not around.host_users:
            yield forbidden((*path, "volumeDevices"), "when `hostUsers` is false")
    if container.get("resources"):
        yield from validate_container_resources(struct(container, "resources"), (*path, "resources"), around.claims)
    if container.get("resizePolicy"):
        yield from validate_resize_policy(container, path, around.restart_policy)
    if container.get("securityContext"):
        context = struct(container, "securityContext")
        place = (*path, "securityContext")
        yield from validate_container_security_context(context, place, around.version, host_users=around.host_users)
    image = text(container, "image")
    if around.is_pod and image != image.strip():
        yield invalid((*path, "image"), image, "must not have leading or trailing whitespace")


def _validate_running(container: Mapping[str, Any], path: FieldPath, around: Surroundings) -> Iterator[FieldError]:
    """Probes and hooks of a container that runs for as long as its Pod."""
    yield from validate_probes(container, path)
    if container.get("lifecycle"):
        yield from validate_lifecycle(container, path, around.grace, around.version)


def _validate_init(container: Mapping[str, Any], path: FieldPath, around: Surroundings) -> Iterator[FieldError]:
    """Init containers run one by one, so each has the host ports to itself; the server then always says index 0."""
    yield from validate_init_restart_policy(container, path, around.version)
    if "ports" in container:
        yield from validate_host_ports(container, path, set(), spelled=(*path[:-1], 0))
    if text(container, "restartPolicy") == "Always":
        yield from _validate_running(container, path, around)
        return
    yield from forbid_handlers(container, path)
    for index, policy in structs(container, "resizePolicy"):
        if text(policy, "restartPolicy") == "RestartContainer":
            detail = "must not be set to 'RestartContainer' for non-sidecar initContainers"
            yield invalid((*path, "resizePolicy", index, "restartPolicy"), "RestartContainer", detail)


_NOT_EPHEMERAL: Final = "cannot be set for an Ephemeral Container"
_NOT_EPHEMERAL_FIELDS: Final = [
    "ports",
    "resources",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
]


def _validate_ephemeral_containers(
    spec: Mapping[str, Any], path: FieldPath, around: Surroundings, names: set[str]
) -> Iterator[FieldError]:
    targets = frozenset(names)
    for index, container in structs(spec, "ephemeralContainers"):
        place = (*path, "ephemeralContainers", index)
        yield from _validate_name(container, place, names)
        yield from _validate_common(container, place, around._replace(is_pod=True))
        target = text(container, "targetContainerName")
        if target and target not in targets:
            yield not_found((*place, "targetContainerName"), target, known=tuple(targets))
        for field in _NOT_EPHEMERAL_FIELDS:
            if container.get(field):
                yield forbidden((*place, field), _NOT_EPHEMERAL)
        for position, mount in structs(container, "volumeMounts"):
            for field in ("subPath", "subPathExpr"):
                if text(mount, field):
                    yield forbidden((*place, "volumeMounts", position, field), _NOT_EPHEMERAL)
