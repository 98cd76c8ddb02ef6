"""Applying fixes: rounds of edits that do not overlap, until nothing changes any more.

In: sources and a rulebook. Out: new texts. A round whose result can no longer be read is dropped for that source.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from stslint.documents import parse
from stslint.engine import lint
from stslint.findings import Finding, Report
from stslint.options import Options
from stslint.rules import Rulebook
from stslint.text import Edit, Source, apply_edits

ROUNDS: Final = 10


class Fixed(NamedTuple):
    """The texts after fixing (every target), the findings that were fixed, and the report on what is left."""

    texts: Mapping[str, str]
    fixed: tuple[Finding, ...]
    report: Report


def fix_sources(
    targets: Sequence[Source], context: Sequence[Source], rulebook: Rulebook, options: Options, *, unsafe: bool
) -> Fixed:
    """Fix the targets until no fix applies; `unsafe` applies fixes that may change what the manifest means."""
    texts = {source.name: source.text for source in targets}
    fixed: list[Finding] = []
    report = Report()
    for _ in range(ROUNDS + 1):
        report = lint([Source(name, text) for name, text in texts.items()], context, rulebook, options)
        changed = _round(texts, report.findings, unsafe, fixed) if len(fixed) < _MANY else False
        if not changed:
            break
    return Fixed(texts, tuple(fixed), report)


_MANY: Final = 100_000


def fix_texts(texts: Mapping[str, str], rulebook: Rulebook, options: Options, *, unsafe: bool) -> dict[str, str]:
    """Texts by name after fixing."""
    sources = [Source(name, text) for name, text in texts.items()]
    return dict(fix_sources(sources, (), rulebook, options, unsafe=unsafe).texts)


def _round(texts: dict[str, str], findings: Iterable[Finding], unsafe: bool, fixed: list[Finding]) -> bool:
    allowed = ("safe", "unsafe") if unsafe else ("safe",)
    chosen: dict[str, list[Edit]] = {}
    applied: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.fix is None or finding.fix.applicability not in allowed or finding.source not in texts:
            continue
        edits = chosen.setdefault(finding.source, [])
        if all(_fits(edit, edits) for edit in finding.fix.edits):
            edits += (edit for edit in finding.fix.edits if edit not in edits)
            applied.setdefault(finding.source, []).append(finding)
    changed = False
    for name, edits in chosen.items():
        text = apply_edits(texts[name], edits)
        if text != texts[name] and _readable(name, texts[name], text):
            texts[name] = text
            fixed += applied[name]
            changed = True
    return changed


def _fits(edit: Edit, others: Iterable[Edit]) -> bool:
    """The same edit twice is one edit; else edits must not touch."""
    return all(edit == other or edit.end < other.start or other.end < edit.start for other in others)


def _readable(name: str, before: str, after: str) -> bool:
    """A fix never adds a problem to the text."""
    return _problems(name, after) <= _problems(name, before)


def _problems(name: str, text: str) -> int:
    return sum(len(document.problems) for document in parse(Source(name, text)))
