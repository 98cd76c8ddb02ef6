"""Defaults that only Pods get, not Pod templates (SetDefaults_Pod): what the server validates is the defaulted Pod.

In: the spec of a Pod as written. Out: a copy with the defaults; lists and their indexes stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stslint.apiserver.decoded import number, struct, structs

Spec = Mapping[str, Any]


def with_host_ports(spec: Spec) -> Spec:
    """On the host's network every container port is a host port."""
    if spec.get("hostNetwork") is not True:
        return spec
    return {**spec, **{field: _each(spec, field, _published) for field in _fields(spec)}}


def with_requests(spec: Spec) -> Spec:
    """Containers request what they are limited to, if they do not say."""
    return {**spec, **{field: _each(spec, field, _requesting) for field in _fields(spec)}}


def _fields(spec: Spec) -> list[str]:
    return [field for field in ("containers", "initContainers") if isinstance(spec.get(field), list)]


def _each(spec: Spec, field: str, default: Any) -> list[Any]:
    return [default(container) for _, container in structs(spec, field)]


def _published(container: dict[str, Any]) -> dict[str, Any]:
    ports = [
        {**port, "hostPort": number(port, "hostPort") or number(port, "containerPort")}
        for _, port in structs(container, "ports")
    ]
    return {**container, "ports": ports} if ports else container


def _requesting(container: dict[str, Any]) -> dict[str, Any]:
    resources = struct(container, "resources")
    limits = struct(resources, "limits")
    if not limits:
        return container
    requests = {**limits, **struct(resources, "requests")}
    return {**container, "resources": {**resources, "requests": requests}}
