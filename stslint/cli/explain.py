"""`stslint explain`: the page of a rule, found by name, id, address, or the error somebody got."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence

import click

from stslint import assets, pages
from stslint.answers import rules_for
from stslint.cli import options, screen
from stslint.errors import UserError
from stslint.requests import rulebook_here
from stslint.rulefiles import read_rule_file
from stslint.rules import Rule


@click.command(context_settings=options.SETTINGS)
@click.argument("words", nargs=-1, required=True, metavar="RULE | URL | ERROR...")
@click.option("-f", "--format", "form", type=click.Choice(("text", "markdown", "json")), default="text", help="How.")
@options.own_rules
@options.configured
@options.color
def command(words: tuple[str, ...], form: str, rules: tuple[str, ...], color: screen.ColorChoice, **given: str) -> int:
    """Explain a rule: why it matters, what to do, an example.

    RULE is a name or an id; ERROR is what the API server, kubectl or stslint said: it is pasted as it is. With - the
    words are read from standard input.
    """
    text = sys.stdin.read() if words == ("-",) else " ".join(words)
    rulebook = rulebook_here(options.request_from({**given, "rules": rules}))
    found = rules_for(text, rulebook)
    if not found:
        raise UserError("no rule explains that; `stslint rules` lists them all")
    screen.write(f"{line}\n" for line in _shown(found, form, color))
    return 0


def _shown(rules: Sequence[Rule], form: str, color: screen.ColorChoice) -> Iterator[str]:
    read = [(rule, read_rule_file(assets.folder("rules").parent / rule.path)) for rule in rules]
    if form == "json":
        yield json.dumps([pages.as_data(*each) for each in read], indent=2)
        return
    first, *others = read
    if form == "markdown":
        yield from pages.as_markdown(*first)
    else:
        yield from pages.as_text(*first, screen.width(sys.stdout), screen.colored(color, sys.stdout))
    if others:
        yield ""
        yield "See also: " + ", ".join(f"{rule.name} ({rule.id})" for rule, _ in others)
