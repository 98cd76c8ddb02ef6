"""GitHub Actions: workflow commands that annotate the lines of a pull request.

GitHub shows 10 errors, 10 warnings and 10 notices of a step and drops the rest without a word, so the most severe come
first and what is beyond stands in the log as plain lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from stslint.findings import SEVERITIES, Finding, Report, Severity
from stslint.reporters.concise import line
from stslint.reporters.paths import relative
from stslint.reporters.summary import closing
from stslint.reporters.view import View
from stslint.terminal import count, printable, printable_lines

SHOWN: Final = 10
_COMMAND: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "info": "notice"}


def render(report: Report, view: View) -> Iterator[str]:
    """Annotations, then the findings that have none, then the summary."""
    beyond: list[Finding] = []
    for severity in SEVERITIES:
        found = [finding for finding in report.findings if finding.severity == severity]
        limit = SHOWN - 1 if severity == "info" else SHOWN
        for finding in found[:limit]:
            yield f"{_annotation(finding, view)}\n"
        beyond += found[limit:]
    if beyond:
        yield f"::notice title=stslint::{count(len(beyond), 'more finding')} without annotation in the log\n"
    for finding in beyond:
        yield f"{_inert(line(finding))}\n"
    for each in closing(report, view._replace(color=False)):
        yield f"{_inert(each)}\n"


def _annotation(finding: Finding, view: View) -> str:
    start, end = finding.span
    properties = {
        "title": f"{finding.id} {finding.rule}",
        "file": relative(finding.source, view.folder),
        "line": str(start.line),
        "endLine": str(end.line),
        "col": str(start.column),
        "endColumn": str(end.column),
    }
    if end.line != start.line:
        del properties["col"], properties["endColumn"]
    shown = ",".join(f"{name}={_property(printable(value))}" for name, value in properties.items())
    return f"::{_COMMAND[finding.severity]} {shown}::{_data(printable_lines(_words(finding)))}"


def _words(finding: Finding) -> str:
    parts = [finding.message]
    parts += [f"{each.source}:{each.span.start.line}: {each.message}" for each in finding.related]
    if finding.help:
        parts.append(f"help: {finding.help}")
    return "\n".join((*parts, finding.url))


def _data(text: str) -> str:
    """Escaped as actions/toolkit does it: these three characters end or start a command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _inert(text: str) -> str:
    """A log line that holds no command: `::x` counts at its start, the older `##[x]` anywhere."""
    text = text.replace("##[", "# #[")
    return f"- {text}" if text.lstrip().startswith("::") else text
