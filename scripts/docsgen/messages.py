"""Every rule's message as a user reads it, in one table: to review tone, precision and length as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stslint.examples import lint_texts, without_marks
from stslint.rulefiles import examples, read_rule_file
from stslint.rules import Rule, Rulebook, builtin


def build(root: Path) -> str:
    """The page's text."""
    return "\n".join(_lines(root)) + "\n"


def _lines(root: Path) -> Iterator[str]:
    rulebook = Rulebook(builtin())
    yield from ("# Messages", "", "What each rule says about its first wrong example.", "")
    yield from ("| id | severity | message | help |", "|---|---|---|---|")
    for rule in builtin():
        for severity, message, help in _said(rule, rulebook, root):
            yield f"| [{rule.id}](rules/{rule.name}.md) | {severity} | {_cell(message)} | {_cell(help)} |"


def _said(rule: Rule, rulebook: Rulebook, root: Path) -> Iterator[tuple[str, str, str]]:
    for example in examples(read_rule_file(root / rule.path)):
        if example.bad:
            report = lint_texts(without_marks(example.files), rulebook, example.options)
            found = [each for each in report.findings if each.rule == rule.name]
            yield from ((each.severity, each.message, each.help) for each in found[:1])
            return


def _cell(text: str) -> str:
    """Text in a Markdown table: nothing of a message is markup."""
    for char in "\\|<>*_`[]":
        text = text.replace(char, "\\" + char)
    return text
