"""Volume sources whose validity needs more than one field, or which the server spells in its own way.

In: a volume with this source. Out: the server's refusals (validateVolumeSource and the functions it calls). Facts about
one field stand in the schema overlays.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from stslint import patterns, quantities
from stslint.apiserver import formats
from stslint.apiserver.decoded import is_set, number, struct, text
from stslint.apiserver.downward_api_volumes import validate_downward_api_volume
from stslint.apiserver.errors import forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.projected_volumes import validate_projected_volume
from stslint.apiserver.volume_claims import validate_ephemeral_volume
from stslint.fields import FieldError, FieldPath, Key

Check = Callable[[Mapping[str, Any], FieldPath, Version], Iterator[FieldError]]

_MANAGED_URI: Final = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
_BLOB_URI: Final = "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"


def _empty_dir(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    limit = struct(volume, "emptyDir").get("sizeLimit")
    if limit is not None and (quantities.parse(limit) or 0) < 0:
        detail = "SizeLimit field must be a valid resource quantity"
        yield forbidden((*path, "emptyDir", "sizeLimit"), detail, anchor="value")


def _gce_persistent_disk(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """The server spells this source `persistentDisk`."""
    disk, place, at = struct(volume, "gcePersistentDisk"), (*path, "persistentDisk"), (*path, "gcePersistentDisk")
    if not text(disk, "pdName"):
        yield required((*place, "pdName"), at=(*at, "pdName"))
    partition = number(disk, "partition")
    if not 0 <= partition <= 255:
        detail = "must be between 1 and 255, inclusive"
        yield invalid((*place, "partition"), partition, detail, (*at, "partition"))


def _iscsi(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    disk, name = struct(volume, "iscsi"), text(volume, "name")
    uses_chap = disk.get("chapAuthDiscovery") is True or disk.get("chapAuthSession") is True
    if uses_chap and not is_set(disk, "secretRef"):
        yield required((*path, "iscsi", "secretRef"))
    if is_set(disk, "initiatorName") and len(f"{name}:{text(disk, 'targetPortal')}".encode()) > 64:
        detail = (
            "Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters "
            "if iscsi.initiatorName is specified."
        )
        yield invalid((*path, "name"), name, detail)
    if is_set(disk, "initiatorName"):
        initiator, at = text(disk, "initiatorName"), (*path, "iscsi", "initiatorName")
        problem = _initiator_problem(initiator)
        if problem:
            yield invalid((*path, "iscsi", "initiatorname"), initiator, problem, at)


_INITIATORS: Final = {
    "iqn": patterns.pattern(r"iqn\.\d{4}-\d{2}\.([A-Za-z0-9.-]+)(:[^,;*&$|\s]+)\Z", re.ASCII),
    "eui": patterns.pattern(r"\Aeui.[A-Za-z0-9]{16}\Z"),
    "naa": patterns.pattern(r"\Anaa.[A-Za-z0-9]{32}\Z"),
}


def _initiator_problem(name: str) -> str:
    pattern = _INITIATORS.get(name[:3])
    if pattern is None:
        return "must be valid format starting with iqn, eui, or naa"
    return "" if pattern.search(name) else "must be valid format"


def _fc(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    disk, path = struct(volume, "fc"), (*path, "fc")
    names, ids = disk.get("targetWWNs"), disk.get("wwids")
    if not names and not ids:
        yield required((*path, "targetWWNs"), "must specify either targetWWNs or wwids, but not both")
    if names and ids:
        detail = "targetWWNs and wwids can not be specified simultaneously"
        yield invalid((*path, "targetWWNs"), names, detail, anchor="key")
    if names and not is_set(disk, "lun"):
        yield required((*path, "lun"), "lun is required if targetWWNs is specified")
    elif names and not 0 <= number(disk, "lun") <= 255:
        yield invalid((*path, "lun"), disk["lun"], "must be between 0 and 255, inclusive")


def _flocker(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    dataset = struct(volume, "flocker")
    name, uuid = text(dataset, "datasetName"), text(dataset, "datasetUUID")
    if not name and not uuid:
        yield required((*path, "flocker"), "one of datasetName and datasetUUID is required")
    if name and uuid:
        yield invalid((*path, "flocker"), "resource", "datasetName and datasetUUID can not be specified simultaneously")


def _quobyte(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """The registry's pairs are looked at only if there is one and the tenant is short enough."""
    disk, path = struct(volume, "quobyte"), (*path, "quobyte")
    registry = text(disk, "registry")
    if not registry:
        return
    if len(text(disk, "tenant").encode()) >= 65:
        yield required((*path, "tenant"), "must be a UUID and may not exceed a length of 64 characters")
    elif not all(_is_host_port(pair) for pair in registry.split(",")):
        detail = "must be a host:port pair or multiple pairs separated by commas"
        yield invalid((*path, "registry"), registry, detail)


def _is_host_port(pair: str) -> bool:
    """Go's net.SplitHostPort: one colon, or a host in square brackets before it."""
    if pair.startswith("["):
        host, _, port = pair[1:].partition("]")
        return port.startswith(":") and ":" not in port[1:] and not {"[", "]"} & {*host, *port}
    return pair.count(":") == 1 and not {"[", "]"} & {*pair}


def _azure_disk(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """What the URI looks like depends on the kind, which is Shared by default."""
    disk = struct(volume, "azureDisk")
    managed = (text(disk, "kind") if is_set(disk, "kind") else "Shared") == "Managed"
    uri = text(disk, "diskURI")
    if not uri.startswith("/subscriptions/" if managed else "https://"):
        known = (_MANAGED_URI if managed else _BLOB_URI,)
        yield not_supported((*path, "azureDisk", "diskURI"), uri, known)


def _csi(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """An ill-formed secret name is reported at `csi.name`, a field that does not exist."""
    reference = struct(volume, "csi").get("nodePublishSecretRef")
    if not isinstance(reference, dict):
        return
    name, at = text(reference, "name"), (*path, "csi", "nodePublishSecretRef", "name")
    if not name:
        yield required(at)
        return
    for problem in formats.dns_subdomain(name):
        yield invalid((*path, "csi", "name"), name, problem, at)


def _flex_volume(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    for name in struct(struct(volume, "flexVolume"), "options"):
        domain = "." + name.partition("/")[0].lower()
        if domain.endswith((".kubernetes.io", ".k8s.io")):
            detail = "kubernetes.io and k8s.io namespaces are reserved"
            yield invalid((*path, "flexVolume", "options", Key(name)), name, detail, anchor="key")


CHECKS: Final[Mapping[str, Check]] = {
    "emptyDir": _empty_dir,
    "gcePersistentDisk": _gce_persistent_disk,
    "iscsi": _iscsi,
    "fc": _fc,
    "flocker": _flocker,
    "quobyte": _quobyte,
    "azureDisk": _azure_disk,
    "csi": _csi,
    "flexVolume": _flex_volume,
    "downwardAPI": validate_downward_api_volume,
    "projected": validate_projected_volume,
    "ephemeral": validate_ephemeral_volume,
}
