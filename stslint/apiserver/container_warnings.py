"""Containers accepted with a warning: variables hidden, ports taken twice, fractions of bytes, old annotations.

In: a PodSpec. Out: FieldWarnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from stslint.apiserver.decoded import is_set, number, struct, structs, text
from stslint.apiserver.persistent_volume_claim import is_fractional
from stslint.apiserver.pod_annotations import APPARMOR_CONTAINER, SECCOMP_CONTAINER
from stslint.apiserver.windows_options import CONTAINERS
from stslint.fields import FieldPath, FieldWarning, Key, show

_BYTES: Final = ("memory", "ephemeral-storage")


def _containers(spec: Mapping[str, Any], path: FieldPath) -> Iterator[tuple[FieldPath, Mapping[str, Any]]]:
    for field in CONTAINERS:
        for index, container in structs(spec, field):
            yield (*path, field, index), container


def container_warnings(
    spec: Mapping[str, Any], annotations: Mapping[str, Any], path: FieldPath, *, in_template: bool
) -> Iterator[FieldWarning]:
    """Each container by itself; `path` is that of the Pod or template."""
    for place, container in _containers(spec, (*path, "spec")):
        if annotations:
            yield from _annotation_warnings(container, spec, annotations, path, in_template=in_template)
        if container.get("resources"):
            yield from _fractions(struct(container, "resources"), (*place, "resources"))
        variables = container.get("env")
        if isinstance(variables, list) and len(variables) > 1:
            yield from _hidden_variables(container, (*place, "env"))


def _annotation_warnings(
    container: Mapping[str, Any],
    spec: Mapping[str, Any],
    annotations: Mapping[str, Any],
    path: FieldPath,
    *,
    in_template: bool,
) -> Iterator[FieldWarning]:
    context, name = struct(container, "securityContext"), text(container, "name")
    place, key = (*path, "metadata", "annotations"), SECCOMP_CONTAINER + name
    if key in annotations and not is_set(context, "seccompProfile"):
        words = 'non-functional in v1.27+; use the "seccompProfile" field instead'
        yield FieldWarning((*place, Key(key)), words, anchor="key", code="deprecated-annotation")
    key = APPARMOR_CONTAINER + name
    if key not in annotations or is_set(context, "appArmorProfile"):
        return
    profile = struct(struct(spec, "securityContext"), "appArmorProfile")
    if _as_profile(text(annotations, key)) != _identity(profile) or not profile:
        words = 'deprecated since v1.30; use the "appArmorProfile" field instead'
        yield FieldWarning((*place, Key(key)), words, anchor="key", code="deprecated-annotation")


def _as_profile(annotation: str) -> tuple[str, str | None] | None:
    """The field an AppArmor annotation stands for (ApparmorFieldForAnnotation)."""
    if annotation.startswith("localhost/") and annotation != "localhost/":
        return "Localhost", annotation.removeprefix("localhost/")
    kinds = {"runtime/default": "RuntimeDefault", "unconfined": "Unconfined"}
    return (kinds[annotation], None) if annotation in kinds else None


def _identity(profile: Mapping[str, Any]) -> tuple[str, str | None]:
    return text(profile, "type"), profile.get("localhostProfile")


def _fractions(resources: Mapping[str, Any], path: FieldPath) -> Iterator[FieldWarning]:
    for field in ("limits", "requests"):
        amounts = struct(resources, field)
        for name in _BYTES:
            value = amounts.get(name)
            if value is not None and is_fractional(value):
                words = f'fractional byte value "{value}" is invalid, must be an integer'
                yield FieldWarning((*path, field, Key(name)), words, code="fractional-bytes")


def _hidden_variables(container: Mapping[str, Any], path: FieldPath) -> Iterator[FieldWarning]:
    """A second definition may build on the first (`X: "$(X)1"`), else it hides it."""
    seen: set[str] = set()
    for index, variable in structs(container, "env"):
        name, value = text(variable, "name"), text(variable, "value")
        reference = f"$({name})"
        if name in seen and (is_set(variable, "valueFrom") or value == reference or reference not in value):
            words = f'hides previous definition of "{name}", which may be dropped when using apply'
            yield FieldWarning((*path, index), words, code="duplicate-env")
        seen.add(name)


def port_warnings(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldWarning]:
    """Ports of all containers against each other: the Pod has one network."""
    ports = [
        ((*place, "ports", index), port)
        for place, container in _containers(spec, path)
        for index, port in structs(container, "ports")
    ]
    taken: dict[str, list[tuple[FieldPath, Mapping[str, Any]]]] = {}
    for place, port in ports:
        if text(port, "hostIP") and not number(port, "hostPort"):
            yield FieldWarning(place, f"hostIP set without hostPort: {_show_port(port)}", code="host-ip-without-port")
        others = taken.setdefault(f"{number(port, 'containerPort')}/{_protocol(port)}", [])
        for other_place, other in others:
            yield from _port_conflict(place, port, other_place, other)
        others.append((place, port))
    yield from _port_names(ports)


def _protocol(port: Mapping[str, Any]) -> str:
    return text(port, "protocol") or "TCP"


def _show_port(port: Mapping[str, Any]) -> str:
    """A Go struct as `%+v` prints it."""
    return (
        f"{{Name:{text(port, 'name')} HostPort:{number(port, 'hostPort')} "
        f"ContainerPort:{number(port, 'containerPort')} Protocol:{_protocol(port)} HostIP:{text(port, 'hostIP')}}}"
    )


def _port_conflict(
    place: FieldPath, port: Mapping[str, Any], other_place: FieldPath, other: Mapping[str, Any]
) -> Iterator[FieldWarning]:
    addresses = text(port, "hostIP"), text(other, "hostIP")
    host_ports = number(port, "hostPort"), number(other, "hostPort")
    same_port = host_ports[0] == host_ports[1]
    if same_port and addresses[0] == addresses[1]:
        kind = "duplicate"
    elif 0 in host_ports:
        kind = "overlapping"
    elif same_port and "" in addresses:
        kind = "dangerously ambiguous"
    else:
        return
    words = f"{kind} port definition with {show(other_place)}"
    yield FieldWarning(place, words, facts={"other": other_place}, code="duplicate-port")


def _port_names(ports: Sequence[tuple[FieldPath, Mapping[str, Any]]]) -> Iterator[FieldWarning]:
    first: dict[str, FieldPath] = {}
    for place, port in ports:
        name = text(port, "name")
        if name and name in first:
            other = show(first[name])
            users = "services and probes that select ports by name"
            words = f'duplicate port name "{name}" with {other}, {users} will use {other}'
            yield FieldWarning(place, words, facts={"other": first[name]}, code="duplicate-port-name")
        elif name:
            first[name] = place
