"""SARIF 2.1.0, for code scanning services: rules with their texts, results with places, fingerprints and fixes.

GitHub takes 25,000 results a run and shows 5,000; more than that are cut, the most severe kept, and the cut is said.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.findings import SEVERITIES, Finding, Report, Severity
from stslint.fingerprints import fingerprints
from stslint.reporters.paths import uri
from stslint.reporters.view import View
from stslint.rules import Rule
from stslint.text import Source, Span

LIMIT: Final = 5000
_SNIPPET: Final = 1000
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVEL: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "info": "note"}
_PROBLEM: Final[Mapping[Severity, str]] = {"error": "error", "warning": "warning", "info": "recommendation"}


def render(report: Report, view: View) -> Iterator[str]:
    """One run; its rules are those that were broken, in the order of their ids."""
    pairs = list(zip(report.findings, fingerprints(report.findings), strict=True))
    if len(pairs) > LIMIT:
        pairs = sorted(pairs, key=lambda pair: SEVERITIES.index(pair[0].severity))[:LIMIT]
    broken = sorted({(finding.id, finding.rule, finding.url) for finding, _ in pairs})
    index = {rule: number for number, (_, rule, _) in enumerate(broken)}
    run = {
        **_provenance(view),
        "tool": {"driver": {**_driver(view), "rules": [_rule(*each, view) for each in broken]}},
        "automationDetails": {"id": "stslint/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"description": {"text": "The folder stslint was run in."}}},
        "invocations": [_invocation(report, len(pairs))],
        "results": [_result(finding, mark, index[finding.rule], view) for finding, mark in pairs],
    }
    yield from (json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2), "\n")


def _provenance(view: View) -> dict[str, Any]:
    """Which repository and commit the paths belong to, where the caller knows."""
    if not view.repository:
        return {}
    revision = {"revisionId": view.revision} if view.revision else {}
    origin = {"repositoryUri": view.repository, **revision, "mappedTo": {"uriBaseId": "SRCROOT"}}
    return {"versionControlProvenance": [origin]}


def _driver(view: View) -> dict[str, Any]:
    version = {"version": view.version, "semanticVersion": view.version} if view.version else {}
    return {"name": "stslint", "organization": "stslint", **version, "informationUri": "https://stslint.dev/"}


def _rule(rule_id: str, name: str, url: str, view: View) -> dict[str, Any]:
    rule = view.rules.get(name)
    link = {"helpUri": url} if url else {}
    base: dict[str, Any] = {"id": rule_id, "name": "".join(word.capitalize() for word in name.split("-")), **link}
    base["messageStrings"] = {"default": {"text": "{0}."}}
    if rule is None:
        return {**base, "shortDescription": {"text": name}}
    help_text = rule.help or rule.summary
    return {
        **base,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": f"{help_text} See {url}", "markdown": f"{help_text}\n\n[{name}]({url})"},
        "defaultConfiguration": {"level": _LEVEL[rule.severity]},
        "properties": _properties(rule),
    }


def _properties(rule: Rule) -> dict[str, Any]:
    tags = ["kubernetes", "statefulset", rule.category, f"stage-{rule.stage}"]
    return {"tags": tags, "precision": "high", "problem.severity": _PROBLEM[rule.severity]}


def _invocation(report: Report, shown: int) -> dict[str, Any]:
    notes = [{"level": "error", "message": {"text": failure}} for failure in report.failures]
    hidden = len(report.findings) - shown
    if hidden:
        notes.append({"level": "warning", "message": {"text": f"{hidden} findings, the mildest, are left out"}})
    return {"executionSuccessful": not report.failures, "toolExecutionNotifications": notes}


def _result(finding: Finding, fingerprint: str, index: int, view: View) -> dict[str, Any]:
    links = "".join(f"; [{_plain(each.message)}]({number})" for number, each in enumerate(finding.related, 1))
    text = f"{_plain(finding.message)}{links}"
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": _LEVEL[finding.severity],
        "message": {"id": "default", "arguments": [text], "text": text},
        "locations": [{**_location(finding.source, finding.span, view), **_logical(finding)}],
        "partialFingerprints": {"primaryLocationLineHash": f"{fingerprint}:1", "stslint/v1": fingerprint},
    }
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(each.source, each.span, view), "message": {"text": _plain(each.message)}}
            for number, each in enumerate(finding.related, 1)
        ]
    return {**result, **_fixes(finding, view)}


def _plain(text: str) -> str:
    """`[text](target)` would be a link; brackets that do not look like one (`containers[0]`) stay readable."""
    return text.replace("](", "\\](")


def _logical(finding: Finding) -> dict[str, Any]:
    if not finding.resource:
        return {}
    full = f"{finding.resource}{'/' if finding.field else ''}{finding.field}"
    return {"logicalLocations": [{"fullyQualifiedName": full, "kind": "object"}]}


def _location(source: str, span: Span, view: View) -> dict[str, Any]:
    place = {"artifactLocation": _artifact(source, view), "region": _region(span)}
    text = view.sources.get(source)
    if text is not None and span.start.line == span.end.line:
        snippet = text.line(span.start.line)[span.start.column - 1 : span.end.column - 1]
        place["region"]["snippet"] = {"text": snippet[:_SNIPPET]}
        place["contextRegion"] = _context(text, span.start.line)
    return {"physicalLocation": place}


def _context(text: Source, line: int) -> dict[str, Any]:
    """The lines around a place, for viewers that do not have the file."""
    first, last = max(1, line - 2), min(len(text.line_starts), line + 2)
    shown = "\n".join(text.line(number)[:_SNIPPET] for number in range(first, last + 1))
    return {"startLine": first, "endLine": last, "snippet": {"text": shown}}


def _artifact(source: str, view: View) -> dict[str, Any]:
    name = uri(source, view.folder)
    return {"uri": name} if name.startswith("file:") else {"uri": name, "uriBaseId": "SRCROOT"}


def _region(span: Span) -> dict[str, Any]:
    start, end = span
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _fixes(finding: Finding, view: View) -> dict[str, Any]:
    if finding.fix is None or not finding.fix.edits:
        return {}
    replacements = [
        {"deletedRegion": _region(span), "insertedContent": {"text": edit.text}}
        for edit, span in zip(finding.fix.edits, finding.fix_spans, strict=True)
    ]
    change = {"artifactLocation": _artifact(finding.source, view), "replacements": replacements}
    return {"fixes": [{"description": {"text": finding.fix.title}, "artifactChanges": [change]}]}
