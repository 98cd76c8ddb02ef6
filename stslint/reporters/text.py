"""The format for reading: each finding with the lines it is about, what follows, and what to write instead."""

from __future__ import annotations

from collections.abc import Iterator

from stslint.findings import BITES, Finding, Report
from stslint.reporters.excerpt import Frame, excerpt
from stslint.reporters.summary import closing, folded
from stslint.reporters.view import View
from stslint.terminal import paint, printable, wrap
from stslint.text import Span


def render(report: Report, view: View) -> Iterator[str]:
    """Findings as blocks, an empty line between them, the summary last."""
    for finding in report.findings:
        for line in block(finding, view):
            yield f"{line}\n"
        yield "\n"
    *details, last = closing(report, view)
    for line in (*details, *folded(last, view.width)):
        yield f"{line}\n"


def block(finding: Finding, view: View) -> Iterator[str]:
    """One finding."""
    places = (finding.span, *(each.span for each in finding.related))
    frame = Frame(max(len(str(span.start.line)) for span in places), view.width, view.color)
    yield from _head(finding, view)
    yield from _place(finding.source, finding.span, frame, view, "-->", "^", finding.severity)
    for each in finding.related:
        yield from _place(each.source, each.span, frame, view, ":::", "-", "related", each.message)
    yield from _footer(finding, frame)


def _head(finding: Finding, view: View) -> Iterator[str]:
    label = f"{finding.severity}[{finding.id}]"
    first, *rest = wrap(finding.message, view.width, "  ", f"{label}: ")
    yield paint(label, finding.severity, view.color) + paint(first[len(label) :].rstrip(), "bold", view.color)
    for line in rest:
        yield paint(line, "bold", view.color)


def _place(
    source: str, span: Span, frame: Frame, view: View, arrow: str, mark: str, style: str, label: str = ""
) -> Iterator[str]:
    where = printable(f"{source}:{span.start.line}:{span.start.column}")
    yield f"{' ' * (frame.margin - 1)}{paint(arrow.rjust(4), 'frame', view.color)} {where}"
    text = view.sources.get(source)
    if text is not None:
        yield frame.bar()
        yield from excerpt(text, span, frame, mark, style, label)
        yield frame.bar()
    elif label:
        yield f"{frame.bar()} {printable(label)}"


def _footer(finding: Finding, frame: Frame) -> Iterator[str]:
    yield from _note("about", _about(finding), frame)
    if finding.template:
        yield from _note("template", finding.template, frame)
    if finding.help:
        yield from _note("help", finding.help, frame)
    if finding.fix:
        yield from _note("fix", f"{finding.fix.title} {_how(finding)}", frame)
    rule = f"{finding.rule}, {finding.url}" if finding.url else finding.rule
    yield from _note("rule", rule, frame)


def _about(finding: Finding) -> str:
    fate = "refused" if finding.refused else "bites"
    parts = (str(finding.resource or ""), finding.field, f"{fate} {BITES[finding.stage]}")
    return ", ".join(part for part in parts if part)


def _how(finding: Finding) -> str:
    ways = {"safe": "[*] with --fix", "unsafe": "[*] with --unsafe-fixes: look at it first", "manual": "by hand"}
    return f"({ways[finding.fix.applicability]})" if finding.fix else ""


def _note(label: str, text: str, frame: Frame) -> Iterator[str]:
    lead = f"{' ' * frame.margin} = {label}: "
    first, *rest = wrap(text, frame.width, " " * len(lead), lead)
    head = f"{' ' * frame.margin} {paint('=', 'frame', frame.color)} {paint(f'{label}:', 'bold', frame.color)} "
    yield head + first[len(lead) :]
    yield from rest
