"""Volumes of a Pod: exactly one source each, and names that stand once (ValidateVolumes, validateVolumeSource).

In: volumes as written. Out: the server's refusals, and what each volume name stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import is_set, struct, structs, text
from stslint.apiserver.errors import duplicate, forbidden, invalid, required
from stslint.apiserver.feature_gates import Version, enabled
from stslint.apiserver.volume_sources import CHECKS
from stslint.fields import FieldError, FieldPath

_ORDER: Final = [
    "emptyDir",
    "hostPath",
    "gitRepo",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "secret",
    "nfs",
    "iscsi",
    "glusterfs",
    "flocker",
    "persistentVolumeClaim",
    "rbd",
    "cinder",
    "cephfs",
    "quobyte",
    "downwardAPI",
    "fc",
    "flexVolume",
    "configMap",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "storageos",
    "projected",
    "scaleIO",
    "csi",
    "ephemeral",
    "image",
]
"""The order in which validateVolumeSource looks; every source after the first is one too many."""
SOURCES: Final[Mapping[str, int]] = {name: index for index, name in enumerate(_ORDER)}
_MISSPELT: Final[Mapping[str, str]] = {"cephfs": "cephFS", "downwardAPI": "downwarAPI"}
"""How the server spells a source that is one too many, where it differs."""


def sources(spec: Mapping[str, Any]) -> dict[str, str]:
    """Volume name → its source; a volume without one is defaulted to an emptyDir."""
    return {text(volume, "name"): (_given(volume) or ["emptyDir"])[0] for _, volume in structs(spec, "volumes")}


def _given(volume: Mapping[str, Any]) -> list[str]:
    given = [name for name in volume if name in SOURCES and volume[name] is not None]
    return given if len(given) < 2 else sorted(given, key=SOURCES.__getitem__)


def validate_volumes(spec: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """The volumes of a Pod or Pod template."""
    seen: set[str] = set()
    for index, volume in structs(spec, "volumes"):
        name, place = text(volume, "name"), (*path, "volumes", index)
        if name and name in seen:
            yield duplicate((*place, "name"), name)
        seen.add(name)
        given = _given(volume)
        for extra in given[1:]:
            detail = "may not specify more than 1 volume type"
            server = (*place, _MISSPELT.get(extra, extra))
            yield forbidden(server, detail, (*place, extra), given=tuple(given))
        if given:
            yield from _validate_source(given[0], volume, place, version)


def _validate_source(source: str, volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    check = CHECKS.get(source)
    if check is not None:
        yield from check(volume, path, version)
    elif source == "image" and not enabled("ImageVolume", version):
        yield required(path, "must specify a volume type")


def validate_ephemeral_claims(spec: Mapping[str, Any], path: FieldPath, pod_name: str) -> Iterator[FieldError]:
    """Claims created for a Pod's ephemeral volumes are named after both, and no other volume mounts them by name."""
    created: set[str] = set()
    for index, volume in structs(spec, "volumes"):
        name = text(volume, "name")
        if name and is_set(volume, "ephemeral"):
            claim = f"{pod_name}-{name}"
            created.add(claim)
            for problem in formats.dns_subdomain(claim):
                yield invalid((*path, "volumes", index, "name"), name, f'PVC name "{claim}": {problem}')
    for index, volume in structs(spec, "volumes") if created else ():
        claim = text(struct(volume, "persistentVolumeClaim"), "claimName")
        if claim in created:
            detail = "must not reference a PVC that gets created for an ephemeral volume"
            yield invalid((*path, "volumes", index, "persistentVolumeClaim", "claimName"), claim, detail)
