"""One run of the linter: map (each source by itself), reduce (relations between objects), report.

In: sources that are reported on (targets) and sources that are only read (context), a rulebook, options. Out: a Report.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatch

from stslint import suppressions
from stslint.cluster import Cluster
from stslint.findings import Counts, Finding, Report
from stslint.judging import Judged, judge, one_each, run_check
from stslint.locating import Narrator, Places
from stslint.options import Options
from stslint.resources import Resource
from stslint.rules import Rulebook
from stslint.text import Source

UNUSED_SUPPRESSION = "unused-suppression"


def lint(targets: Sequence[Source], context: Sequence[Source], rulebook: Rulebook, options: Options) -> Report:
    """Judge the targets, with the context read along; the rulebook is narrowed to the options' enabled rules."""
    active = Rulebook(rule for rule in rulebook.rules if rule.name in options.enabled)
    judged = [judge(source, True, active, options) for source in targets]
    judged += [judge(source, False, active, options) for source in context]
    return reduce(judged, {source.name: source for source in (*targets, *context)}, active, options)


def reduce(judged: Sequence[Judged], sources: Mapping[str, Source], rulebook: Rulebook, options: Options) -> Report:
    """The report of a run: relations over all resources, then suppressions, order and counts."""
    resources = [resource for each in judged for resource in each.resources]
    failures = [failure for each in judged for failure in each.failures]
    narrator = Narrator(Places(sources), options.severities)
    related = relations(_cluster(resources, options), rulebook, narrator, failures)
    findings = [finding for each in judged for finding in each.findings]
    if related:
        findings = one_each((*findings, *related), related, rulebook)
    findings = [each for each in findings if not _ignored_in_file(each, options)]
    kept, silenced, unused = _suppress(findings, judged, resources, rulebook, options)
    kept = sorted((*kept, *unused), key=lambda finding: finding.sort_key)
    return Report(
        findings=tuple(kept),
        suppressed=tuple(sorted(silenced, key=lambda finding: finding.sort_key)),
        skipped=tuple(skip for each in judged for skip in each.skipped),
        not_validated=tuple(one for each in judged for one in each.not_validated),
        failures=tuple(failures),
        objectless=tuple(each.source for each in judged if each.target and not each.resources),
        counts=_counts(judged, kept, silenced),
    )


def _cluster(resources: Iterable[Resource], options: Options) -> Cluster:
    return Cluster(
        resources,
        kubernetes_version=options.kubernetes_version,
        cluster_domain=options.cluster_domain,
        closed=options.closed_world,
    )


def relations(cluster: Cluster, rulebook: Rulebook, narrator: Narrator, failures: list[str]) -> list[Finding]:
    """The findings about targets that only show beside other objects."""
    found: list[Finding] = []
    for resource in cluster.resources:
        if not resource.target:
            continue
        for rule in rulebook.relational_checks(resource.kind):
            found += run_check(rule, (resource, cluster), narrator, failures)
    return found


def _ignored_in_file(finding: Finding, options: Options) -> bool:
    return any(
        fnmatch(finding.source, pattern) and suppressions.silences(names, finding.rule, finding.id)
        for pattern, names in options.per_file_ignores.items()
    )


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
        not_validated=sum(len(each.not_validated) for each in targets),
        suppressed=len(silenced),
        fixable=fixes.count("safe"),
        unsafe_fixable=fixes.count("unsafe"),
    )
