"""Fields that a server of the target version knows, but drops because their feature gate is off.

In: one object and the Kubernetes version. Out: hits on such fields; they have no effect, and nothing says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from stslint.checks.mounts import volumes
from stslint.checks.pods import container_paths, pod_spec_path
from stslint.cluster import claim_templates, pod_spec
from stslint.fields import FieldPath
from stslint.hits import Hit
from stslint.resources import Resource, items, mapping

Version = tuple[int, int]
_NEVER: Final = 99


class Gate(NamedTuple):
    """A field's feature gate, the minor that brought the field, and the one that turned the gate on."""

    name: str
    known: int
    on: int


_MAX_UNAVAILABLE: Final = Gate("MaxUnavailableStatefulSet", 24, 37)
_POD: Final = {
    "resources": Gate("PodLevelResources", 32, 34),
    "hostnameOverride": Gate("HostnameOverride", 34, 35),
    "hostUsers": Gate("UserNamespacesSupport", 25, 33),
}
_CONTAINER: Final = {"restartPolicyRules": Gate("ContainerRestartRules", 34, 35)}
_STOP_SIGNAL: Final = Gate("ContainerStopSignals", 33, _NEVER)
_FILE_KEY: Final = Gate("EnvFiles", 34, 35)
_IMAGE_VOLUME: Final = Gate("ImageVolume", 31, 35)
_PROJECTED: Final = {
    "clusterTrustBundle": Gate("ClusterTrustBundleProjection", 29, 37),
    "podCertificate": Gate("PodCertificateRequest", 34, 37),
}
_CLAIM: Final = Gate("VolumeAttributesClass", 29, 34)


def dropped(resource: Resource, version: Version) -> Iterator[Hit]:
    for path, gate in _gated(resource) if version < _ALL_ON else _stop_signals(resource):
        if (1, gate.known) <= version < (1, gate.on):
            facts = {"field": str(path[-1]), "gate": gate.name, "version": f"1.{version[1]}", "since": f"1.{gate.on}"}
            case = "off" if gate.on == _NEVER else "patch" if gate is _MAX_UNAVAILABLE and version == (1, 35) else ""
            yield Hit(path, facts, case, anchor="key")


_ALL_ON: Final[Version] = (1, 37)
"""From here on no gate but that of stopSignal is off."""


def _stop_signals(resource: Resource) -> Iterator[tuple[FieldPath, Gate]]:
    for path, container in container_paths(resource):
        if mapping(container.get("lifecycle")).get("stopSignal") is not None:
            yield (*path, "lifecycle", "stopSignal"), _STOP_SIGNAL


def _gated(resource: Resource) -> Iterator[tuple[FieldPath, Gate]]:
    if resource.kind == "StatefulSet":
        rolling = mapping(mapping(resource.spec.get("updateStrategy")).get("rollingUpdate"))
        if rolling.get("maxUnavailable") is not None:
            yield ("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), _MAX_UNAVAILABLE
        for index, template in claim_templates(resource):
            if mapping(template.get("spec")).get("volumeAttributesClassName"):
                yield ("spec", "volumeClaimTemplates", index, "spec", "volumeAttributesClassName"), _CLAIM
    spec = pod_spec(resource)
    if spec:
        yield from _fields(pod_spec_path(resource), spec, _POD)
        yield from _in_volumes(resource)
        for path, container in container_paths(resource):
            yield from _in_container(path, container)
        yield from _stop_signals(resource)


def _fields(path: FieldPath, holder: dict[str, Any], gates: dict[str, Gate]) -> Iterator[tuple[FieldPath, Gate]]:
    for field, gate in gates.items():
        if holder.get(field) is not None:
            yield (*path, field), gate


def _in_volumes(resource: Resource) -> Iterator[tuple[FieldPath, Gate]]:
    for path, _, volume in volumes(resource):
        yield from _fields(path, volume, {"image": _IMAGE_VOLUME})
        for index, source in enumerate(items(mapping(volume.get("projected")).get("sources"))):
            yield from _fields((*path, "projected", "sources", index), mapping(source), _PROJECTED)


def _in_container(path: FieldPath, container: dict[str, Any]) -> Iterator[tuple[FieldPath, Gate]]:
    yield from _fields(path, container, _CONTAINER)
    for index, each in enumerate(items(container.get("env"))):
        source = mapping(mapping(each).get("valueFrom"))
        yield from _fields((*path, "env", index, "valueFrom"), source, {"fileKeyRef": _FILE_KEY})
