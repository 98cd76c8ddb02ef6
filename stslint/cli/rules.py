"""`stslint rules`: all rules, or those that some words select."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence

import click

from stslint.cli import options, screen
from stslint.requests import rulebook_here
from stslint.rules import Rule
from stslint.settings import selected
from stslint.terminal import count, paint


@click.command(context_settings=options.SETTINGS)
@click.argument("words", nargs=-1, metavar="[RULES]...")
@click.option("-f", "--format", "form", type=click.Choice(("table", "markdown", "json")), default="table", help="How.")
@options.own_rules
@options.configured
@options.color
def command(words: tuple[str, ...], form: str, rules: tuple[str, ...], color: screen.ColorChoice, **given: str) -> int:
    """List the rules; RULES (names, ids, categories, stage:X, presets) lists only those."""
    rulebook = rulebook_here(options.request_from({**given, "rules": rules}))
    names = {rule.name for rule in selected(words, rulebook)} if words else set(rulebook.by_name)
    found = sorted((rule for rule in rulebook.rules if rule.name in names), key=lambda rule: rule.id)
    screen.write(f"{line}\n" for line in _FORMS[form](found, screen.colored(color, sys.stdout)))
    return 0


def _table(rules: Sequence[Rule], color: bool) -> Iterator[str]:
    longest = max((len(rule.name) for rule in rules), default=0)
    for rule in rules:
        severity = paint(f"{rule.severity:<7}", rule.severity, color)
        mark = "[*]" if rule.fix_title and rule.applicability != "manual" else "   "
        preset = "" if rule.preset == "default" else f" ({rule.preset})"
        yield f"{rule.id} {rule.name:<{longest}}  {severity} {rule.stage:<8} {mark} {rule.summary}{preset}"
    yield f"{count(len(rules), 'rule')}; [*] can be fixed"


def _markdown(rules: Sequence[Rule], color: bool) -> Iterator[str]:
    yield "| Id | Rule | Severity | Stage | Preset | What |"
    yield "|---|---|---|---|---|---|"
    for rule in rules:
        summary = rule.summary.replace("|", "\\|")
        yield f"| {rule.id} | [{rule.name}]({rule.url}) | {rule.severity} | {rule.stage} | {rule.preset} | {summary} |"


def _json(rules: Sequence[Rule], color: bool) -> Iterator[str]:
    keys = ("id", "name", "category", "severity", "stage", "preset", "summary", "url")
    yield json.dumps([{key: getattr(rule, key) for key in keys} for rule in rules], indent=2)


_FORMS = {"table": _table, "markdown": _markdown, "json": _json}
