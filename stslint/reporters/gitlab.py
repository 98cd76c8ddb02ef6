"""GitLab Code Quality: a JSON array; GitLab reads description, check_name, fingerprint, severity and location."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.findings import Finding, Report, Severity
from stslint.fingerprints import fingerprints
from stslint.reporters.paths import relative
from stslint.reporters.view import View

_SEVERITY: Final[Mapping[Severity, str]] = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report, view: View) -> Iterator[str]:
    """All findings; paths without a leading `./`, as GitLab wants them."""
    pairs = zip(report.findings, fingerprints(report.findings), strict=True)
    found = [_issue(finding, fingerprint, view.folder) for finding, fingerprint in pairs]
    yield from (json.dumps(found, indent=2), "\n")


def _issue(finding: Finding, fingerprint: str, folder: str) -> dict[str, Any]:
    return {
        "description": finding.message,
        "check_name": finding.rule,
        "fingerprint": fingerprint,
        "severity": _SEVERITY[finding.severity],
        "location": {
            "path": relative(finding.source, folder),
            "lines": {"begin": finding.span.start.line, "end": finding.span.end.line},
        },
    }
