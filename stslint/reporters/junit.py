"""JUnit XML, as CI servers read it: a suite a file, a test case a finding; a clean file is a case that passed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stslint.findings import SEVERITIES, Finding, Report, Severity
from stslint.patterns import pattern
from stslint.reporters.paths import relative
from stslint.reporters.view import View
from stslint.terminal import printable, printable_lines

_NOT_XML: Final = pattern("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 cannot hold, not even escaped."""

_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})


def render(report: Report, view: View) -> Iterator[str]:
    """Findings at or above the fail-on level are failures; milder ones pass, with their text as output."""
    found: dict[str, list[Finding]] = {name: [] for name in view.targets}
    for finding in report.findings:
        found.setdefault(finding.source, []).append(finding)
    cases = sum(max(1, len(findings)) for findings in found.values()) + len(report.failures)
    failed = sum(_fails(finding.severity, view) for finding in report.findings)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<testsuites name="stslint" tests="{cases}" failures="{failed}" errors="{len(report.failures)}">\n'
    for name in sorted(found):
        yield from _suite(name, found[name], view)
    if report.failures:
        yield from _failures(report)
    yield "</testsuites>\n"


def _suite(name: str, findings: list[Finding], view: View) -> Iterator[str]:
    path = _attribute(relative(name, view.folder))
    failed = sum(_fails(finding.severity, view) for finding in findings)
    yield f'  <testsuite name="{path}" tests="{max(1, len(findings))}" failures="{failed}" errors="0">\n'
    for finding in findings:
        yield from _case(finding, path, view)
    if not findings:
        yield f'    <testcase name="no problems found" classname="{path}" file="{path}"/>\n'
    yield "  </testsuite>\n"


def _case(finding: Finding, path: str, view: View) -> Iterator[str]:
    line = finding.span.start.line
    name = _attribute(f"{finding.id} {finding.rule} (line {line}, column {finding.span.start.column})")
    yield f'    <testcase name="{name}" classname="{path}" file="{path}" line="{line}">\n'
    body = _text(_words(finding))
    if _fails(finding.severity, view):
        message = _attribute(finding.message)
        yield f'      <failure type="{finding.severity}" message="{message}">{body}</failure>\n'
    else:
        yield f"      <system-out>{body}</system-out>\n"
    yield "    </testcase>\n"


def _words(finding: Finding) -> str:
    start = finding.span.start
    parts = [f"{finding.source}:{start.line}:{start.column}: {finding.severity}: {finding.message}"]
    parts += [f"{each.source}:{each.span.start.line}: {each.message}" for each in finding.related]
    if finding.help:
        parts.append(f"help: {finding.help}")
    return "\n".join((*parts, finding.url))


def _failures(report: Report) -> Iterator[str]:
    number = len(report.failures)
    yield f'  <testsuite name="stslint" tests="{number}" failures="0" errors="{number}">\n'
    for failure in report.failures:
        yield f'    <testcase name="run" classname="stslint"><error message="{_attribute(failure)}"/></testcase>\n'
    yield "  </testsuite>\n"


def _fails(severity: Severity, view: View) -> bool:
    return view.fail_on is not None and SEVERITIES.index(severity) <= SEVERITIES.index(view.fail_on)


def _attribute(text: str) -> str:
    return _NOT_XML.sub("\ufffd", printable(text)).translate(_ESCAPES)


def _text(text: str) -> str:
    return _NOT_XML.sub("\ufffd", printable_lines(text)).translate(_ESCAPES)
