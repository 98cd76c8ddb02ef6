"""`stslint lint`: findings of a run, in the formats that were asked for."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import click

from stslint import __version__
from stslint.cache import default_folder
from stslint.cli import options, screen
from stslint.reporters import FOR_PEOPLE, REPORTERS, reporter
from stslint.reporters.summary import summary
from stslint.reporters.view import View
from stslint.requests import Request
from stslint.runs import Means, Outcome, run
from stslint.terminal import printable
from stslint.workers import available

_STDOUT: Final = "-"


class Destination(NamedTuple):
    """One format, and the file it goes to; "-" is standard output."""

    format: str
    path: str


class Format(click.ParamType[Destination]):
    """`NAME` or `NAME:FILE`."""

    name = "format"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Destination:
        if isinstance(value, Destination):
            return value
        name, _, path = str(value).partition(":")
        if name not in (*REPORTERS, "auto"):
            from stslint.config import suggestion

            self.fail(f"no format is called {name}{suggestion(name, REPORTERS)}", param, ctx)
        return Destination(name, path or _STDOUT)


class Jobs(click.ParamType[int]):
    """A number of processes; `auto` is one a processor."""

    name = "jobs"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if value == "auto":
            return available()
        if not str(value).isdecimal() or not 0 < int(value) <= 1024:
            self.fail(f"{value} is neither auto nor a number from 1 to 1024", param, ctx)
        return int(value)


class Workers(click.ParamType[str]):
    """The address of a cluster."""

    name = "workers"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value and not re.fullmatch(r"dask://[^/\s:]+:[0-9]{1,5}", value):
            self.fail(f"{value} is no address of the form dask://HOST:PORT", param, ctx)
        return str(value)


class Shard(click.ParamType[tuple[int, int]]):
    """`I/N`: the I-th of N parts."""

    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        match = re.fullmatch(r"([0-9]{1,4})/([0-9]{1,4})", value)
        if match is None or not 0 < int(match[1]) <= int(match[2]):
            self.fail(f"{value} is no part such as 1/4, the first of four", param, ctx)
        return int(match[1]), int(match[2])


@click.command(context_settings=options.SETTINGS)
@options.inputs
@options.selection
@options.cluster
@options.configured
@click.option(
    "-f",
    "--format",
    multiple=True,
    type=Format(),
    metavar="NAME[:FILE]",
    help=f"{', '.join(REPORTERS)}, or auto; may be given several times.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the (only) format to this file.")
@click.option("--fix", is_flag=True, help="Apply safe fixes first, and report on what is left.")
@options.fixing
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if something was fixed.")
@click.option("--statistics", is_flag=True, help="Count findings by rule.")
@click.option("-j", "--jobs", type=Jobs(), default="auto", metavar="N", help="Worker processes, or auto.")
@click.option(
    "--workers", type=Workers(), default="", metavar="dask://HOST:PORT", help="Judge files on a Dask cluster."
)
@click.option("--shard", type=Shard(), default="1/1", metavar="I/N", help="Report on the I-th of N parts of the files.")
@click.option("--cache-dir", metavar="FOLDER", help="Where to remember results.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep remembered results.")
@options.verbosity
def command(**given: Any) -> int:
    """Say what a real cluster will refuse or suffer from in the manifests at PATH.

    PATH is a file, a folder, git:REF:PATH, or - for standard input; without one it is the current folder.
    Exit code: 0 clean, 1 findings at or above --fail-on, 2 wrong use or unreadable input.
    """
    request = options.request_from(given)
    destinations = _destinations(given["format"], given["output"])
    if given["diff"]:
        return _diff(request, given)
    outcome, fixed, refused = _fixed(request, given) if _wants_fixes(given) else (_found(request, given), 0, [])
    complaints = [*refused, *_complaints(outcome, request)]
    _show(outcome, destinations, given)
    for complaint in complaints:
        click.echo(f"stslint: {printable(complaint)}", err=True)
    if not outcome.report.counts.objects and not complaints and not outcome.report.findings and not given["quiet"]:
        click.echo("stslint: warning: no Kubernetes objects found", err=True)
    return 2 if complaints else int(outcome.failed or (given["exit_non_zero_on_fix"] and fixed > 0))


def _found(request: Request, given: dict[str, Any]) -> Outcome:
    cache = None if given["no_cache"] else given["cache_dir"] or default_folder()
    return run(request, Means(given["jobs"], cache, given["workers"], given["shard"]))


def _wants_fixes(given: dict[str, Any]) -> bool:
    return bool(given["fix"] or given["unsafe_fixes"])


def _fixed(request: Request, given: dict[str, Any]) -> tuple[Outcome, int, list[str]]:
    """Fixes first: what is left, how many were fixed, which files could not be written."""
    from stslint.cli.changes import write_changes
    from stslint.mending import mend
    from stslint.terminal import count

    if "-" in request.paths:
        raise click.UsageError("standard input has no file to fix: `stslint fix -` prints the fixed text")
    mended = mend(request, given["unsafe_fixes"])
    refused = list(write_changes(mended.changes))
    if mended.fixed and not given["quiet"]:
        words = f"fixed {count(len(mended.fixed), 'problem')} in {count(len(mended.changes), 'file')}"
        click.echo(f"stslint: {words}", err=True)
    return mended.outcome, len(mended.fixed), refused


def _diff(request: Request, given: dict[str, Any]) -> int:
    """What fixing would change; 1 if anything."""
    from stslint.cli.changes import diff
    from stslint.mending import mend

    mended = mend(request, given["unsafe_fixes"])
    screen.write(diff(mended.changes, screen.colored(given["color"], sys.stdout)))
    for failure in mended.outcome.report.failures:
        click.echo(f"stslint: {printable(failure)}", err=True)
    return 2 if mended.outcome.report.failures else int(bool(mended.changes))


def _destinations(formats: Sequence[Destination], output: str | None) -> list[Destination]:
    found = [each._replace(format=_auto(each.path)) if each.format == "auto" else each for each in formats]
    found = found or [Destination(_auto(_STDOUT), _STDOUT)]
    if output:
        if len(found) > 1 or found[0].path != _STDOUT:
            raise click.UsageError("--output goes with one format; with several, write --format NAME:FILE")
        found = [found[0]._replace(path=output)]
    paths = [each.path for each in found]
    if len(set(paths)) < len(paths):
        raise click.UsageError("two formats would go to the same place: write --format NAME:FILE for one of them")
    return found


def _auto(path: str) -> str:
    return "github" if path == _STDOUT and os.environ.get("GITHUB_ACTIONS") == "true" else "text"


def _show(outcome: Outcome, destinations: Sequence[Destination], given: dict[str, Any]) -> None:
    for format_name, path in destinations:
        pieces = reporter(format_name)(outcome.report, _view(outcome, path, given))
        if path == _STDOUT:
            screen.write(_unless_silent(pieces, format_name, outcome, given))
        else:
            screen.write_file(path, pieces)
    if all(path != _STDOUT for _, path in destinations) and not given["quiet"]:
        click.echo(summary(outcome.report, View()), err=True)


def _unless_silent(pieces: Iterator[str], name: str, outcome: Outcome, given: dict[str, Any]) -> Iterator[str]:
    """With --quiet, a clean run prints nothing that is only for people."""
    if not (given["quiet"] and name in FOR_PEOPLE and not outcome.report.findings):
        yield from pieces


def _view(outcome: Outcome, path: str, given: dict[str, Any]) -> View:
    terminal = path == _STDOUT
    return View(
        sources=outcome.sources,
        targets=outcome.targets,
        rules=outcome.rules,
        version=__version__,
        color=terminal and screen.colored(given["color"], sys.stdout),
        width=screen.width(sys.stdout) if terminal else screen.DEFAULT_WIDTH,
        verbose=given["verbose"],
        statistics=given["statistics"],
        fail_on=None if outcome.fail_on == "never" else outcome.fail_on,
        folder=os.getcwd(),
    )


def _complaints(outcome: Outcome, request: Request) -> Iterator[str]:
    """What makes the exit code 2: unreadable inputs, failed checks, files that were named but are no manifests."""
    yield from outcome.report.failures
    if request.hook:
        return
    named = {os.path.normpath(path).replace(os.sep, "/") for path in request.paths} | {request.stdin_name}
    spoken_of = {finding.source for finding in (*outcome.report.findings, *outcome.report.suppressed)}
    for name in outcome.report.objectless:
        if name in named and name not in spoken_of:
            skip = next((each for each in outcome.report.skipped if each.source == name), None)
            reason = f" ({skip.reason}: {skip.hint})" if skip else ""
            yield f"{name}: holds no Kubernetes object{reason}"
