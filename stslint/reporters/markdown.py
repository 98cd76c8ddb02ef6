"""Markdown: a table of findings, for a pull request comment or GitHub's step summary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stslint.findings import SEVERITIES, Finding, Report
from stslint.patterns import pattern
from stslint.reporters.paths import relative
from stslint.reporters.summary import closing
from stslint.reporters.view import View
from stslint.terminal import printable

ROWS: Final = 1000
"""GitHub refuses a step summary of more than 1 MiB."""

_SPECIAL: Final = pattern(r"([\\`*_{}\[\]()<>#+!|~@&$:])")


def render(report: Report, view: View) -> Iterator[str]:
    """The most severe first; the summary above the table."""
    for line in closing(report, view._replace(color=False)):
        yield f"{escape(line)}\n\n"
    found = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    if found:
        yield "| | Where | What | Rule |\n|---|---|---|---|\n"
    for finding in found[:ROWS]:
        yield _row(finding, view)
    if len(found) > ROWS:
        yield f"\n{len(found) - ROWS} more are not shown.\n"


def _row(finding: Finding, view: View) -> str:
    where = escape(f"{relative(finding.source, view.folder)}:{finding.span.start.line}")
    rule = f"[{escape(finding.rule)}]({finding.url})" if finding.url else escape(finding.rule)
    return f"| {finding.severity} | {where} | {escape(finding.message)} | {rule} |\n"


def escape(text: str) -> str:
    """The text as text: no markup, mention, link or table cell can start in it."""
    return _SPECIAL.sub(r"\\\1", printable(text))
