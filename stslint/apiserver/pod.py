"""Pods: what only a Pod is refused for, beyond its spec (ValidatePodCreate).

In: a Pod as written. Out: the server's refusals and warnings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stslint.apiserver import formats
from stslint.apiserver.decoded import struct, text
from stslint.apiserver.errors import forbidden
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.pod_annotations import (
    MIRROR,
    validate_annotations_match_fields,
    validate_pod_annotations,
)
from stslint.apiserver.pod_defaults import with_host_ports, with_requests
from stslint.apiserver.pod_spec import PodContext, validate_pod_spec
from stslint.apiserver.pod_warnings import spec_warnings
from stslint.apiserver.volumes import validate_ephemeral_claims
from stslint.fields import FieldError, FieldWarning


def validate_pod(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """A Pod's annotations and spec; its metadata are those of any object."""
    metadata, spec = struct(body, "metadata"), struct(body, "spec")
    annotations = struct(metadata, "annotations")
    if annotations:
        yield from validate_pod_annotations(annotations, spec, ("metadata", "annotations"), version)
        yield from validate_annotations_match_fields(annotations, spec, ("spec",))
    context = PodContext(version, labels=struct(metadata, "labels"))
    yield from validate_pod_spec(with_host_ports(spec), ("spec",), context)
    if text(metadata, "name"):
        yield from validate_ephemeral_claims(spec, ("spec",), text(metadata, "name"))
    if spec.get("ephemeralContainers"):
        yield forbidden(("spec", "ephemeralContainers"), "cannot be set on create")
    if MIRROR in annotations and spec.get("resourceClaims"):
        yield forbidden((), "static pods do not support resource claims", ("spec", "resourceClaims"))


def pod_object_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """A name that is no hostname, and the warnings of the spec."""
    metadata = struct(body, "metadata")
    name = text(metadata, "name")
    problems = formats.dns_label(name) if name else ()
    if problems:
        words = (
            "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is recommended: "
            f"[{' '.join(problems)}]"
        )
        yield FieldWarning(("metadata", "name"), words, code="name-not-a-dns-label")
    spec = with_requests(with_host_ports(struct(body, "spec")))
    yield from spec_warnings(spec, struct(metadata, "annotations"), (), version, in_template=False)
