"""`stslint fix`: applies fixes, and says what it changed."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import click

from stslint.cli import changes, options, screen
from stslint.findings import Finding
from stslint.mending import Mended, mend
from stslint.terminal import count, paint, printable


@click.command(context_settings=options.SETTINGS)
@options.inputs
@options.selection
@options.cluster
@options.configured
@options.fixing
@options.verbosity
def command(**given: Any) -> int:
    """Apply the safe fixes of rules to the manifests at PATH; all other bytes stay as they are.

    Standard input (-) is printed fixed. Exit code: 0, with --diff 1 if something would change; 2 if an input cannot be
    read or written.
    """
    mended = mend(options.request_from(given), given["unsafe_fixes"])
    bright = screen.colored(given["color"], sys.stdout)
    complaints = list(mended.outcome.report.failures)
    if given["diff"]:
        screen.write(changes.diff(mended.changes, bright))
    else:
        complaints += apply(mended, "-" in given["paths"], given["stdin_filename"])
        told = sys.stderr if "-" in given["paths"] else sys.stdout
        screen.write(_told(mended, screen.colored(given["color"], told), given["quiet"]), told)
    for complaint in complaints:
        click.echo(f"stslint: {printable(complaint)}", err=True)
    return 2 if complaints else int(given["diff"] and bool(mended.changes))


def apply(mended: Mended, piped: bool, stdin_name: str | None) -> Iterator[str]:
    """Write the changes, standard input's to standard output; yields complaints."""
    name = stdin_name or "<stdin>"
    if piped:
        text = mended.outcome.sources.get(name)
        screen.write([text.text if text else ""])
    yield from changes.write_changes(change for change in mended.changes if not (piped and change.name == name))


def _told(mended: Mended, color: bool, quiet: bool) -> Iterator[str]:
    for finding in mended.fixed:
        yield f"{_line(finding, color)}\n"
    left = mended.outcome.report.counts
    more = f"; {left.unsafe_fixable} more with --unsafe-fixes" if left.unsafe_fixable else ""
    if not quiet:
        done = f"fixed {count(len(mended.fixed), 'problem')} in {count(len(mended.changes), 'file')}"
        yield f"{done if mended.fixed else 'nothing to fix'}{more}\n"


def _line(finding: Finding, color: bool) -> str:
    start = finding.span.start
    title = finding.fix.title if finding.fix else finding.message
    where = paint(printable(f"{finding.source}:{start.line}:{start.column}:"), "bold", color)
    return f"{where} {paint('fixed', 'good', color)} {printable(title)} ({finding.rule})"
