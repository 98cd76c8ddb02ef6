"""One run of the linter: map (each source by itself), reduce (relations between objects), report.

In: sources that are reported on (targets) and sources that are only read (context), a rulebook, options. Out: a Report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from stslint import suppressions
from stslint.cluster import Cluster
from stslint.customs import judge_customs
from stslint.findings import Counts, Finding, Report
from stslint.judged import Judged, pack, pack_many, unpack, unpack_many
from stslint.judging import judge, judge_task, one_each, run_checks
from stslint.locating import Narrator, Places
from stslint.memory import Memory, Task
from stslint.options import Options
from stslint.resources import Resource
from stslint.rules import Rulebook
from stslint.sources.gather import Input, read
from stslint.text import Source
from stslint.workers import spread

UNUSED_SUPPRESSION = "unused-suppression"


def lint(targets: Sequence[Source], context: Sequence[Source], rulebook: Rulebook, options: Options) -> Report:
    """Judge texts at hand, with the context read along; the rulebook is narrowed to the options' enabled rules."""
    active = narrowed(rulebook, options)
    judged = [judge(source, True, active, options) for source in targets]
    judged += [judge(source, False, active, options) for source in context]
    return reduce(judged, {source.name: source for source in (*targets, *context)}, active, options)


def run(
    tasks: Sequence[Task],
    rulebook: Rulebook,
    options: Options,
    *,
    processes: int = 1,
    memory: Memory | None = None,
    workers: str = "",
) -> Report:
    """Read and judge inputs, by several processes if there is enough to do; the bytes of the report are the same.

    `workers` names a cluster (`dask://HOST:PORT`) that does the map stage.
    """
    active = narrowed(rulebook, options)
    sources = _Sources({task.input.name: task.input for task in tasks})
    known = memory.sources() if memory else {}
    unknown = [task for task in tasks if task.input.name not in known]
    keeps = memory is not None and memory.cache.usable

    def work(share: Sequence[Task]) -> list[Judged]:
        return [judge_task(task, active, options, keeps) for task in share]

    if workers:
        from stslint.remote import spread_over_dask

        fresh = spread_over_dask(workers, unknown, active, options)
    else:
        fresh = spread(unknown, work, pack_many, unpack_many, processes if len(unknown) >= FEW else 1)
    by_name = {each.source: each for each in fresh}
    judged = [by_name.get(task.input.name) or unpack(known[task.input.name]) for task in tasks]
    report = reduce(judged, sources, active, options, processes)
    if memory and keeps:
        memory.keep(report, {each.source: (each.digest, None if _secret(each) else pack(each)) for each in fresh})
    return report


def _secret(judged: Judged) -> bool:
    """Does the source hold Secrets? Their values never go to disk: such a source is judged anew each time."""
    return any(each.kind == "Secret" for each in judged.resources)


FEW: Final = 48
"""Fewer inputs than this are judged sooner than a second process starts."""


def narrowed(rulebook: Rulebook, options: Options) -> Rulebook:
    return Rulebook(rule for rule in rulebook.rules if rule.name in options.enabled)


class _Sources(Mapping[str, Source]):
    """The run's sources by name, read when asked for."""

    def __init__(self, inputs: Mapping[str, Input]) -> None:
        self.inputs = inputs

    def __getitem__(self, name: str) -> Source:
        return read(self.inputs[name])[0] or Source(name, "")

    def __iter__(self) -> Iterator[str]:
        return iter(self.inputs)

    def __len__(self) -> int:
        return len(self.inputs)


def reduce(
    judged: Sequence[Judged], sources: Mapping[str, Source], rulebook: Rulebook, options: Options, processes: int = 1
) -> Report:
    """The report of a run: relations over all resources, then suppressions, order and counts."""
    resources = [resource for each in judged for resource in each.resources]
    unknown = tuple(one for each in judged for one in each.not_validated)
    customs = judge_customs(resources, frozenset(unknown), sources, rulebook, options)
    failures = [failure for each in judged for failure in each.failures]
    related = relations(_cluster(resources, options), sources, rulebook, options, processes)
    findings = [finding for each in judged for finding in each.findings]
    findings += customs.findings
    if related.findings:
        findings = one_each((*findings, *related.findings), related.findings, rulebook)
    findings = [each for each in findings if not _ignored_in_file(each, options)]
    left = tuple(each for each in unknown if each not in customs.validated)
    kept, silenced, unused = _suppress(findings, judged, resources, rulebook, options)
    kept = sorted((*kept, *unused), key=lambda finding: finding.sort_key)
    return Report(
        findings=tuple(kept),
        suppressed=tuple(sorted(silenced, key=lambda finding: finding.sort_key)),
        skipped=tuple(skip for each in judged for skip in each.skipped),
        not_validated=left,
        failures=(*failures, *related.failures),
        objectless=tuple(each.source for each in judged if each.target and not (each.resources or each.failures)),
        counts=_counts(judged, kept, silenced)._replace(not_validated=len(left)),
    )


def _cluster(resources: Iterable[Resource], options: Options) -> Cluster:
    return Cluster(
        resources,
        kubernetes_version=options.kubernetes_version,
        cluster_domain=options.cluster_domain,
        closed=options.closed_world,
    )


def relations(
    cluster: Cluster, sources: Mapping[str, Source], rulebook: Rulebook, options: Options, processes: int = 1
) -> Judged:
    """The findings (and failures) about targets that only show beside other objects."""
    targets = [each for each in cluster.resources if each.target and rulebook.relational_checks(each.kind)]

    def work(share: Sequence[Resource]) -> list[Judged]:
        narrator = Narrator(Places(sources), options.severities)
        found: list[Finding] = []
        failures: list[str] = []
        for resource in share:
            run_checks(rulebook.relational_checks(resource.kind), resource, cluster, narrator, found, failures)
        return [Judged("", True, 0, findings=tuple(found), failures=tuple(failures))]

    parts = spread(targets, work, pack_many, unpack_many, processes if len(targets) >= FEW else 1)
    return Judged(
        "",
        True,
        0,
        findings=tuple(finding for part in parts for finding in part.findings),
        failures=tuple(failure for part in parts for failure in part.failures),
    )


def _ignored_in_file(finding: Finding, options: Options) -> bool:
    names = options.per_file_ignores.get(finding.source)
    return names is not None and suppressions.silences(names, finding.rule, finding.id)


def _suppress(
    findings: Sequence[Finding],
    judged: Sequence[Judged],
    resources: Sequence[Resource],
    rulebook: Rulebook,
    options: Options,
) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """Kept and silenced findings, and a finding for each suppression that silenced nothing."""
    comments = {each.source: each.suppressions for each in judged if each.suppressions}
    annotated = {
        (each.place.source, each.place.document, each.kind, each.name): names
        for each in resources
        if (names := suppressions.in_annotations(each.annotations))
    }
    if not comments and not annotated:
        return list(findings), [], []
    kept: list[Finding] = []
    silenced: list[Finding] = []
    used: set[tuple[str, int]] = set()
    for finding in findings:
        here = comments.get(finding.source, ())
        matched = suppressions.matching(here, finding.span.start.line, finding.rule, finding.id)
        used.update((finding.source, index) for index in matched)
        names = annotated.get(_object_key(finding), ())
        silent = bool(matched) or suppressions.silences(names, finding.rule, finding.id)
        (silenced if silent else kept).append(finding)
    return kept, silenced, _unused(comments, used, rulebook, options)


def _object_key(finding: Finding) -> tuple[str, int, str, str]:
    resource = finding.resource
    return (finding.source, finding.document, resource.kind if resource else "", resource.name if resource else "")


def _unused(
    comments: Mapping[str, Sequence[suppressions.Suppression]],
    used: set[tuple[str, int]],
    rulebook: Rulebook,
    options: Options,
) -> list[Finding]:
    rule = rulebook.by_name.get(UNUSED_SUPPRESSION)
    if rule is None:
        return []
    return [
        Finding(
            rule=rule.name,
            id=rule.id,
            severity=options.severities.get(rule.name, rule.severity),
            stage=rule.stage,
            message=rule.message.format(names=", ".join(each.names)),
            help=rule.help,
            source=source,
            span=each.span,
            url=rule.url,
        )
        for source, found in comments.items()
        for index, each in enumerate(found)
        if (source, index) not in used and all(_runs(name, rulebook) for name in each.names)
    ]


def _runs(token: str, rulebook: Rulebook) -> bool:
    """Only a suppression of rules that ran can be called unused."""
    return token == "*" or rulebook.find(token) is not None


def _counts(judged: Sequence[Judged], kept: Sequence[Finding], silenced: Sequence[Finding]) -> Counts:
    targets = [each for each in judged if each.target]
    fixes = [finding.fix.applicability for finding in kept if finding.fix]
    return Counts(
        files=len(targets),
        documents=sum(each.documents for each in targets),
        objects=sum(len(each.resources) for each in targets),
        skipped=sum(len(each.skipped) for each in targets),
        suppressed=len(silenced),
        fixable=fixes.count("safe"),
        unsafe_fixable=fixes.count("unsafe"),
    )
