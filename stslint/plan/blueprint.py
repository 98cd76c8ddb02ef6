"""A Pod template, read once: what all Pods made from it have in common.

In: a defaulted PodTemplateSpec. Out: a frozen Blueprint that Pods share, so a plan of 25 000 Pods stays small.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from stslint.resources import items, mapping


class ContainerPort(NamedTuple):
    name: str
    number: int
    protocol: str


class Reference(NamedTuple):
    """A ConfigMap or Secret a Pod uses; unless it is optional it must exist for the Pod to start."""

    kind: str
    name: str
    optional: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Blueprint:
    template: Mapping[str, Any]
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    images: tuple[str, ...]
    ports: tuple[ContainerPort, ...]
    """Of containers and sidecars: init containers with `restartPolicy: Always` (endpointslice FindPort)."""
    volumes: Mapping[str, str]
    """Volumes of the template that use a PersistentVolumeClaim: name → claim."""
    uses: tuple[Reference, ...]
    """ConfigMaps and Secrets, optional ones too."""
    service_account: str
    priority_class: str
    runtime_class: str

    @property
    def needs(self) -> list[Reference]:
        return [each for each in self.uses if not each.optional]

    @property
    def spec(self) -> Mapping[str, Any]:
        return mapping(self.template.get("spec"))


def read(template: Mapping[str, Any]) -> Blueprint:
    metadata, spec = mapping(template.get("metadata")), mapping(template.get("spec"))
    containers = [each for each in items(spec.get("containers")) if isinstance(each, dict)]
    volumes = [each for each in items(spec.get("volumes")) if isinstance(each, dict)]
    return Blueprint(
        template=template,
        labels=_strings(metadata.get("labels")),
        annotations=_strings(metadata.get("annotations")),
        images=tuple(str(each.get("image", "")) for each in containers),
        ports=tuple(_ports([*containers, *_sidecars(spec)])),
        volumes=dict(_claims(volumes)),
        uses=tuple(dict.fromkeys([*_volume_uses(volumes), *_container_uses(spec)])),
        service_account=str(spec.get("serviceAccountName") or "default"),
        priority_class=str(spec.get("priorityClassName") or ""),
        runtime_class=str(spec.get("runtimeClassName") or ""),
    )


def _strings(value: Any) -> dict[str, str]:
    return {str(key): str(each) for key, each in mapping(value).items()}


def _sidecars(spec: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [each for each in items(spec.get("initContainers")) if isinstance(each, dict)]
    return [each for each in found if each.get("restartPolicy") == "Always"]


def _ports(containers: list[dict[str, Any]]) -> Iterator[ContainerPort]:
    for container in containers:
        for port in items(container.get("ports")):
            number = mapping(port).get("containerPort")
            if isinstance(number, int):
                yield ContainerPort(str(port.get("name", "")), number, str(port.get("protocol", "TCP")))


def _claims(volumes: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for volume in volumes:
        claim = mapping(volume.get("persistentVolumeClaim")).get("claimName")
        if isinstance(claim, str):
            yield str(volume.get("name", "")), claim


def _volume_uses(volumes: list[dict[str, Any]]) -> Iterator[Reference]:
    for volume in volumes:
        yield from _source_uses(volume, config_field="name", secret_field="secretName")
        for source in items(mapping(volume.get("projected")).get("sources")):
            yield from _source_uses(mapping(source), config_field="name", secret_field="name")


def _source_uses(source: Mapping[str, Any], *, config_field: str, secret_field: str) -> Iterator[Reference]:
    yield from _use("ConfigMap", source.get("configMap"), config_field)
    yield from _use("Secret", source.get("secret"), secret_field)


def _use(kind: str, source: Any, field: str = "name") -> Iterator[Reference]:
    if isinstance(source, dict) and isinstance(source.get(field), str):
        yield Reference(kind, source[field], source.get("optional") is True)


def _container_uses(spec: Mapping[str, Any]) -> Iterator[Reference]:
    for container in [*items(spec.get("initContainers")), *items(spec.get("containers"))]:
        for source in items(mapping(container).get("envFrom")):
            yield from _use("ConfigMap", mapping(source).get("configMapRef"))
            yield from _use("Secret", mapping(source).get("secretRef"))
        for variable in items(mapping(container).get("env")):
            value_from = mapping(mapping(variable).get("valueFrom"))
            yield from _use("ConfigMap", value_from.get("configMapKeyRef"))
            yield from _use("Secret", value_from.get("secretKeyRef"))
