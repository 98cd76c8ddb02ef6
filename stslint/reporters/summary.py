"""The closing lines of formats for people: what was looked at, what was found, what can be fixed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from stslint.findings import SEVERITIES, Counts, Report, Severity
from stslint.reporters.view import View
from stslint.terminal import count, paint, plain, printable, width_of


def summary(report: Report, view: View) -> str:
    """`12 objects in 3 files: 2 errors, 1 warning, 0 info; 0 skipped, 0 not validated, 0 suppressed`."""
    counts = report.counts
    looked = f"{count(counts.objects, 'object')} in {count(counts.files, 'file')}"
    aside = f"{counts.skipped} skipped, {counts.not_validated} not validated, {counts.suppressed} suppressed"
    if counts.baselined:
        aside += f", {counts.baselined} in the baseline"
    parts = (f"{looked}: {_found(report, view)}", aside, _fixable(counts))
    return "; ".join(part for part in parts if part)


def folded(line: str, width: int) -> Iterator[str]:
    """The summary in as many lines as the screen needs, cut between its parts."""
    lines = [""]
    for part in line.split("; "):
        fits = width_of(plain(lines[-1])) + width_of(plain(part)) + 3 <= width
        if lines[-1] and not fits:
            lines.append(f"  {part}")
        else:
            lines[-1] += f"; {part}" if lines[-1] else part
    yield from lines


def _found(report: Report, view: View) -> str:
    found = report.by_severity()
    if not any(found.values()):
        return paint("no problems found", "good", view.color)
    return ", ".join(
        paint(_number(found[severity], severity), severity, view.color and found[severity] > 0)
        for severity in SEVERITIES
    )


def _number(number: int, severity: Severity) -> str:
    return f"{number} info" if severity == "info" else count(number, severity)


def _fixable(counts: Counts) -> str:
    if not counts.fixable and not counts.unsafe_fixable:
        return ""
    safe = f"{counts.fixable} fixable with --fix" if counts.fixable else ""
    unsafe = f"{counts.unsafe_fixable} with --unsafe-fixes" if counts.unsafe_fixable else ""
    return f"[*] {', '.join(part for part in (safe, unsafe) if part)}"


def statistics(report: Report) -> Iterator[str]:
    """How often each rule was broken, most often first."""
    found = Counter((finding.id, finding.rule, finding.severity) for finding in report.findings)
    for (rule_id, rule, severity), number in sorted(found.items(), key=lambda item: (-item[1], item[0])):
        yield f"{number:>6}  {rule_id} {rule} ({severity})"


def not_judged(report: Report) -> Iterator[str]:
    """What was skipped or not validated, and why: shown when asked for details."""
    for skip in report.skipped:
        hint = f" ({skip.hint})" if skip.hint else ""
        yield printable(f"skipped {skip.source}:{skip.line}: {skip.reason}{hint}")
    for resource in report.not_validated:
        yield printable(f"not validated {resource}: no schema for {resource.api_version} {resource.kind}")


def closing(report: Report, view: View) -> Iterator[str]:
    """Details if asked for, statistics if asked for, the summary line."""
    if view.verbose:
        yield from not_judged(report)
    if view.statistics:
        yield from statistics(report)
    yield summary(report, view)
