"""Configuration whose change restarts nothing.

In: a workload and the set. Out: hits on references to a ConfigMap or Secret of the set from a template that does not
change with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.checks.mounts import volumes
from stslint.checks.pods import container_paths
from stslint.cluster import Cluster, pod_template
from stslint.fields import FieldPath
from stslint.hits import Hit, Note
from stslint.resources import Resource, items, mapping

_Use = tuple[FieldPath, str, str]


def config_restarts_nothing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if not (cluster.of_kind("ConfigMap") or cluster.of_kind("Secret")) or _rolls(resource):
        return
    seen = set()
    for path, kind, name in _uses(resource):
        found = cluster.get(kind, resource.namespace, name)
        if found and (kind, name) not in seen and found.body.get("immutable") is not True:
            seen.add((kind, name))
            note = Note(found, ("metadata", "name"), "config")
            yield Hit(path, {"kind": kind, "name": name, "set": resource.name}, related=(note,))


def _rolls(resource: Resource) -> bool:
    """Does an annotation of the template, or one a reloader reads, change with the configuration?"""
    template = mapping(mapping(pod_template(resource).get("metadata")).get("annotations"))
    return any("checksum" in key or "hash" in key or "config" in key.lower() for key in template) or any(
        "reloader" in key for key in (*resource.annotations, *template)
    )


def _uses(resource: Resource) -> Iterator[_Use]:
    """The ConfigMaps and Secrets the template names: only those read at start, through env or a subPath-free volume."""
    for path, _, volume in volumes(resource):
        yield from _named(path, volume, ("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"))
    for path, container in container_paths(resource):
        for index, each in enumerate(items(container.get("envFrom"))):
            where = (*path, "envFrom", index)
            yield from _named(where, mapping(each), *_REFERENCES)
        for index, each in enumerate(items(container.get("env"))):
            source = mapping(mapping(each).get("valueFrom"))
            yield from _named((*path, "env", index, "valueFrom"), source, *_REFERENCES)


_REFERENCES = (
    ("configMapRef", "ConfigMap", "name"),
    ("secretRef", "Secret", "name"),
    ("configMapKeyRef", "ConfigMap", "name"),
    ("secretKeyRef", "Secret", "name"),
)


def _named(path: FieldPath, holder: dict[str, Any], *fields: tuple[str, str, str]) -> Iterator[_Use]:
    for field, kind, key in fields:
        name = mapping(holder.get(field)).get(key)
        if isinstance(name, str) and name:
            yield (*path, field, key), kind, name
