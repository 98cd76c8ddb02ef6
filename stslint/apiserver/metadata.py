"""ObjectMeta: names, namespaces, labels, annotations, owners and finalizers of any object.

In: an object's metadata as written, the format of its kind's names, and whether it lives in a namespace. Out:
FieldErrors. Upstream: apimachinery/pkg/api/validation/objectmeta.go, pkg/apis/core/validation/names.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import texts
from stslint.apiserver.errors import invalid, required
from stslint.apiserver.formats import Format
from stslint.apiserver.labels import validate_annotations, validate_labels
from stslint.fields import FieldError, FieldPath, FieldWarning

METADATA: Final[FieldPath] = ("metadata",)
GENERATED_PREFIX_MAX: Final = 58
STANDARD_FINALIZERS: Final = ("orphan", "foregroundDeletion", "kubernetes")


def validate_object_meta(
    body: Mapping[str, Any],
    name_format: Format,
    namespaced: bool,
    *,
    qualified_finalizers: bool = True,
    needs_name: bool = True,
) -> Iterator[FieldError]:
    """What the server refuses in the metadata of a new object.

    A namespace on a kind that lives in none is ignored. Core's stricter finalizers hold for most kinds; a LimitRange
    without a name gets one from the server.
    """
    metadata = body.get("metadata")
    if not isinstance(metadata, dict):
        metadata = {}
    yield from _validate_name(metadata, name_format, needs_name)
    namespace = metadata.get("namespace")
    if namespaced and namespace and isinstance(namespace, str):
        for detail in formats.dns_label(namespace):
            yield invalid(("metadata", "namespace"), namespace, detail)
    if metadata.get("labels"):
        yield from validate_labels(metadata["labels"], ("metadata", "labels"))
    if metadata.get("annotations"):
        yield from validate_annotations(metadata["annotations"], ("metadata", "annotations"))
    if metadata.get("ownerReferences"):
        yield from _validate_owner_references(metadata["ownerReferences"], ("metadata", "ownerReferences"))
    if metadata.get("finalizers"):
        yield from _validate_finalizers(texts(metadata, "finalizers"), ("metadata", "finalizers"), qualified_finalizers)


def _validate_name(metadata: Mapping[str, Any], name_format: Format, needed: bool) -> Iterator[FieldError]:
    name, prefix = metadata.get("name"), metadata.get("generateName")
    if prefix and isinstance(prefix, str):
        for detail in name_format(_masked(prefix)):
            yield invalid(("metadata", "generateName"), prefix, detail)
        if not name:
            yield from _validate_generated_name(prefix, name_format)
    if name and isinstance(name, str):
        for detail in name_format(name):
            yield invalid(("metadata", "name"), name, detail)
    elif needed and not name and not prefix:
        yield required(("metadata", "name"), "name or generateName is required")


def _validate_generated_name(prefix: str, name_format: Format) -> Iterator[FieldError]:
    """What passes as a prefix may still make no name: five characters take the place of what is beyond 58."""
    if not name_format(_masked(prefix)):
        for detail in name_format(prefix[:GENERATED_PREFIX_MAX] + "x" * 5):
            yield invalid(("metadata", "name"), prefix, detail, ("metadata", "generateName"))


def _masked(prefix: str) -> str:
    """Upstream's maskTrailingDash, which cuts one character more than it means to."""
    return prefix[:-2] + "a" if len(prefix) > 1 and prefix.endswith("-") else prefix


def validate_generation(body: Mapping[str, Any]) -> Iterator[FieldError]:
    """Kinds that do not count generations themselves keep, and check, what is written."""
    metadata = body.get("metadata")
    generation = metadata.get("generation") if isinstance(metadata, dict) else None
    if isinstance(generation, int) and generation < 0:
        yield invalid(("metadata", "generation"), generation, "must be greater than or equal to 0")


def _validate_owner_references(references: Any, path: FieldPath) -> Iterator[FieldError]:
    controllers = []
    owners: list[Mapping[str, Any]] = []
    for index, reference in enumerate(references if isinstance(references, list) else ()):
        owner = reference if isinstance(reference, dict) else {}
        if owner in owners:
            continue  # the server drops repetitions before it looks
        owners.append(owner)
        yield from _validate_owner_reference(owner, (*path, index))
        if owner.get("controller") is True:
            controllers.append(f"{owner.get('kind', '')}/{owner.get('name', '')}")
    for other in controllers[1:]:
        yield invalid(
            path,
            references,
            "Only one reference can have Controller set to true. "
            f'Found "true" in references for {controllers[0]} and {other}',
        )


def _validate_owner_reference(owner: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    version = owner.get("apiVersion")
    if version and isinstance(version, str) and not _is_group_version(version):
        yield invalid((*path, "apiVersion"), version, "must be <group>/<version> or <version>")
    for name in ("apiVersion", "kind", "name", "uid"):
        if not owner.get(name):
            yield required((*path, name), "must not be empty")
    if version == "v1" and owner.get("kind") == "Event":
        yield invalid(path, dict(owner), "/v1, Kind=Event is disallowed from being an owner")


def _is_group_version(text: str) -> bool:
    return text == "/" or (text.count("/") <= 1 and not text.endswith("/"))


def _validate_finalizers(names: list[str], path: FieldPath, qualified: bool) -> Iterator[FieldError]:
    for index, name in enumerate(names):
        details = formats.label_key(name)
        for detail in details:
            yield invalid(path, name, detail, (*path, index))
        if qualified and not details and "/" not in name and name not in STANDARD_FINALIZERS:
            detail = "name is neither a standard finalizer name nor is it fully qualified"
            yield invalid((*path, index), name, detail, known=STANDARD_FINALIZERS)
    if "orphan" in names and "foregroundDeletion" in names:
        yield invalid(path, names, "finalizer orphan and foregroundDeletion cannot be both set")


def metadata_warnings(body: Mapping[str, Any]) -> Iterator[FieldWarning]:
    """The warnings of the generic handlers: owners listed twice."""
    metadata = body.get("metadata")
    references = metadata.get("ownerReferences") if isinstance(metadata, dict) else None
    if not isinstance(references, list) or len(references) < 2:
        return
    owners = [repr(sorted(each.items(), key=repr)) if isinstance(each, dict) else repr(each) for each in references]
    if len(set(owners)) < len(owners):
        message = "contains duplicate entries; API server dedups owner references in 1.20+"
        yield FieldWarning(("metadata", "ownerReferences"), message, code="owner-reference-duplicate")
