"""Refusals of single objects, as far as the recorded scenarios need them; the real judge is wired in by the API."""

from __future__ import annotations

import re
from typing import Any

from stslint.fields import FieldError
from stslint.resources import Resource, items, mapping
from stslint.selectors import matches

LABEL = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with "
    "an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is "
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?')"
)


def refused(resource: Resource) -> list[FieldError]:
    if resource.kind == "Service":
        return _service(resource.spec)
    return _set(resource.name, resource.spec) if resource.kind == "StatefulSet" else []


def _service(spec: dict[str, Any]) -> list[FieldError]:
    return [
        FieldError(("spec", "ports", index, "name"), "FieldValueInvalid", LABEL, port["name"])
        for index, port in enumerate(items(spec.get("ports")))
        if re.fullmatch("[a-z0-9]([-a-z0-9]*[a-z0-9])?", port.get("name", "a")) is None
    ]


def _set(name: str, spec: dict[str, Any]) -> list[FieldError]:
    found: list[FieldError] = []

    def invalid(path: tuple[Any, ...], value: Any, detail: str) -> None:
        found.append(FieldError(path, "FieldValueInvalid", detail, value))

    if len(name) > 63:
        invalid(("metadata", "name"), name, "must be no more than 63 characters")
    if "." in name:
        invalid(("metadata", "name"), name, "must not contain dots")
    strategy = mapping(spec.get("updateStrategy"))
    rolling = mapping(strategy.get("rollingUpdate"))
    if rolling.get("maxUnavailable") == 0:
        invalid(("spec", "updateStrategy", "rollingUpdate", "maxUnavailable"), 0, "cannot be 0")
    if strategy.get("type") == "Recreate":
        block = {"Partition": rolling["partition"], "MaxUnavailable": rolling["maxUnavailable"]} if rolling else None
        value = {"Type": "Recreate", "RollingUpdate": block}
        invalid(("spec", "updateStrategy"), value, "must be 'RollingUpdate' or 'OnDelete'")
    for index, claim in enumerate(items(spec.get("volumeClaimTemplates"))):
        if "storage" not in mapping(mapping(mapping(claim.get("spec")).get("resources")).get("requests")):
            path = ("spec", "volumeClaimTemplates", index, "spec", "resources[storage]")
            found.append(FieldError(path, "FieldValueRequired"))
    if spec.get("replicas", 1) < 0:
        invalid(("spec", "replicas"), spec["replicas"], "must be greater than or equal to 0")
    if len(spec.get("serviceName", "")) > 63:
        invalid(("spec", "serviceName"), spec["serviceName"], "must be no more than 63 characters")
    labels = spec["template"]["metadata"]["labels"]
    if not matches(spec.get("selector"), labels):
        detail = "`selector` does not match template `labels`"
        invalid(("spec", "template", "metadata", "labels"), labels, detail)
    return found + _volumes(spec)


def _volumes(spec: dict[str, Any]) -> list[FieldError]:
    base = ("spec", "template", "spec")
    names = [each["metadata"]["name"] for each in items(spec.get("volumeClaimTemplates"))]
    found = [
        FieldError((*base, "volumes", index, "name"), "FieldValueInvalid", LABEL, name)
        for index, name in enumerate(names)
        if name != name.lower()
    ]
    good = {name for name in names if name == name.lower()}
    good |= {volume["name"] for volume in items(spec["template"]["spec"].get("volumes"))}
    for at, container in enumerate(spec["template"]["spec"]["containers"]):
        for index, mount in enumerate(items(container.get("volumeMounts"))):
            if mount["name"] not in good:
                path = (*base, "containers", at, "volumeMounts", index, "name")
                found.append(FieldError(path, "FieldValueNotFound", value=mount["name"]))
    return found
