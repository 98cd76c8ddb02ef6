"""What the map stage says of one source, as a value and as bytes.

`Judged` holds no text and no positions but those of its findings, so it can be cached and sent between processes.
"""

from __future__ import annotations

import marshal
from typing import Any, NamedTuple

from stslint.findings import Finding, ResourceRef, Skipped
from stslint.packing import finding_from, plain_finding, plain_span, span_from
from stslint.resources import Place, Resource
from stslint.suppressions import Suppression

Packed = tuple[Any, ...]


class Judged(NamedTuple):
    """What the map stage says of one source. `failures` tell of checks that raised."""

    source: str
    target: bool
    documents: int
    resources: tuple[Resource, ...] = ()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    not_validated: tuple[ResourceRef, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    failures: tuple[str, ...] = ()
    digest: bytes = b""
    """Hash of the source's content, where a cache wants it."""
    packed: bytes = b""
    """The bytes of all this, if a worker delivered them and a cache wants them."""


def pack(judged: Judged) -> bytes:
    """The bytes of what was found in one source."""
    return judged.packed or marshal.dumps(_plain(judged))


def unpack(data: bytes) -> Judged:
    """The inverse of `pack`."""
    return _judged(marshal.loads(data))


def pack_many(judged: list[Judged]) -> bytes:
    """Each by itself, so that a cache can keep the pieces as they come."""
    return marshal.dumps([pack(each) for each in judged])


def unpack_many(data: bytes) -> list[Judged]:
    pieces = [(each, unpack(each)) for each in marshal.loads(data)]
    return [judged._replace(packed=each) if judged.digest else judged for each, judged in pieces]


def _plain(judged: Judged) -> Packed:
    return (
        judged.source,
        judged.target,
        judged.documents,
        [_plain_resource(each) for each in judged.resources],
        [plain_finding(each) for each in judged.findings],
        [tuple(each) for each in judged.skipped],
        [tuple(each) for each in judged.not_validated],
        [(*each[:-1], plain_span(each.span)) for each in judged.suppressions],
        list(judged.failures),
        judged.digest,
    )


def _judged(plain: Packed) -> Judged:
    source, target, documents, resources, findings, skipped, not_validated, suppressions, failures, digest = plain
    return Judged(
        source,
        target,
        documents,
        tuple([_resource(source, target, each) for each in resources]),
        tuple(finding_from(each) for each in findings),
        tuple(Skipped(*each) for each in skipped),
        tuple(ResourceRef(*each) for each in not_validated),
        tuple(Suppression(names, first, last, span_from(span)) for names, first, last, span in suppressions),
        tuple(failures),
        digest,
    )


def _plain_resource(resource: Resource) -> Packed:
    place = resource.place
    return (
        resource.api_version,
        resource.kind,
        resource.namespace,
        resource.name,
        resource.body,
        place.document,
        place.base,
        place.template,
    )


def _resource(source: str, target: bool, plain: Packed) -> Resource:
    api_version, kind, namespace, name, body, document, base, template = plain
    return Resource(api_version, kind, namespace, name, body, Place(source, document, base, template), target)
