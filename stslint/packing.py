"""What the map stage found as bytes, and back: for the cache on disk and for the pipe from a worker.

marshal, not pickle: reading a cache can never run code, and plain data is written and read much faster. The format
belongs to one version of Python and of stslint; the cache's key says so.
"""

from __future__ import annotations

import marshal
from typing import Any

from stslint.findings import Finding, Fix, RelatedPlace, ResourceRef, Skipped
from stslint.judging import Judged
from stslint.resources import Place, Resource
from stslint.suppressions import Suppression
from stslint.text import Edit, Position, Span

Packed = tuple[Any, ...]


def pack(judged: Judged) -> bytes:
    """The bytes of what was found in one source."""
    return marshal.dumps(_plain(judged))


def unpack(data: bytes) -> Judged:
    """The inverse of `pack`; raises ValueError, EOFError or TypeError on bytes that are none of ours."""
    return _judged(marshal.loads(data))


def pack_many(judged: list[Judged]) -> bytes:
    return marshal.dumps([_plain(each) for each in judged])


def unpack_many(data: bytes) -> list[Judged]:
    return [_judged(each) for each in marshal.loads(data)]


def _plain(judged: Judged) -> Packed:
    return (
        judged.source,
        judged.target,
        judged.documents,
        [_plain_resource(each) for each in judged.resources],
        [_plain_finding(each) for each in judged.findings],
        [tuple(each) for each in judged.skipped],
        [tuple(each) for each in judged.not_validated],
        [(*each[:-1], _plain_span(each.span)) for each in judged.suppressions],
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
        tuple(_finding(each) for each in findings),
        tuple(Skipped(*each) for each in skipped),
        tuple(ResourceRef(*each) for each in not_validated),
        tuple(Suppression(names, first, last, _span(span)) for names, first, last, span in suppressions),
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


def _plain_span(span: Span) -> Packed:
    return (*span.start, *span.end)


def _span(plain: Packed) -> Span:
    return Span(Position(*plain[:3]), Position(*plain[3:]))


_SIMPLE = (
    "rule",
    "id",
    "severity",
    "stage",
    "message",
    "source",
    "field",
    "reason",
    "document",
    "template",
    "help",
    "url",
)


def _plain_finding(finding: Finding) -> Packed:
    fix = finding.fix
    return (
        tuple(getattr(finding, name) for name in _SIMPLE),
        _plain_span(finding.span),
        None if finding.resource is None else tuple(finding.resource),
        [(each.message, each.source, _plain_span(each.span)) for each in finding.related],
        None if fix is None else (fix.title, fix.applicability, [tuple(edit) for edit in fix.edits]),
        [_plain_span(span) for span in finding.fix_spans],
    )


def _finding(plain: Packed) -> Finding:
    simple, span, resource, related, fix, fix_spans = plain
    return Finding(
        **dict(zip(_SIMPLE, simple, strict=True)),
        span=_span(span),
        resource=None if resource is None else ResourceRef(*resource),
        related=tuple(RelatedPlace(message, source, _span(place)) for message, source, place in related),
        fix=None if fix is None else Fix(fix[0], fix[1], tuple(Edit(*edit) for edit in fix[2])),
        fix_spans=tuple(_span(each) for each in fix_spans),
    )
