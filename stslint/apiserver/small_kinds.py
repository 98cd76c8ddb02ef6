"""Small kinds beside the workloads: ReplicationController, PodTemplate, Endpoints, CustomResourceDefinition.

In: the object as written. Out: FieldErrors, FieldWarnings. Upstream: core and apiextensions validation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stslint import selectors
from stslint.apiserver import ips
from stslint.apiserver.decoded import struct, structs, text
from stslint.apiserver.errors import invalid, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.pod_template import pod_warnings, validate_pod_template
from stslint.apiserver.workloads import SELECTOR, TEMPLATE
from stslint.fields import FieldError, FieldWarning


def validate_replication_controller(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateReplicationController; an absent selector is taken from the template's labels."""
    spec = struct(body, "spec")
    labels = struct(struct(struct(spec, "template"), "metadata"), "labels")
    selector = struct(spec, "selector") or labels
    if not selector:
        yield required(SELECTOR)
    elif not selectors.matches_map(selector, labels):
        place = (*TEMPLATE, "metadata", "labels")
        yield invalid(place, labels, "`selector` does not match template `labels`", related=(SELECTOR,))
    if isinstance(spec.get("template"), dict):
        yield from validate_pod_template(spec["template"], TEMPLATE, version)


def validate_pod_template_object(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidatePodTemplate."""
    yield from validate_pod_template(struct(body, "template"), ("template",), version)


def validate_endpoints(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateEndpoints: addresses are IPs a Pod could have."""
    for index, subset in structs(body, "subsets"):
        for word in ("addresses", "notReadyAddresses"):
            for at, address in structs(subset, word):
                ip = text(address, "ip")
                for detail in ips.ip_messages(ip, version) or ips.special_ip_messages(ip):
                    yield invalid(("subsets", index, word, at, "ip"), ip, detail)


def validate_custom_resource_definition(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """A CustomResourceDefinition is named after what it defines."""
    spec = struct(body, "spec")
    wanted = f"{text(struct(spec, 'names'), 'plural')}.{text(spec, 'group')}"
    name = text(struct(body, "metadata"), "name")
    if name and name != wanted:
        yield invalid(("metadata", "name"), name, 'must be spec.names.plural+"."+spec.group')


def pod_template_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """Those of the template a PodTemplate is."""
    yield from pod_warnings(struct(body, "template"), ("template",), version)
