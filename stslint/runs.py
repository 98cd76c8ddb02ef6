"""A whole run: from what people name to a report, each file under the configuration nearest to it.

In: paths (or texts by name) and options in snake_case. Out: an Outcome. Knows neither command lines nor streams; raises
UserError for choices that cannot be carried out, never for a manifest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from stslint.engine import lint
from stslint.findings import SEVERITIES, Counts, Finding, Report
from stslint.options import Options
from stslint.requests import Nearest, Request, chosen_config, folder_of
from stslint.rules import Rule, Rulebook
from stslint.scope import Scope, groups
from stslint.settings import FailOn, Settings, options_from, rulebook_for, settings_from
from stslint.sources import Input, SourceProblem, expand, read
from stslint.text import Source


class Outcome(NamedTuple):
    """A run's report, with what it takes to show it and to choose an exit code."""

    report: Report
    sources: Mapping[str, Source]
    targets: tuple[str, ...]
    rules: Mapping[str, Rule]
    failed: bool
    """Is a finding at or above the fail-on level of its file's settings?"""
    problems: tuple[SourceProblem, ...] = ()
    fail_on: FailOn = "error"


class Part(NamedTuple):
    """One set under one configuration."""

    settings: Settings
    rulebook: Rulebook
    options: Options
    targets: list[Source]
    context: list[Source]
    problems: list[SourceProblem]


def run(request: Request) -> Outcome:
    """Lint what the request names."""
    outcomes = [_run_part(part, request) for part in parts(request)]
    return _merged(outcomes) if len(outcomes) != 1 else outcomes[0]


def parts(request: Request) -> list[Part]:
    """The sources of a run, read, each set with its settings."""
    found = []
    for settings, inputs, problems in _by_config(request):
        rulebook = rulebook_for(settings)
        options = options_from(settings, rulebook)
        extra, wrong = expand((*request.context, *settings.crd))
        problems += wrong
        scope = Scope(settings.roots, request.hook, settings.exclude, settings.exclude_root)
        for group in groups(inputs, scope):
            targets = _read(group.targets, request, problems)
            context = _read([*group.context, *extra], request, problems, only_manifests=True)
            named = {source.name for source in targets}
            unique = list({source.name: source for source in context if source.name not in named}.values())
            found.append(Part(settings, rulebook, options, targets, unique, problems))
            problems = []
        if problems or not inputs:
            found.append(Part(settings, rulebook, options, [], [], problems))
    return found


def _read(
    inputs: Iterable[Input], request: Request, problems: list[SourceProblem], only_manifests: bool = False
) -> list[Source]:
    sources = []
    for each in inputs:
        source, problem = read(each, request.stdin)
        if source is not None and (not only_manifests or "kind" in source.text):
            sources.append(source)
        if problem is not None and not (only_manifests and not each.explicit):
            problems.append(problem)
    return sources


def _by_config(request: Request) -> list[tuple[Settings, list[Input], list[SourceProblem]]]:
    """Settings with the inputs they hold for, in the order the paths name them."""
    if request.config is not None:
        settings = settings_from(chosen_config(request), request.said)
        return [(settings, *_expand(request.paths, settings, request))]
    nearest = Nearest()
    found: dict[str, tuple[Settings, list[Input], list[SourceProblem]]] = {}
    for path in request.paths:
        config = nearest(folder_of(path))
        settings = settings_from(config, request.said)
        inputs, problems = _expand((path,), settings, request)
        kept = found.setdefault(settings.config, (settings, [], []))
        kept[2].extend(problems)
        for each in inputs:
            _place(each, settings, nearest, found, request)
    return list(found.values())


def _place(
    each: Input,
    settings: Settings,
    nearest: Nearest,
    found: dict[str, tuple[Settings, list[Input], list[SourceProblem]]],
    request: Request,
) -> None:
    """An input goes under its own folder's configuration, which may exclude it."""
    if not each.explicit:
        own = nearest(os.path.dirname(each.path) or ".")
        if own is not None and own.path != settings.config:
            settings = settings_from(own, request.said)
            if not _expand((each.path,), settings, request)[0]:
                return
    inputs = found.setdefault(settings.config, (settings, [], []))[1]
    if each not in inputs[-1:]:
        inputs.append(each)


def _expand(paths: Sequence[str], settings: Settings, request: Request) -> tuple[list[Input], list[SourceProblem]]:
    return expand(paths, exclude=settings.exclude, exclude_root=settings.exclude_root, stdin_name=request.stdin_name)


def _run_part(part: Part, request: Request) -> Outcome:
    report = lint(part.targets, part.context, part.rulebook, part.options)
    lossy = [finding for problem in part.problems if (finding := _finding(problem, part))]
    if lossy:
        merged = sorted((*report.findings, *lossy), key=lambda finding: finding.sort_key)
        report = report.with_findings(tuple(merged))
    fail_on = part.settings.fail_on
    return Outcome(
        report,
        {source.name: source for source in (*part.targets, *part.context)},
        tuple(source.name for source in part.targets),
        part.rulebook.by_name,
        fail_on != "never" and report.at_or_above(fail_on),
        tuple(problem for problem in part.problems if problem.span is None),
        fail_on,
    )


def _finding(problem: SourceProblem, part: Part) -> Finding | None:
    """A text that could be read, but not as it stands, has a finding if there is a rule for it."""
    rule = part.rulebook.by_name.get(problem.code)
    if problem.span is None or rule is None or rule.name not in part.options.enabled:
        return None
    severity = part.options.severities.get(rule.name, rule.severity)
    return Finding(
        rule.name,
        rule.id,
        severity,
        rule.stage,
        problem.message,
        problem.name,
        problem.span,
        url=rule.url,
        help=rule.help,
    )


def _merged(outcomes: Sequence[Outcome]) -> Outcome:
    reports = [each.report for each in outcomes]
    counts = [report.counts.to_dict().values() for report in reports]
    report = Report(
        findings=tuple(sorted((one for each in reports for one in each.findings), key=lambda one: one.sort_key)),
        suppressed=tuple(sorted((one for each in reports for one in each.suppressed), key=lambda one: one.sort_key)),
        skipped=tuple(sorted(one for each in reports for one in each.skipped)),
        not_validated=tuple(one for each in reports for one in each.not_validated),
        failures=tuple(one for each in reports for one in each.failures),
        objectless=tuple(one for each in reports for one in each.objectless),
        counts=Counts(*map(sum, zip(*counts, strict=True))) if counts else Counts(),
    )
    fail_on = [each.fail_on for each in outcomes if each.fail_on != "never"]
    return Outcome(
        report,
        {name: source for each in outcomes for name, source in each.sources.items()},
        tuple(name for each in outcomes for name in each.targets),
        {name: rule for each in outcomes for name, rule in each.rules.items()},
        any(each.failed for each in outcomes),
        tuple(problem for each in outcomes for problem in each.problems),
        max(fail_on, key=SEVERITIES.index, default="never"),
    )
