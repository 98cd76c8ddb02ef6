"""`stslint lint`: findings of a run, in the formats that were asked for."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from stslint import __version__
from stslint.cache import default_folder
from stslint.cli import means, options, screen
from stslint.cli.destinations import STDOUT, Destination, Format, destinations
from stslint.reporters import FOR_PEOPLE, REPORTERS, reporter
from stslint.reporters.summary import summary
from stslint.reporters.view import View
from stslint.requests import Request
from stslint.runs import Means, Outcome, run
from stslint.terminal import printable


@click.command(context_settings=options.SETTINGS)
@options.inputs
@options.selection
@options.cluster
@options.configured
@click.option(
    "-f",
    "--format",
    multiple=True,
    type=Format((*REPORTERS, "auto")),
    metavar="NAME[:FILE]",
    help=f"{', '.join(REPORTERS)}, or auto; may be given several times.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the (only) format to this file.")
@click.option("--fix", is_flag=True, help="Apply safe fixes first, and report on what is left.")
@options.fixing
@click.option("--exit-non-zero-on-fix", is_flag=True, help="Exit with 1 if something was fixed.")
@click.option("--statistics", is_flag=True, help="Count findings by rule.")
@means.options
@click.option("--cache-dir", metavar="FOLDER", help="Where to remember results.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep remembered results.")
@options.verbosity
def command(**given: Any) -> int:
    """Say what a real cluster will refuse or suffer from in the manifests at PATH.

    PATH is a file, a folder, git:REF:PATH, or - for standard input; without one it is the current folder.
    Exit code: 0 clean, 1 findings at or above --fail-on, 2 wrong use or unreadable input.
    """
    request = options.request_from(given)
    places = [_resolved(each) for each in destinations(given["format"], given["output"], "auto")]
    if given["diff"]:
        return _diff(request, given)
    outcome, fixed, refused = _fixed(request, given) if _wants_fixes(given) else (_found(request, given), 0, [])
    complaints = [*refused, *_complaints(outcome, request)]
    _show(outcome, places, given)
    for complaint in complaints:
        click.echo(f"stslint: {printable(complaint)}", err=True)
    if not outcome.report.counts.objects and not complaints and not outcome.report.findings and not given["quiet"]:
        click.echo("stslint: warning: no Kubernetes objects found", err=True)
    return 2 if complaints else int(outcome.failed or (given["exit_non_zero_on_fix"] and fixed > 0))


def _found(request: Request, given: dict[str, Any]) -> Outcome:
    cache = None if given["no_cache"] else given["cache_dir"] or default_folder()
    with screen.progress(given["quiet"]):
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


def _resolved(place: Destination) -> Destination:
    """`auto` is github on the standard output of GitHub Actions, text elsewhere."""
    if place.format != "auto":
        return place
    inside = place.path == STDOUT and os.environ.get("GITHUB_ACTIONS") == "true"
    return place._replace(format="github" if inside else "text")


def _show(outcome: Outcome, places: Sequence[Destination], given: dict[str, Any]) -> None:
    for format_name, path in places:
        pieces = reporter(format_name)(outcome.report, _view(outcome, path, given))
        if path == STDOUT:
            screen.write(_unless_silent(pieces, format_name, outcome, given))
        else:
            screen.write_file(path, pieces)
    if all(path != STDOUT for _, path in places) and not given["quiet"]:
        click.echo(summary(outcome.report, View()), err=True)


def _unless_silent(pieces: Iterator[str], name: str, outcome: Outcome, given: dict[str, Any]) -> Iterator[str]:
    """With --quiet, a clean run prints nothing that is only for people."""
    if not (given["quiet"] and name in FOR_PEOPLE and not outcome.report.findings):
        yield from pieces


def _view(outcome: Outcome, path: str, given: dict[str, Any]) -> View:
    terminal = path == STDOUT
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
        **_origin(),
    )


def _origin() -> dict[str, str]:
    """Repository and commit, as GitHub or GitLab tell their jobs."""
    told = os.environ
    if told.get("GITHUB_REPOSITORY"):
        server = told.get("GITHUB_SERVER_URL", "https://github.com")
        return {"repository": f"{server}/{told['GITHUB_REPOSITORY']}", "revision": told.get("GITHUB_SHA", "")}
    return {"repository": told.get("CI_PROJECT_URL", ""), "revision": told.get("CI_COMMIT_SHA", "")}


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
