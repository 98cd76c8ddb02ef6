"""Findings and reports as bytes, and back: for the cache on disk and for the pipe from a worker.

marshal, not pickle: reading a cache can never run code, and plain data is written and read much faster. The format
belongs to one version of Python and of stslint; the cache's key says so.
"""

from __future__ import annotations

import marshal
from typing import Any

from stslint.findings import Counts, Finding, Fix, RelatedPlace, Report, ResourceRef, Skipped
from stslint.text import Edit, Position, Span

Packed = tuple[Any, ...]


def pack_report(report: Report) -> bytes:
    """The bytes of a whole report."""
    return marshal.dumps(
        (
            [plain_finding(each) for each in report.findings],
            [plain_finding(each) for each in report.suppressed],
            [tuple(each) for each in report.skipped],
            [tuple(each) for each in report.not_validated],
            list(report.failures),
            list(report.objectless),
            tuple(report.counts),
        )
    )


def unpack_report(data: bytes) -> Report:
    """The inverse of `pack_report`."""
    findings, suppressed, skipped, not_validated, failures, objectless, counts = marshal.loads(data)
    return Report(
        tuple(finding_from(each) for each in findings),
        tuple(finding_from(each) for each in suppressed),
        tuple(Skipped(*each) for each in skipped),
        tuple(ResourceRef(*each) for each in not_validated),
        tuple(failures),
        tuple(objectless),
        Counts(*counts),
    )


def plain_span(span: Span) -> Packed:
    return (*span.start, *span.end)


def span_from(plain: Packed) -> Span:
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


def plain_finding(finding: Finding) -> Packed:
    fix = finding.fix
    return (
        tuple(getattr(finding, name) for name in _SIMPLE),
        plain_span(finding.span),
        None if finding.resource is None else tuple(finding.resource),
        [(each.message, each.source, plain_span(each.span)) for each in finding.related],
        None if fix is None else (fix.title, fix.applicability, [tuple(edit) for edit in fix.edits]),
        [plain_span(span) for span in finding.fix_spans],
    )


def finding_from(plain: Packed) -> Finding:
    simple, span, resource, related, fix, fix_spans = plain
    return Finding(
        **dict(zip(_SIMPLE, simple, strict=True)),
        span=span_from(span),
        resource=None if resource is None else ResourceRef(*resource),
        related=tuple(RelatedPlace(message, source, span_from(place)) for message, source, place in related),
        fix=None if fix is None else Fix(fix[0], fix[1], tuple(Edit(*edit) for edit in fix[2])),
        fix_spans=tuple(span_from(each) for each in fix_spans),
    )
