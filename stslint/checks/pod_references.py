"""What a Pod spec refers to by name: ConfigMaps, Secrets, claims, and the objects admission looks up.

In: a workload. Out: `Reference`s with the path of each name; nothing is resolved here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from stslint.checks.pods import container_paths, pod_spec_path
from stslint.cluster import pod_spec
from stslint.fields import FieldPath
from stslint.resources import Resource, items, mapping


class Reference(NamedTuple):
    """A name at `path`; `keys` are the keys asked for, each with its path. `how` says what happens at start."""

    kind: str
    name: str
    path: FieldPath
    optional: bool = False
    keys: tuple[tuple[str, FieldPath], ...] = ()
    how: str = ""


_ENV = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))
_ENV_FROM = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
_VOLUMES = (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"))


def pod_references(resource: Resource) -> Iterator[Reference]:
    """Every ConfigMap and Secret the Pods need, in the order of the manifest."""
    for path, container in container_paths(resource):
        yield from _env(path, container)
    base = pod_spec_path(resource)
    for index, volume in enumerate(items(pod_spec(resource).get("volumes"))):
        yield from _volume((*base, "volumes", index), mapping(volume))


def _env(path: FieldPath, container: dict[str, Any]) -> Iterator[Reference]:
    for index, each in enumerate(items(container.get("envFrom"))):
        for field, kind in _ENV_FROM:
            yield from _named(kind, mapping(each).get(field), (*path, "envFrom", index, field), "name", "env")
    for index, each in enumerate(items(container.get("env"))):
        source = mapping(mapping(each).get("valueFrom"))
        for field, kind in _ENV:
            if field in source:
                yield from _key_ref(kind, mapping(source[field]), (*path, "env", index, "valueFrom", field))


def _key_ref(kind: str, value: dict[str, Any], path: FieldPath) -> Iterator[Reference]:
    key = value.get("key")
    keys = ((key, (*path, "key")),) if isinstance(key, str) and key else ()
    for each in _named(kind, value, path, "name", "env"):
        yield each._replace(keys=keys)


def _volume(path: FieldPath, volume: dict[str, Any]) -> Iterator[Reference]:
    for field, kind, name in _VOLUMES:
        yield from _with_items(kind, volume.get(field), (*path, field), name)
    for index, each in enumerate(items(mapping(volume.get("projected")).get("sources"))):
        for field, kind, _ in _VOLUMES:
            yield from _with_items(
                kind, mapping(each).get(field), (*path, "projected", "sources", index, field), "name"
            )


def _with_items(kind: str, value: Any, path: FieldPath, name: str) -> Iterator[Reference]:
    keys = tuple(
        (key, (*path, "items", index, "key"))
        for index, each in enumerate(items(mapping(value).get("items")))
        if isinstance(key := mapping(each).get("key"), str) and key
    )
    for each in _named(kind, value, path, name, "volume"):
        yield each._replace(keys=keys)


def _named(kind: str, value: Any, path: FieldPath, field: str, how: str) -> Iterator[Reference]:
    name = mapping(value).get(field)
    if isinstance(name, str) and name:
        yield Reference(kind, name, (*path, field), mapping(value).get("optional") is True, (), how)
