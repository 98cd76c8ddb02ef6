"""Findings: mistakes with rule, place, words and remedy; and the report that holds a run's findings and counts.

Everything here is a plain value; `to_dict` is the JSON format (`schemas/stslint/report.schema.json`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple

from stslint.text import Edit, Span

Severity = Literal["error", "warning", "info"]
Stage = Literal["parse", "apply", "create", "schedule", "start", "run", "update", "scale", "delete"]
Applicability = Literal["safe", "unsafe", "manual"]

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
STAGES: Final[tuple[Stage, ...]] = (
    "parse",
    "apply",
    "create",
    "schedule",
    "start",
    "run",
    "update",
    "scale",
    "delete",
)
"""When a mistake bites. An error at `parse` or `apply` means: a real server refuses this."""

BITES: Final[Mapping[Stage, str]] = {
    "parse": "when kubectl reads it",
    "apply": "when it is applied",
    "create": "when its Pods are created",
    "schedule": "when its Pods are scheduled",
    "start": "when its containers start",
    "run": "while it runs",
    "update": "when it is updated",
    "scale": "when it is scaled",
    "delete": "when it is deleted",
}
"""The stages as parts of a sentence: `bites while it runs`."""

FORMAT_VERSION: Final = 1


class ResourceRef(NamedTuple):
    """Which object a finding is about."""

    api_version: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"

    def to_dict(self) -> dict[str, str]:
        return {
            "apiVersion": self.api_version,
            "kind": self.kind,
            "namespace": self.namespace,
            "name": self.name,
        }


class RelatedPlace(NamedTuple):
    """A second place of a finding, with the sentence that says what stands there."""

    message: str
    source: str
    span: Span

    def to_dict(self) -> dict[str, Any]:
        return {"message": self.message, "file": self.source, **_place(self.span)}


class Fix(NamedTuple):
    """Text edits, all in the finding's own source, that mend it."""

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]

    def to_dict(self, positions: tuple[Span, ...]) -> dict[str, Any]:
        edits = [{**_place(span), "text": edit.text} for edit, span in zip(self.edits, positions, strict=True)]
        return {"title": self.title, "applicability": self.applicability, "edits": edits}


def _place(span: Span) -> dict[str, int]:
    return {
        "line": span.start.line,
        "column": span.start.column,
        "endLine": span.end.line,
        "endColumn": span.end.column,
    }


class Finding(NamedTuple):
    """One mistake. `span` is in `source`; `field` is spelt as the API server spells it; `reason` is its ErrorType."""

    rule: str
    id: str
    severity: Severity
    stage: Stage
    message: str
    source: str
    span: Span
    field: str = ""
    reason: str = ""
    document: int = 0
    resource: ResourceRef | None = None
    template: str = ""
    """The Helm template (`# Source:`) the object was rendered from."""
    help: str = ""
    """What to write instead, in one sentence."""
    related: tuple[RelatedPlace, ...] = ()
    fix: Fix | None = None
    fix_spans: tuple[Span, ...] = ()
    url: str = ""

    @property
    def sort_key(self) -> tuple[Any, ...]:
        return (self.source, self.span.start.offset, self.span.end.offset, self.id, self.field, self.message)

    @property
    def refused(self) -> bool:
        """Does it mean that a real API server (or kubectl) refuses the manifest?"""
        return self.severity == "error" and self.stage in ("parse", "apply")

    def to_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule,
            "id": self.id,
            "severity": self.severity,
            "stage": self.stage,
            "message": self.message,
            "file": self.source,
            **_place(self.span),
            "document": self.document,
            "field": self.field,
            "reason": self.reason,
            "resource": self.resource.to_dict() if self.resource else None,
            "template": self.template,
            "help": self.help,
            "related": [each.to_dict() for each in self.related],
            "fix": self.fix.to_dict(self.fix_spans) if self.fix else None,
            "url": self.url,
        }


class Skipped(NamedTuple):
    """A document (or a whole file) that was not judged, and why."""

    source: str
    document: int
    line: int
    reason: str
    hint: str = ""

    def to_dict(self) -> dict[str, Any]:
        return {"file": self.source, "document": self.document, "line": self.line, "reason": self.reason}


class Counts(NamedTuple):
    """What a run looked at."""

    files: int = 0
    documents: int = 0
    objects: int = 0
    skipped: int = 0
    not_validated: int = 0
    suppressed: int = 0
    baselined: int = 0
    fixable: int = 0
    unsafe_fixable: int = 0

    def to_dict(self) -> dict[str, int]:
        return {
            "files": self.files,
            "documents": self.documents,
            "objects": self.objects,
            "skipped": self.skipped,
            "notValidated": self.not_validated,
            "suppressed": self.suppressed,
            "baselined": self.baselined,
            "fixable": self.fixable,
            "unsafeFixable": self.unsafe_fixable,
        }


class Report(NamedTuple):
    """All findings of a run in a stable order, what was suppressed or skipped, and the counts.

    `failures` are run errors (unreadable input, a check that raised): they make the exit code 2.
    """

    findings: tuple[Finding, ...] = ()
    suppressed: tuple[Finding, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    not_validated: tuple[ResourceRef, ...] = ()
    failures: tuple[str, ...] = ()
    objectless: tuple[str, ...] = ()
    """Targets that hold no Kubernetes object."""
    counts: Counts = Counts()

    def by_severity(self) -> dict[Severity, int]:
        """How many findings of each severity, zeros included."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    def at_or_above(self, severity: Severity) -> bool:
        """Is there a finding at least that severe?"""
        limit = SEVERITIES.index(severity)
        return any(SEVERITIES.index(finding.severity) <= limit for finding in self.findings)

    def with_findings(self, findings: tuple[Finding, ...]) -> Report:
        return self._replace(findings=findings)

    def to_dict(self) -> dict[str, Any]:
        return {
            "version": FORMAT_VERSION,
            "summary": {**self.by_severity(), **self.counts.to_dict()},
            "findings": [finding.to_dict() for finding in self.findings],
            "suppressed": [finding.to_dict() for finding in self.suppressed],
            "skipped": [each.to_dict() for each in self.skipped],
            "failures": list(self.failures),
        }
