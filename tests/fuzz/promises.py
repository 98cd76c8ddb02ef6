"""What holds for every text, however damaged."""

from __future__ import annotations

from collections.abc import Iterator

from stslint.cluster import Cluster
from stslint.documents import parse
from stslint.engine import lint
from stslint.findings import Finding
from stslint.fixes import fix_texts
from stslint.options import Options
from stslint.plan import plan
from stslint.reporters import REPORTERS, reporter
from stslint.reporters.view import View
from stslint.resources import Resource, resources_in
from stslint.rules import Rulebook, builtin
from stslint.text import Source, Span

RULEBOOK = Rulebook(builtin())
OPTIONS = Options(enabled=frozenset(RULEBOOK.by_name), closed_world=True)


def broken_promises(text: str) -> Iterator[str]:
    """Each promise the text breaks, in words."""
    source = Source("fuzz.yaml", text)
    report = lint([source], (), RULEBOOK, OPTIONS)
    yield from report.failures
    for finding in report.findings:
        yield from _places(finding, source)
    for name in REPORTERS:
        shown = "".join(reporter(name)(report, View(sources={source.name: source}, targets=(source.name,))))
        if name in ("text", "concise", "github", "markdown") and "\x1b" in shown:
            yield f"{name} lets an escape out"
    yield from _fixes(text)
    yield from _plan(source)


def _places(finding: Finding, source: Source) -> Iterator[str]:
    for span in (finding.span, *(each.span for each in finding.related), *finding.fix_spans):
        if not _inside(span, source):
            yield f"{finding.rule} points outside the text: {span}"
    if "?" in finding.message and "? ?" in finding.message:
        yield f"{finding.rule} lacks a fact: {finding.message}"


def _inside(span: Span, source: Source) -> bool:
    return (
        0 <= span.start.offset <= span.end.offset <= len(source.text)
        and source.position(span.start.offset) == span.start
    )


def _fixes(text: str) -> Iterator[str]:
    for unsafe in (False, True):
        once = fix_texts({"fuzz.yaml": text}, RULEBOOK, OPTIONS, unsafe=unsafe)
        if fix_texts(once, RULEBOOK, OPTIONS, unsafe=unsafe) != once:
            yield f"a second fix changes the text again (unsafe={unsafe})"


def _plan(source: Source) -> Iterator[str]:
    resources = [each for document in parse(source) for each in resources_in(document) if isinstance(each, Resource)]
    result = plan(Cluster(resources), Cluster(resources)).to_dict()
    if "create" not in result:
        yield "a plan without its creation"
