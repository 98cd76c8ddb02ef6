"""Runs the examples of rule files: the tests every rule carries with it.

In: rule files and the rulebook they belong to. Out: one line for each promise an example breaks. A bad example reports
exactly on the lines that end with `# expect`; a good one not at all; `fixed` is the text after the rule's fix, on which
the rule is silent and a second fix changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from stslint.engine import lint
from stslint.findings import Report
from stslint.options import Options
from stslint.patterns import pattern
from stslint.rulefiles import Example, examples
from stslint.rules import Rule, Rulebook
from stslint.text import Source
from stslint.versions import parse_version

_MARK: Final = pattern(r"[ \t]*# expect[ \t]*$", re.MULTILINE)


def broken_promises(data: Mapping[str, Any], rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    """What the examples of a rule promise and the rule does not keep."""
    found = list(examples(data))
    bad = sum(example.bad for example in found)
    if not rule.internal and (bad < 1 or len(found) - bad < 2):
        yield "has fewer than one bad and two good examples"
    for number, example in enumerate(found, 1):
        for failure in _example(example, rule, rulebook):
            yield f"example {number} ({'bad' if example.bad else 'good'}): {failure}"


def _example(example: Example, rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    texts = without_marks(example.files)
    expected = sorted((name, line) for name, text in example.files.items() for line in _expected(text))
    report = lint_texts(texts, rulebook, example.options)
    yield from report.failures
    findings = [finding for finding in report.findings if finding.rule == rule.name]
    places = sorted((finding.source, finding.span.start.line) for finding in findings)
    if places != (expected if example.bad else []):
        yield f"reports at {_lines(places)}, expected {_lines(expected)}"
    if example.bad and not expected:
        yield "has no line with # expect"
    yield from (
        f"message lacks a fact: {each.message}" for each in findings if re.search(r'(?<![\w?"])\?(?!\w)', each.message)
    )
    if example.fixed is not None:
        yield from _fix(texts, example, rule, rulebook)


def _fix(texts: Mapping[str, str], example: Example, rule: Rule, rulebook: Rulebook) -> Iterator[str]:
    from stslint.fixes import fix_texts

    only = Rulebook(each for each in rulebook.rules if each.name == rule.name)
    options = options_for(only, example.options)
    fixed = fix_texts(texts, only, options, unsafe=True)
    for name, wanted in (example.fixed or {}).items():
        if fixed.get(name) != wanted:
            yield f"fixed text of {name} differs:\n{fixed.get(name)}"
    if fix_texts(fixed, only, options, unsafe=True) != fixed:
        yield "a second fix changes the text again"
    if any(finding.rule == rule.name for finding in lint_texts(fixed, only, example.options).findings):
        yield "the rule still reports on the fixed text"


def without_marks(files: Mapping[str, str]) -> dict[str, str]:
    """The files of an example as a user would write them."""
    return {name: _MARK.sub("", text) for name, text in files.items()}


def _expected(text: str) -> Iterator[int]:
    for number, line in enumerate(text.split("\n"), 1):
        if _MARK.search(line):
            yield number


def _lines(places: list[tuple[str, int]]) -> str:
    return ", ".join(f"{name}:{line}" for name, line in places) or "no line"


def options_for(rulebook: Rulebook, changes: Mapping[str, Any]) -> Options:
    """Options with every rule on, and an example's own changes."""
    options = Options(enabled=frozenset(rulebook.by_name))
    known = {key: value for key, value in changes.items() if key != "kubernetes_version"}
    if "kubernetes_version" in changes:
        known["kubernetes_version"] = parse_version(str(changes["kubernetes_version"]))
    return replace(options, **known)


def lint_texts(texts: Mapping[str, str], rulebook: Rulebook, changes: Mapping[str, Any]) -> Report:
    """The report on texts by name."""
    sources = [Source(name, text) for name, text in texts.items()]
    return lint(sources, (), rulebook, options_for(rulebook, changes))
