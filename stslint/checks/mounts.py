"""Volume mounts against the volumes and claim templates they name.

In: one object with a Pod template. Out: hits on claims nobody mounts, mounts that hide or freeze something, file modes
whose digits were meant octal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from posixpath import normpath
from typing import Any, Final

from stslint.checks.pods import pod_spec_path
from stslint.cluster import claim_templates, containers, name_of, pod_spec
from stslint.fields import FieldPath
from stslint.hits import Hit, Note, Patch
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping


def mounts(resource: Resource) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    """Every volumeMount of every container of the Pod template, with its path."""
    base = pod_spec_path(resource)
    for at, container in containers(resource):
        for index, mount in enumerate(items(container.get("volumeMounts"))):
            if isinstance(mount, dict):
                yield (*base, *at, "volumeMounts", index), mount


@lru_cache(maxsize=16)
def used_names(resource: Resource) -> frozenset[str]:
    """The volume names that some container mounts or uses as a device."""
    return frozenset(
        name
        for _, container in containers(resource)
        for field in ("volumeMounts", "volumeDevices")
        for use in items(container.get(field))
        if isinstance(name := mapping(use).get("name"), str)
    )


@lru_cache(maxsize=16)
def volumes(resource: Resource) -> tuple[tuple[FieldPath, str, dict[str, Any]], ...]:
    """The Pod template's volumes that have a name, each with its path and name."""
    base = pod_spec_path(resource)
    return tuple(
        ((*base, "volumes", index), name, volume)
        for index, volume in enumerate(items(pod_spec(resource).get("volumes")))
        if isinstance(name := mapping(volume).get("name"), str) and name
    )


def source_of(volume: dict[str, Any]) -> str:
    """The kind of a volume: its first key besides the name (`emptyDir`, `configMap`)."""
    return next((key for key in volume if key != "name"), "emptyDir")


def claim_never_mounted(resource: Resource) -> Iterator[Hit]:
    claims = [(index, name) for index, template in claim_templates(resource) if (name := name_of(template))]
    if not claims:
        return
    used = used_names(resource)
    unused = [(index, name) for index, name in claims if name not in used]
    if not unused or used - {name for _, name in claims} - _volume_names(resource):
        return  # a mount of an unknown name is the mistake; the claim is only its consequence
    for index, name in unused:
        yield Hit(("spec", "volumeClaimTemplates", index, "metadata", "name"), {"claim": name, "set": resource.name})


def _volume_names(resource: Resource) -> set[str]:
    return {name for _, name, _ in volumes(resource)}


def hidden_claim_path(resource: Resource) -> Iterator[Hit]:
    names = {name_of(template) for _, template in claim_templates(resource)}
    scratch = {name for _, name, volume in volumes(resource) if "emptyDir" in volume}
    if not names or not scratch:
        return
    for at, container in containers(resource):
        paths = _by_path(container)
        for path, (index, mount) in paths.items():
            above = next((parent for parent in _parents(path) if parent in paths), None)
            if mount["name"] not in scratch or above is None or paths[above][1]["name"] not in names:
                continue
            if _SCRATCH.search(path.rpartition("/")[2]) or _SCRATCH.search(mount["name"]):
                continue
            base = (*pod_spec_path(resource), *at, "volumeMounts")
            facts = {"path": path, "above": above, "claim": paths[above][1]["name"], "volume": mount["name"]}
            note = Note(resource, (*base, paths[above][0], "mountPath"), "claim")
            yield Hit((*base, index, "mountPath"), facts, related=(note,))


_SCRATCH: Final = pattern(r"te?mp|cache|run|logs?\b|lock|scratch|work|session|sock|spool|pid|shm", re.IGNORECASE)
"""Folders that are meant to be lost."""


def _by_path(container: dict[str, Any]) -> dict[str, tuple[int, dict[str, Any]]]:
    return {
        normpath(path): (index, mount)
        for index, mount in enumerate(items(container.get("volumeMounts")))
        if isinstance(path := mapping(mount).get("mountPath"), str) and path and isinstance(mount.get("name"), str)
    }


def _parents(path: str) -> Iterator[str]:
    while path not in ("", "/", "."):
        path = path.rpartition("/")[0] or "/"
        yield path


def frozen_by_subpath(resource: Resource) -> Iterator[Hit]:
    configs = {
        name: source for _, name, volume in volumes(resource) if (source := source_of(volume)) in _CONFIG_SOURCES
    }
    if not configs:
        return
    for path, mount in mounts(resource):
        name = mount.get("name")
        if (mount.get("subPath") or mount.get("subPathExpr")) and isinstance(name, str) and name in configs:
            field = "subPath" if mount.get("subPath") else "subPathExpr"
            yield Hit((*path, field), {"volume": name, "source": _CONFIG_SOURCES[configs[name]]})


_CONFIG_SOURCES: Final = {
    "configMap": "ConfigMap",
    "secret": "Secret",
    "projected": "projected volume",
    "downwardAPI": "downward API volume",
}

_OCTAL_LOOKING: Final = {400: 0o400, 440: 0o440, 444: 0o444, 500: 0o500}
"""Decimal modes the server accepts (at most 511) that read like octal permissions nobody would write in decimal."""


def decimal_mode(resource: Resource) -> Iterator[Hit]:
    for path, _, volume in volumes(resource):
        source = source_of(volume)
        if source not in _CONFIG_SOURCES:
            continue
        for at, mode in _modes(mapping(volume.get(source))):
            if type(mode) is int and mode in _OCTAL_LOOKING:
                facts = {"mode": mode, "real": f"{mode:04o}", "octal": f"0{mode}", "decimal": _OCTAL_LOOKING[mode]}
                where = (*path, source, *at)
                yield Hit(where, facts, patches=(Patch("set", where, _OCTAL_LOOKING[mode]),))


def _modes(source: dict[str, Any]) -> Iterator[tuple[FieldPath, Any]]:
    yield ("defaultMode",), source.get("defaultMode")
    yield from _item_modes((), source)
    for index, projection in enumerate(items(source.get("sources"))):
        for kind, body in mapping(projection).items():
            yield from _item_modes(("sources", index, kind), mapping(body))


def _item_modes(path: FieldPath, body: dict[str, Any]) -> Iterator[tuple[FieldPath, Any]]:
    for index, item in enumerate(items(body.get("items"))):
        yield (*path, "items", index, "mode"), mapping(item).get("mode")
