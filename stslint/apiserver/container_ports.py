"""Ports of containers: what needs more than one field (validateContainerPorts, checkHostPortConflicts).

In: container dicts as written. Out: the server's refusals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stslint.apiserver.decoded import number, structs, text
from stslint.apiserver.errors import duplicate, invalid
from stslint.fields import FieldError, FieldPath


def validate_port_names(container: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """A name stands once among the ports of one container."""
    seen: set[str] = set()
    for index, port in structs(container, "ports"):
        name = text(port, "name")
        if not name:
            continue
        if name in seen:
            yield duplicate((*path, "ports", index, "name"), name)
        seen.add(name)


def validate_host_ports(
    container: Mapping[str, Any], path: FieldPath, taken: set[str], spelled: FieldPath | None = None
) -> Iterator[FieldError]:
    """A host port is taken once per protocol and host address; `taken` is shared by containers that run together.

    `spelled` is the server's path of the container where it differs: for init containers it always says index 0.
    """
    for index, port in structs(container, "ports"):
        host_port = number(port, "hostPort")
        if host_port == 0:
            continue
        key = f"{text(port, 'protocol') or 'TCP'}/{text(port, 'hostIP')}/{host_port}"
        if key in taken:
            at = (*path, "ports", index, "hostPort")
            server = (*(spelled or path), "ports", index, "hostPort")
            yield duplicate(server, key, at)
        taken.add(key)


def validate_host_network_ports(container: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """With hostNetwork a host port equals the container port; an empty one will be defaulted to it."""
    for index, port in structs(container, "ports"):
        host_port, container_port = number(port, "hostPort"), number(port, "containerPort")
        if host_port not in (0, container_port):
            detail = "must match `containerPort` when `hostNetwork` is true"
            yield invalid((*path, "ports", index, "hostPort"), host_port, detail, container_port=container_port)
