"""Where a workload's Pod spec and its containers stand, as paths."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

from stslint.cluster import containers, pod_template_path
from stslint.fields import FieldPath
from stslint.resources import Resource

_RECENT: Final = 16
"""Many checks ask the same of one object, one after the other."""
Containers = tuple[tuple[FieldPath, dict[str, Any]], ...]


def pod_spec_path(resource: Resource) -> FieldPath:
    """The path of the Pod spec; `("spec",)` for a Pod itself and for kinds without Pods."""
    return (*(pod_template_path(resource) or ()), "spec")


@lru_cache(maxsize=_RECENT)
def container_paths(resource: Resource) -> Containers:
    """Init containers, then containers, each with its full path."""
    base = pod_spec_path(resource)
    return tuple(((*base, *at), container) for at, container in containers(resource))


@lru_cache(maxsize=_RECENT)
def main_containers(resource: Resource) -> Containers:
    """The containers without init containers."""
    return tuple(each for each in container_paths(resource) if each[0][-2] == "containers")


@lru_cache(maxsize=_RECENT)
def running_containers(resource: Resource) -> Containers:
    """The containers that run for the Pod's whole life: containers, and init containers that always restart."""
    return tuple(
        (path, container)
        for path, container in container_paths(resource)
        if path[-2] == "containers" or container.get("restartPolicy") == "Always"
    )


def name_of_container(path: FieldPath, container: dict[str, Any]) -> str:
    """The container's name, else its place (`containers[1]`)."""
    name = container.get("name")
    return name if isinstance(name, str) and name else f"{path[-2]}[{path[-1]}]"
