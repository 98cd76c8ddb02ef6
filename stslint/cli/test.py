"""`stslint test`: runs the examples that rule files carry."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from stslint.cli import options, screen
from stslint.errors import UserError
from stslint.examples import broken_promises
from stslint.rulefiles import RuleFileError, compile_rule, examples, read_rule_file, rule_files
from stslint.rules import Rule, Rulebook, builtin, rule_from
from stslint.terminal import count, paint, printable


@click.command(context_settings=options.SETTINGS)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@options.color
def command(paths: tuple[str, ...], color: screen.ColorChoice) -> int:
    """Run the examples of the rule files at PATH; exit code 1 if a rule breaks a promise."""
    files = [file for path in paths for file in _files(path)]
    bright = screen.colored(color, sys.stdout)
    results = [_result(file) for file in files]
    rulebook = _rulebook([rule for rule, _, _ in results if rule])
    broken = 0
    for file, (rule, data, problem) in zip(files, results, strict=True):
        problems = [problem] if rule is None else list(broken_promises(data, rule, rulebook))
        broken += bool(problems)
        number = 0 if rule is None else len(list(examples(data)))
        screen.write(_lines(file, number, problems, bright))
    screen.write([f"{count(len(files), 'rule')}, {broken} broken\n"])
    return 1 if broken else 0


def _files(path: str) -> list[Path]:
    found = rule_files(Path(path)) if Path(path).exists() else []
    if not found:
        raise UserError(f"{path}: no such rule file, or no rule files in the folder")
    return found


def _result(path: Path) -> tuple[Rule | None, dict[str, object], str]:
    try:
        data = read_rule_file(path)
        return rule_from(compile_rule(data, path)), data, ""
    except (RuleFileError, OSError, UnicodeDecodeError) as error:
        return None, {}, str(error)


def _rulebook(own: list[Rule]) -> Rulebook:
    """The built-in rules, with those under test in place of the ones they are newer versions of."""
    names = {rule.name for rule in own}
    return Rulebook((*(rule for rule in builtin() if rule.name not in names), *own))


def _lines(path: Path, number: int, problems: list[str], color: bool) -> Iterator[str]:
    if not problems:
        yield f"{paint('ok', 'good', color)}   {path.stem} ({count(number, 'example')})\n"
        return
    yield f"{paint('FAIL', 'error', color)} {path.stem}\n"
    for problem in problems:
        yield from (f"       {printable(line)}\n" for line in problem.split("\n"))
