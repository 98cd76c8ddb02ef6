"""Pod templates of workloads: labels, annotations, and the PodSpec (ValidatePodTemplateSpec).

In: a template as written, and the names of claim templates, which the server puts before the template's own volumes.
Out: the server's refusals and warnings. `path` is the server's, `at` where the author wrote the cause.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stslint.apiserver.claim_volumes import behind_claims
from stslint.apiserver.decoded import struct
from stslint.apiserver.errors import forbidden
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.labels import validate_annotations, validate_labels
from stslint.apiserver.pod_annotations import validate_annotations_match_fields, validate_pod_annotations
from stslint.apiserver.pod_spec import PodContext, validate_pod_spec
from stslint.apiserver.pod_warnings import spec_warnings
from stslint.fields import FieldError, FieldPath, FieldWarning


def validate_pod_template(
    template: Mapping[str, Any], path: FieldPath, version: Version, claims: Iterable[str] = ()
) -> Iterator[FieldError]:
    """All of a template; `claims` are the names of volumes that a StatefulSet's claim templates add."""
    metadata, spec = struct(template, "metadata"), struct(template, "spec")
    for error in _validate_metadata(metadata, spec, path, version):
        yield error._replace(at=_in_metadata(error.at or error.path, path))
    context = PodContext(version, dict.fromkeys(claims, "persistentVolumeClaim"))
    spec_path = (*path, "spec")
    errors = validate_pod_spec(spec, spec_path, context)
    yield from behind_claims(errors, spec, spec_path, tuple(context.added)) if context.added else errors
    if metadata.get("annotations"):
        yield from validate_annotations_match_fields(struct(metadata, "annotations"), spec, spec_path)
    if spec.get("ephemeralContainers"):
        yield forbidden((*spec_path, "ephemeralContainers"), "ephemeral containers not allowed in pod template")


def _validate_metadata(
    metadata: Mapping[str, Any], spec: Mapping[str, Any], path: FieldPath, version: Version
) -> Iterator[FieldError]:
    """The server leaves `metadata` out of these paths: `spec.template.labels`."""
    if metadata.get("labels"):
        yield from validate_labels(metadata["labels"], (*path, "labels"))
    if metadata.get("annotations"):
        place = (*path, "annotations")
        yield from validate_annotations(metadata["annotations"], place)
        yield from validate_pod_annotations(struct(metadata, "annotations"), spec, place, version)


def _in_metadata(place: FieldPath, path: FieldPath) -> FieldPath:
    return (*path, "metadata", *place[len(path) :])


def pod_warnings(template: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldWarning]:
    """What the server accepts in a template with a warning."""
    metadata, spec = struct(template, "metadata"), struct(template, "spec")
    yield from spec_warnings(spec, struct(metadata, "annotations"), path, version, in_template=True)
