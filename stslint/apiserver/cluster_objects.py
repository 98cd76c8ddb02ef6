"""PersistentVolume, IngressClass and EndpointSlice: what needs two of their fields.

In: the object as written. Out: FieldErrors. Upstream: pkg/apis/core/validation, pkg/apis/networking/validation,
pkg/apis/discovery/validation.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint import quantities
from stslint.apiserver import formats, ips
from stslint.apiserver.decoded import is_set, struct, structs, text, texts
from stslint.apiserver.errors import duplicate, forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.persistent_volume_claim import ACCESS_MODES
from stslint.apiserver.scheduling import validate_node_selector
from stslint.fields import FieldError, FieldPath, FieldWarning, Key

VOLUME_SOURCES: Final = [
    "hostPath",
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "glusterfs",
    "flocker",
    "nfs",
    "rbd",
    "quobyte",
    "cephfs",
    "iscsi",
    "cinder",
    "fc",
    "flexVolume",
    "azureFile",
    "vsphereVolume",
    "photonPersistentDisk",
    "portworxVolume",
    "azureDisk",
    "scaleIO",
    "local",
    "storageos",
    "csi",
]
_OLD_ANNOTATIONS: Final = {
    "volume.beta.kubernetes.io/storage-class": 'deprecated since v1.8; use "storageClassName" attribute instead',
    "volume.beta.kubernetes.io/mount-options": 'deprecated since v1.31; use "mountOptions" attribute instead',
}
_OLD_SOURCES: Final = {
    "cephfs": "deprecated in v1.28, non-functional in v1.31+",
    "photonPersistentDisk": "deprecated in v1.11, non-functional in v1.16+",
    "scaleIO": "deprecated in v1.16, non-functional in v1.22+",
    "storageos": "deprecated in v1.22, non-functional in v1.25+",
    "glusterfs": "deprecated in v1.25, non-functional in v1.26+",
    "rbd": "deprecated in v1.28, non-functional in v1.31+",
}
SCOPES: Final = ("Cluster", "Namespace")


def validate_persistent_volume(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidatePersistentVolumeSpec, without the insides of its volume sources."""
    spec = struct(body, "spec")
    modes = texts(spec, "accessModes")
    if not modes:
        yield required(("spec", "accessModes"), known=ACCESS_MODES)
    for index, mode in enumerate(modes):
        if mode not in ACCESS_MODES:
            yield not_supported(("spec", "accessModes"), mode, ACCESS_MODES, ("spec", "accessModes", index))
    if "ReadWriteOncePod" in modes and len(set(modes) & set(ACCESS_MODES)) > 1:
        yield forbidden(("spec", "accessModes"), "may not use ReadWriteOncePod with other access modes")
    yield from _validate_capacity(struct(spec, "capacity"))
    yield from _validate_volume_source(spec)
    affinity = struct(spec, "nodeAffinity")
    if affinity.get("required"):
        yield from validate_node_selector(struct(affinity, "required"), ("spec", "nodeAffinity", "required"))


def _validate_capacity(capacity: Mapping[str, Any]) -> Iterator[FieldError]:
    path: FieldPath = ("spec", "capacity")
    if not capacity:
        yield required(path)
    elif set(capacity) != {"storage"}:
        yield not_supported(path, dict(capacity), ("storage",))
    for name, value in capacity.items():
        amount = quantities.parse(value)
        if amount is not None and amount <= 0:
            yield invalid((*path, Key(name)), str(value), "must be greater than zero")


def _validate_volume_source(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    present = [name for name in VOLUME_SOURCES if is_set(spec, name)]
    if not present:
        yield required(("spec",), "must specify a volume type")
    for name in present[1:]:
        if name != "flexVolume":  # upstream forgets to ask
            path = ("spec", "cephFS" if name == "cephfs" else name)
            yield forbidden(path, "may not specify more than 1 volume type", ("spec", name))
    attributes = spec.get("volumeAttributesClassName")
    if isinstance(attributes, str) and "csi" not in present:
        yield required(("spec", "csi"), "has to be specified when using volumeAttributesClassName")
    if "local" in present and not struct(spec, "nodeAffinity").get("required"):
        yield required(("spec", "nodeAffinity"), "Local volume requires node affinity")
    root = posixpath.normpath(text(struct(spec, "hostPath"), "path") or ".") == "/"
    if root and text(spec, "persistentVolumeReclaimPolicy") == "Recycle":
        detail = "may not be 'recycle' for a hostPath mount of '/'"
        yield forbidden(("spec", "persistentVolumeReclaimPolicy"), detail)


def persistent_volume_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """Annotations and plug-ins of the past."""
    annotations, spec = struct(struct(body, "metadata"), "annotations"), struct(body, "spec")
    for name, words in _OLD_ANNOTATIONS.items():
        if name in annotations:
            yield FieldWarning(("metadata", "annotations", Key(name)), words, anchor="key", code="old-annotation")
    if text(spec, "persistentVolumeReclaimPolicy") == "Recycle":
        words = (
            "The Recycle reclaim policy is deprecated. "
            "Instead, the recommended approach is to use dynamic provisioning."
        )
        yield FieldWarning(("spec", "persistentVolumeReclaimPolicy"), words, code="recycle")
    for name, words in _OLD_SOURCES.items():
        if is_set(spec, name):
            yield FieldWarning(("spec", name), words, anchor="key", code="old-volume-source")


def validate_ingress_class(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """validateIngressClassSpec: a controller named by domain and path, parameters in one scope."""
    spec = struct(body, "spec")
    yield from _validate_controller(text(spec, "controller"))
    if is_set(spec, "parameters"):
        yield from _validate_parameters(struct(spec, "parameters"), ("spec", "parameters"))


def _validate_controller(controller: str) -> Iterator[FieldError]:
    path = ("spec", "controller")
    if not controller:
        yield required(path)
        return
    for detail in formats.domain_prefixed_path(controller):
        yield invalid(path, controller, detail)


def _validate_parameters(parameters: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    for name in ("kind", "name"):
        value = text(parameters, name)
        if not value:
            yield required((*path, name))
        for detail in formats.path_segment_name(value):
            yield invalid((*path, name), value, detail)
    group = parameters.get("apiGroup")
    for detail in formats.dns_subdomain(group) if isinstance(group, str) else ():
        yield invalid((*path, "apiGroup"), group, detail)
    scope, namespace = parameters.get("scope"), parameters.get("namespace")
    scope = "Cluster" if scope is None else scope
    if scope not in SCOPES:
        yield not_supported((*path, "scope"), scope, SCOPES)
    elif scope == "Cluster" and namespace is not None:
        yield forbidden((*path, "namespace"), "`parameters.scope` is set to 'Cluster'")
    elif scope == "Namespace" and namespace is None:
        yield required((*path, "namespace"), "`parameters.scope` is set to 'Namespace'")
    for detail in formats.dns_label(namespace) if scope == "Namespace" and isinstance(namespace, str) else ():
        yield invalid((*path, "namespace"), namespace, detail)


def validate_endpoint_slice(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateEndpointSlice: addresses are of the slice's type, port names are unique."""
    kind = text(body, "addressType")
    for index, endpoint in structs(body, "endpoints"):
        path: FieldPath = ("endpoints", index, "addresses")
        addresses = texts(endpoint, "addresses")
        if not addresses:
            yield required(path, "must contain at least 1 address")
        for position, address in enumerate(addresses if kind in ("IPv4", "IPv6") else ()):
            yield from _validate_address(address, kind, (*path, position), version)
    names: set[str] = set()
    for index, port in structs(body, "ports"):
        name = text(port, "name")
        if name in names:
            yield duplicate(("ports", index, "name"), name)
        names.add(name)


def _validate_address(address: str, kind: str, path: FieldPath, version: Version) -> Iterator[FieldError]:
    details = ips.ip_messages(address, version)
    for detail in details:
        yield invalid(path, address, detail)
    if not details:
        if ips.family(address) != kind:
            yield invalid(path[:-1], address, f"must be an {kind} address", path)
        for detail in ips.special_ip_messages(address):
            yield invalid(path, address, detail)


def endpoint_slice_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """The address type of the past, and addresses in odd spellings."""
    if text(body, "addressType") == "FQDN":
        path, words = ("spec", "addressType"), "FQDN endpoints are deprecated"
        yield FieldWarning(path, words, ("addressType",), code="fqdn-endpoints")
    for index, endpoint in structs(body, "endpoints"):
        for position, address in enumerate(texts(endpoint, "addresses")):
            for message in ips.ip_warnings(address, version):
                yield FieldWarning(("endpoints", index, "addresses", position), message, code="odd-ip")
