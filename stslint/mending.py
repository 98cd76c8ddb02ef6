"""A run that fixes: from what people name to new texts, and a report on what is left.

In: a request. Out: Mended: the changes to be written (or shown), what was fixed, and an Outcome for the fixed texts.
Writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from stslint.findings import Finding
from stslint.fixes import fix_sources
from stslint.requests import Request
from stslint.runs import Outcome, Part, merged, parts
from stslint.sources import Input, read
from stslint.text import Source


class Change(NamedTuple):
    """A text before and after; `path` is where it was read from."""

    name: str
    path: str
    before: str
    after: str


class Mended(NamedTuple):
    """What fixing did: changes to write, the findings that are gone, the outcome of a lint of the new texts."""

    changes: tuple[Change, ...]
    fixed: tuple[Finding, ...]
    outcome: Outcome


def mend(request: Request, unsafe: bool) -> Mended:
    """Apply all fixes to the targets of a request; `unsafe` ones only if asked for."""
    mended = [_mend_part(part, unsafe) for part in parts(request)]
    if len(mended) == 1:
        return mended[0]
    return Mended(
        tuple(change for each in mended for change in each.changes),
        tuple(finding for each in mended for finding in each.fixed),
        merged([each.outcome for each in mended]),
    )


def _mend_part(part: Part, unsafe: bool) -> Mended:
    failures = [f"{problem.name}: {problem.message}" for problem in part.problems]
    targets = dict(_read(part.targets, failures))
    context = dict(_read(part.context, []))
    done = fix_sources(list(targets.values()), list(context.values()), part.rulebook, part.options, unsafe=unsafe)
    report = done.report._replace(failures=(*failures, *done.report.failures))
    return Mended(
        tuple(_changes(part.targets, targets, done.texts)),
        done.fixed,
        Outcome(
            report,
            {**context, **{name: Source(name, text) for name, text in done.texts.items()}},
            tuple(each.name for each in part.targets),
            part.rulebook.by_name,
            part.settings.fail_on != "never" and report.at_or_above(part.settings.fail_on),
            part.settings.fail_on,
        ),
    )


def _read(inputs: Iterable[Input], failures: list[str]) -> Iterable[tuple[str, Source]]:
    for each in sorted(inputs):
        source, problem = read(each)
        if source is not None:
            yield each.name, source
        elif problem is not None:
            failures.append(f"{each.name}: {problem.message}")


def _changes(inputs: Iterable[Input], before: Mapping[str, Source], after: Mapping[str, str]) -> Iterable[Change]:
    for each in inputs:
        if each.name in before and before[each.name].text != after[each.name]:
            yield Change(each.name, each.path, before[each.name].text, after[each.name])
