"""One line a finding: `file:line:column: severity[ID] message (rule)`, as editors and problem matchers read it."""

from __future__ import annotations

from collections.abc import Iterator

from stslint.findings import Finding, Report
from stslint.reporters.summary import closing
from stslint.reporters.view import View
from stslint.terminal import paint, printable


def render(report: Report, view: View) -> Iterator[str]:
    """The findings' lines, the summary last."""
    for finding in report.findings:
        yield f"{line(finding, view.color)}\n"
    for each in closing(report, view):
        yield f"{each}\n"


def line(finding: Finding, color: bool = False) -> str:
    """The line of one finding; `[*]` marks what can be fixed."""
    start = finding.span.start
    where = printable(f"{finding.source}:{start.line}:{start.column}:")
    label = paint(f"{finding.severity}[{finding.id}]", finding.severity, color)
    fixable = " [*]" if finding.fix and finding.fix.applicability != "manual" else ""
    return f"{paint(where, 'bold', color)} {label} {printable(finding.message)}{fixable} ({finding.rule})"
