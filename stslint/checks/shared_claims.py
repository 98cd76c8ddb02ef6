"""One claim for all replicas: PersistentVolumeClaims named in the Pod template of a StatefulSet.

In: a StatefulSet and the set. Out: hits on claims that several Pods write to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.checks.mounts import mounts, volumes
from stslint.cluster import Cluster, claim_templates, name_of, replicas
from stslint.hits import Hit, Note
from stslint.resources import Resource, items, mapping


def shared_by_replicas(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if replicas(resource) < 2:
        return
    replaced = {name_of(template) for _, template in claim_templates(resource)}
    for path, name, volume in volumes(resource):
        source = mapping(volume.get("persistentVolumeClaim"))
        claim = source.get("claimName")
        if not isinstance(claim, str) or name in replaced or _harmless(resource, source, name):
            continue
        found = cluster.get("PersistentVolumeClaim", resource.namespace, claim)
        modes = items(found.spec.get("accessModes")) if found else []
        facts = {"claim": claim, "replicas": replicas(resource), "set": resource.name}
        related = (Note(found, ("spec", "accessModes"), "claim", "key"),) if found else ()
        yield Hit((*path, "persistentVolumeClaim", "claimName"), facts, _case(modes), related=related)


def _case(modes: list[Any]) -> str:
    if "ReadWriteMany" in modes or "ReadOnlyMany" in modes:
        return "shared"
    if "ReadWriteOncePod" in modes:
        return "single"
    return "once" if modes else ""


def _harmless(resource: Resource, source: dict[str, Any], volume: str) -> bool:
    """Is it read only, or does every Pod use a folder of its own?"""
    uses = [mount for _, mount in mounts(resource) if mount.get("name") == volume]
    own_folder = bool(uses) and all("$(" in str(mount.get("subPathExpr", "")) for mount in uses)
    return source.get("readOnly") is True or own_folder or (bool(uses) and all(mount.get("readOnly") for mount in uses))
