"""A whole run: from what people name to a report, each file under the configuration nearest to it.

In: paths (or texts by name) and options in snake_case. Out: an Outcome. Knows neither command lines nor streams; raises
UserError for choices that cannot be carried out, never for a manifest.
"""

from __future__ import annotations

import os
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import replace
from typing import NamedTuple, cast

from stslint.config import FILES
from stslint.findings import SEVERITIES, Counts, Report
from stslint.garbage import collection_paused
from stslint.kustomize import is_kustomization, patch_files
from stslint.memory import Memory, Task
from stslint.options import Options
from stslint.requests import Nearest, Request, chosen_config, folder_of
from stslint.rules import Rule, Rulebook
from stslint.scope import Scope, groups
from stslint.settings import FailOn, Settings, ignored_in_files, options_from, rulebook_for, settings_from
from stslint.sources import Input, SourceProblem, expand, read
from stslint.sources.gather import STDIN
from stslint.text import Source


class Outcome(NamedTuple):
    """A run's report, with what it takes to show it and to choose an exit code."""

    report: Report
    sources: Mapping[str, Source]
    targets: tuple[str, ...]
    rules: Mapping[str, Rule]
    failed: bool
    """Is a finding at or above the fail-on level of its file's settings?"""
    fail_on: FailOn = "error"


class Part(NamedTuple):
    """One set under one configuration: its inputs, and what is wrong with paths as such."""

    settings: Settings
    rulebook: Rulebook
    options: Options
    targets: list[Input]
    context: list[Input]
    problems: list[SourceProblem]


class Texts(Mapping[str, Source]):
    """The sources of inputs by name, read when asked for; what cannot be read (any more) is not in it."""

    def __init__(self, inputs: Iterable[Input]) -> None:
        self._inputs = {each.name: each for each in inputs}
        self._read: dict[str, Source | None] = {}

    def __getitem__(self, name: str) -> Source:
        if name not in self._read:
            self._read[name] = read(self._inputs[name])[0]
        source = self._read[name]
        if source is None:
            raise KeyError(name)
        return source

    def __iter__(self) -> Iterator[str]:
        return iter(self._inputs)

    def __len__(self) -> int:
        return len(self._inputs)


class Means(NamedTuple):
    """By what means a run works: none of it changes what a finding says.

    `cache` is a folder, `workers` a cluster that judges single files (`dask://HOST:PORT`), `shard` (I, N) reports on
    the I-th of N parts of the targets only and reads the others as context.
    """

    processes: int = 1
    cache: str | None = None
    workers: str = ""
    shard: tuple[int, int] = (1, 1)


def run(request: Request, means: Means = Means()) -> Outcome:  # noqa: B008
    """Lint what the request names."""
    with collection_paused():
        outcomes = [_run_part(_sharded(part, means.shard), means) for part in parts(request)]
    return merged(outcomes) if len(outcomes) != 1 else outcomes[0]


def parts(request: Request) -> list[Part]:
    """The inputs of a run, each set with its settings."""
    found = []
    for settings, inputs, problems in by_config(request):
        rulebook = rulebook_for(settings)
        options = options_from(settings, rulebook)
        extra, wrong = expand((*request.context, *settings.crd))
        extra += text_inputs(request.context_texts)
        scope = Scope(settings.roots, request.hook, settings.exclude, settings.exclude_root)
        files = {each.name: each.path for each in inputs}
        options = replace(options, per_file_ignores=ignored_in_files(settings, rulebook, files))
        here = [
            _with_patches(
                Part(settings, rulebook, options, group.targets, _others(group.targets, (*group.context, *extra)), [])
            )
            for group in groups(inputs, scope)
        ]
        here = here or [Part(settings, rulebook, options, [], [], [])]
        found += [here[0]._replace(problems=[*problems, *wrong]), *here[1:]]
    return found


def _with_patches(part: Part) -> Part:
    """The part, knowing which of its files are patches of a kustomization among them."""
    kustomizations = [each for each in (*part.targets, *part.context) if is_kustomization(each.name)]
    if not kustomizations:
        return part
    texts = Texts(kustomizations)
    sources = [source for each in kustomizations if (source := texts.get(each.name)) is not None]
    return part._replace(options=replace(part.options, patches=patch_files(sources)))


def _others(targets: Iterable[Input], context: Iterable[Input]) -> list[Input]:
    """The context without what is a target, each input once."""
    named = {each.name for each in targets}
    return list({each.name: each for each in context if each.name not in named}.values())


def by_config(request: Request) -> list[tuple[Settings, list[Input], list[SourceProblem]]]:
    """Settings with the inputs they hold for, in the order the paths name them."""
    if request.config is not None:
        settings = settings_from(chosen_config(request), request.said)
        inputs, problems = _expand(request.paths, settings, request)
        return [(settings, [*inputs, *text_inputs(request.texts)], problems)]
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
    inputs, problems = expand(
        paths, exclude=settings.exclude, exclude_root=settings.exclude_root, stdin_name=request.stdin_name
    )
    return [_with_stdin(each, request) for each in inputs if each.explicit or not _configures(each)], problems


def _configures(each: Input) -> bool:
    """stslint's own configuration is no manifest that a folder holds."""
    return os.path.basename(each.path) in FILES


def text_inputs(texts: Mapping[str, str]) -> list[Input]:
    """Inputs of texts at hand."""
    return [Input(name, name, data=text.encode("utf-8", "replace")) for name, text in texts.items()]


def _with_stdin(each: Input, request: Request) -> Input:
    """Standard input is read once, here: worker processes and excerpts cannot read it again."""
    if each.path != STDIN or request.stdin is None:
        return each
    return each._replace(path=each.name, data=request.stdin.read())


def _sharded(part: Part, shard: tuple[int, int]) -> Part:
    """The part with every N-th target, from the I-th on; the other targets are context."""
    first, step = shard
    if step == 1:
        return part
    targets = sorted(part.targets, key=lambda each: each.name)
    mine = targets[first - 1 :: step]
    names = {each.name for each in mine}
    others = [each._replace(explicit=False) for each in targets if each.name not in names]
    return part._replace(targets=mine, context=[*part.context, *others])


def _run_part(part: Part, means: Means) -> Outcome:
    tasks = [*(Task(each) for each in part.targets), *(Task(each, target=False) for each in part.context)]
    tasks.sort(key=lambda task: task.input.name)  # the report cannot depend on who named what first
    report = _report(tasks, part, means)
    wrong = tuple(f"{problem.name}: {problem.message}" for problem in part.problems)
    fail_on = part.settings.fail_on
    return Outcome(
        report._replace(failures=(*wrong, *report.failures)),
        Texts((*part.targets, *part.context)),
        tuple(each.name for each in part.targets),
        part.rulebook.by_name,
        fail_on != "never" and report.at_or_above(fail_on),
        fail_on,
    )


def _report(tasks: Sequence[Task], part: Part, means: Means) -> Report:
    """From memory if every input is known; what judges is imported only if there is something to judge."""
    usable = means.cache if not part.options.schema_location else None
    memory = Memory(usable, tasks, part.rulebook, part.options)
    try:
        report = memory.report()
        if report is None:
            from stslint import engine

            report = engine.run(
                tasks,
                part.rulebook,
                part.options,
                processes=means.processes,
                memory=memory,
                workers=means.workers,
            )
        return report
    finally:
        memory.close()


def merged(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of several sets together."""
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
        ChainMap(*(cast("MutableMapping[str, Source]", each.sources) for each in outcomes)),
        tuple(name for each in outcomes for name in each.targets),
        {name: rule for each in outcomes for name, rule in each.rules.items()},
        any(each.failed for each in outcomes),
        max(fail_on, key=SEVERITIES.index, default="never"),
    )
