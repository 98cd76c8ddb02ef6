"""The map stage: everything that can be said of one source by itself.

In: a source. Out: `Judged`, a value that can be pickled, cached and sent between processes: its resources, its local
findings, what was skipped. Nothing here looks at a second file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stslint import suppressions
from stslint.documents import Document, Problem, parse
from stslint.findings import Finding, RelatedPlace, Skipped
from stslint.judged import Judged
from stslint.locating import Narrator, Places, reference, shorten
from stslint.memory import Task, content_digest
from stslint.options import Options
from stslint.resources import Resource, resources_in
from stslint.rules import Rule, Rulebook
from stslint.sources.files import SourceProblem
from stslint.sources.gather import read
from stslint.text import Source
from stslint.verdict import Verdict, verdict


def judge(source: Source, target: bool, rulebook: Rulebook, options: Options) -> Judged:
    """All that one source says by itself; of context sources (`target` False) only the resources."""
    documents = parse(source)
    resources, skipped = _sorted_out(documents, source, target, options)
    if not target:
        return Judged(source.name, False, len(documents), tuple(resources))
    places = Places({source.name: source})
    places.remember(source, documents)
    narrator = Narrator(places, options.severities)
    failures: list[str] = []
    findings = [
        finding
        for document in documents
        for problem in document.problems
        if (finding := _problem(problem, document, source, resources, rulebook, options)) is not None
    ]
    not_validated = []
    for resource in resources:
        answer = verdict(resource.body, options.kubernetes_version, resource.namespace)
        if not answer.known:
            not_validated.append(reference(resource))
        findings += judge_resource(resource, answer, rulebook, options, narrator, failures)
    return Judged(
        source.name,
        True,
        len(documents),
        tuple(resources),
        tuple(findings),
        tuple(skipped),
        tuple(not_validated),
        tuple(suppressions.in_comments(source)),
        tuple(failures),
    )


def judge_task(task: Task, rulebook: Rulebook, options: Options, digests: bool = True) -> Judged:
    """What one input says by itself; the digest of its content only where something will be remembered."""
    source, problem = read(task.input)
    if source is None and not (task.target or task.input.explicit):
        return Judged(task.input.name, False, 0)  # nobody named it, and it is only read for its relations
    if source is None:
        words = problem.message if problem else "cannot be read"
        return Judged(task.input.name, task.target, 0, failures=(f"{task.input.name}: {words}",))
    judged = judge(source, task.target, rulebook, options)
    finding = unreadable_place(problem, rulebook, options) if problem and task.target else None
    findings = (finding, *judged.findings) if finding else judged.findings
    return judged._replace(findings=findings, digest=content_digest(source.text) if digests else b"")


def _sorted_out(
    documents: Sequence[Document], source: Source, target: bool, options: Options
) -> tuple[list[Resource], list[Skipped]]:
    resources: list[Resource] = []
    skipped: list[Skipped] = []
    for document in documents:
        for each in resources_in(document, options.namespace, target, options.patches):
            if isinstance(each, Resource):
                resources.append(each)
            else:
                line = document.span.start.line
                skipped.append(Skipped(source.name, document.index, line, each.reason, each.hint))
    return resources, skipped


def _problem(
    problem: Problem,
    document: Document,
    source: Source,
    resources: Sequence[Resource],
    rulebook: Rulebook,
    options: Options,
) -> Finding | None:
    """The finding of a problem of the reader; its code is the rule's name."""
    rule = rulebook.by_name.get(problem.code)
    if rule is None:
        return None
    here = next((each for each in resources if each.place.document == document.index), None)
    if here is None and document.value is not None:
        return None  # readable, but no Kubernetes object: other programs may read it otherwise
    return Finding(
        rule=rule.name,
        id=rule.id,
        severity=options.severities.get(rule.name, rule.severity),
        stage=rule.stage,
        message=problem.message,
        help=rule.help,
        source=source.name,
        span=problem.span,
        document=document.index,
        template=document.template,
        resource=reference(here) if here else None,
        related=(RelatedPlace(rule.related["there"], source.name, problem.related),) if problem.related else (),
        url=rule.url,
    )


def unreadable_place(problem: SourceProblem, rulebook: Rulebook, options: Options) -> Finding | None:
    """The finding of a text that was read with losses (wrong bytes)."""
    rule = rulebook.by_name.get(problem.code)
    if rule is None or problem.span is None:
        return None
    severity = options.severities.get(rule.name, rule.severity)
    return Finding(rule.name, rule.id, severity, rule.stage, problem.message, problem.name, problem.span, url=rule.url)


def _second_place(problem: Problem, source: str, rule: Rule) -> tuple[RelatedPlace, ...]:
    if problem.related is None:
        return ()
    return (RelatedPlace(rule.related.get("there", "it starts here"), source, problem.related),)


def judge_resource(
    resource: Resource,
    answer: Verdict,
    rulebook: Rulebook,
    options: Options,
    narrator: Narrator,
    failures: list[str],
) -> list[Finding]:
    """The findings about one object that need no other: the server's answers and the local checks, one per mistake."""
    kind, version = resource.kind, options.kubernetes_version
    found = answers(answer, resource, rulebook, narrator)
    run_checks(rulebook.local_checks(kind), resource, version, narrator, found, failures)
    return one_each(found, found, rulebook) if len(found) > 1 else found


def answers(answer: Verdict, resource: Resource, rulebook: Rulebook, narrator: Narrator) -> list[Finding]:
    """The findings of what the API server says of an object, each by the rule that owns it."""
    found = [
        narrator.refusal(rule, error, resource)
        for error in answer.errors
        if (rule := rulebook.owner(error, resource.kind))
    ]
    found += [
        narrator.warning(rule, warning, resource)
        for warning in answer.warnings
        if (rule := rulebook.owner(warning, resource.kind))
    ]
    return found


def run_checks(
    rules: Sequence[Rule],
    resource: Resource,
    second: Any,
    narrator: Narrator,
    found: list[Finding],
    failures: list[str],
) -> None:
    """Adds the findings of checks about one object; one that raises is a failure of the run, not its end.

    `second` is what checks get that need more than the object: the Kubernetes version, or the cluster.
    """
    for rule in rules:
        try:
            for hit in rule.function(resource) if rule.needs == "resource" else rule.function(resource, second):
                found.append(narrator.hit(rule, hit, resource))
        except Exception as error:
            where = f"{resource.place.source}: {resource}"
            failures.append(f"rule {rule.name} failed on {where}: {type(error).__name__}: {shorten(str(error), 200)}")


def one_each(findings: Iterable[Finding], stronger: Iterable[Finding], rulebook: Rulebook) -> list[Finding]:
    """One mistake is one finding: at a field the server refuses or warns of, a rule of higher rank takes over.

    Two findings of equal rank at one field stay if they say different things.
    """
    best: dict[tuple[Any, ...], int] = {}
    for finding in stronger:
        if finding.stage in _ANSWERED and finding.field:
            key = (finding.refused, *_mistake(finding))
            best[key] = max(rulebook.by_name[finding.rule].rank, best.get(key, 0))
    kept: dict[tuple[Any, ...], Finding] = {}
    for finding in findings:
        mistake = _mistake(finding)
        answered = finding.stage in _ANSWERED
        if not answered or rulebook.by_name[finding.rule].rank >= best.get((finding.refused, *mistake), 0):
            kept.setdefault((finding.rule, finding.message, *mistake), finding)
    return list(kept.values())


_ANSWERED = ("parse", "apply")
"""The stages at which kubectl or the server says something itself."""


def _mistake(finding: Finding) -> tuple[Any, ...]:
    return (finding.source, finding.document, finding.resource, finding.field or finding.span)
