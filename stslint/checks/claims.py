"""Claim templates of one StatefulSet: names, modes, metadata, and the Pod volumes they meet.

In: one StatefulSet. Out: hits on claim templates, and on Pod volumes that a claim replaces or all replicas share.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.mounts import source_of, volumes
from stslint.checks.pods import container_paths
from stslint.cluster import claim_templates, name_of, replicas
from stslint.fields import FieldPath, Key
from stslint.hits import Hit, Note, Patch
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping

CLAIMS: Final[FieldPath] = ("spec", "volumeClaimTemplates")


def shadows_volume(resource: Resource) -> Iterator[Hit]:
    claims = {name_of(template): index for index, template in claim_templates(resource)}
    if not claims:
        return
    for path, name, volume in volumes(resource):
        if name in claims:
            source = source_of(volume)
            case = "placeholder" if source in ("emptyDir", "persistentVolumeClaim") else ""
            note = Note(resource, (*CLAIMS, claims[name], "metadata", "name"), "claim")
            yield Hit((*path, "name"), {"volume": name, "source": source}, case=case, related=(note,))


def duplicate_name(resource: Resource) -> Iterator[Hit]:
    seen: dict[str, int] = {}
    for index, template in claim_templates(resource):
        name = name_of(template)
        if name and name in seen:
            note = Note(resource, (*CLAIMS, seen[name], "metadata", "name"), "first")
            yield Hit((*CLAIMS, index, "metadata", "name"), {"claim": name}, related=(note,))
        elif name:
            seen[name] = index


def pinned_to_volume(resource: Resource) -> Iterator[Hit]:
    if replicas(resource) < 2:
        return
    for index, template in claim_templates(resource):
        volume = mapping(template.get("spec")).get("volumeName")
        if isinstance(volume, str) and volume:
            facts = {"volume": volume, "claim": name_of(template), "replicas": replicas(resource)}
            yield Hit((*CLAIMS, index, "spec", "volumeName"), facts)


def many_writers_not_shared(resource: Resource) -> Iterator[Hit]:
    if replicas(resource) < 2:
        return
    for index, template in claim_templates(resource):
        modes = items(mapping(template.get("spec")).get("accessModes"))
        if "ReadWriteMany" in modes:
            facts = {"claim": name_of(template), "set": resource.name, "replicas": replicas(resource)}
            yield Hit((*CLAIMS, index, "spec", "accessModes", modes.index("ReadWriteMany")), facts)


def once_is_per_node(resource: Resource) -> Iterator[Hit]:
    for index, template in claim_templates(resource):
        if mapping(template.get("spec")).get("accessModes") == ["ReadWriteOnce"]:
            facts = {"claim": name_of(template)}
            yield Hit((*CLAIMS, index, "spec", "accessModes", 0), facts)


def block_claim_mounted(resource: Resource) -> Iterator[Hit]:
    modes = {
        name_of(template): mapping(template.get("spec")).get("volumeMode", "Filesystem")
        for _, template in claim_templates(resource)
    }
    if not modes:
        return
    for path, container in container_paths(resource):
        for field, wrong, case in (("volumeMounts", "Block", ""), ("volumeDevices", "Filesystem", "device")):
            for index, use in enumerate(items(container.get(field))):
                name = mapping(use).get("name")
                if isinstance(name, str) and modes.get(name) == wrong:
                    yield Hit((*path, field, index, "name"), {"claim": name}, case=case)


def volatile_metadata(resource: Resource) -> Iterator[Hit]:
    for index, template in claim_templates(resource):
        for field in ("labels", "annotations"):
            for key, value in mapping(mapping(template.get("metadata")).get(field)).items():
                if is_volatile(key, value):
                    where = (*CLAIMS, index, "metadata", field, Key(key))
                    facts = {"key": key, "value": value, "claim": name_of(template), "field": field}
                    yield Hit(where, facts, anchor="key", patches=(Patch("remove", where),))


_RELEASE_KEYS: Final = frozenset({"helm.sh/chart", "chart", "app.kubernetes.io/version", "version"})
_REVISION: Final = pattern(r"[0-9a-f]{40}|[0-9a-f]{7,12}-dirty|v?[0-9]+\.[0-9]+\.[0-9]+([-+.][0-9A-Za-z.+_-]+)?")


def is_volatile(key: str, value: Any) -> bool:
    """Does the pair change with every release: a chart or app version, a commit?"""
    if not isinstance(value, str):
        return False
    if key in ("helm.sh/chart", "chart", "app.kubernetes.io/version"):
        return True
    return (key in _RELEASE_KEYS or key.startswith("checksum/")) and bool(
        key.startswith("checksum/") or _REVISION.fullmatch(value)
    )


def type_omitted(resource: Resource) -> Iterator[Hit]:
    for index, template in claim_templates(resource):
        missing = [field for field in ("apiVersion", "kind") if field not in template]
        if missing:
            facts = {"missing": " and ".join(missing), "claim": name_of(template)}
            yield Hit((*CLAIMS, index), facts, anchor="value")


def pasted_from_live(resource: Resource) -> Iterator[Hit]:
    for index, template in claim_templates(resource):
        metadata = mapping(template.get("metadata"))
        for step in ("creationTimestamp", "uid", "resourceVersion", "managedFields"):
            if step in metadata:
                where: FieldPath = (*CLAIMS, index, "metadata", step)
                yield Hit(where, {"field": step}, anchor="key", patches=(Patch("remove", where),))
        if "status" in template:
            where = (*CLAIMS, index, "status")
            yield Hit(where, {"field": "status"}, anchor="key", patches=(Patch("remove", where),))
