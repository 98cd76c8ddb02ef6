"""Where a workload's Pod spec and its containers stand, as paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.cluster import containers, pod_template_path
from stslint.fields import FieldPath
from stslint.resources import Resource


def pod_spec_path(resource: Resource) -> FieldPath:
    """The path of the Pod spec; `("spec",)` for a Pod itself and for kinds without Pods."""
    return (*(pod_template_path(resource) or ()), "spec")


def container_paths(resource: Resource) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    """Init containers, then containers, each with its full path."""
    base = pod_spec_path(resource)
    for at, container in containers(resource):
        yield (*base, *at), container


def running_containers(resource: Resource) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    """The containers that run for the Pod's whole life: containers, and init containers that always restart."""
    for path, container in container_paths(resource):
        if path[-2] == "containers" or container.get("restartPolicy") == "Always":
            yield path, container


def name_of_container(path: FieldPath, container: dict[str, Any]) -> str:
    """The container's name, else its place (`containers[1]`)."""
    name = container.get("name")
    return name if isinstance(name, str) and name else f"{path[-2]}[{path[-1]}]"
