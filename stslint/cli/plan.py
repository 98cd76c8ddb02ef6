"""`stslint plan`: what the StatefulSet controller makes of manifests, and what an update does to what is there."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import click

from stslint.cli import options, screen
from stslint.cli.destinations import STDOUT, Destination, Format, destinations
from stslint.cli.given import BEFORE, Given, given_from
from stslint.errors import UserError
from stslint.renderers import RENDERERS, SECTIONS, PlanView, renderer
from stslint.requests import Request
from stslint.terminal import paint, printable

_LIMITED: Final = ("text", "markdown")


class PlanCommand(click.Command):
    """With --detailed-exitcode 2 says "changes", so wrong use ends with 1 then."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        detailed = "--detailed-exitcode" in args
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            if not detailed:
                raise
            _say(f"{error.format_message()} (see stslint plan --help)")
            raise click.exceptions.Exit(1) from None


class Sections(options.Names):
    """Sections of an update."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        words = super().convert(value, param, ctx)
        for word in words:
            if word not in SECTIONS:
                self.fail(f"{word!r} is none of {', '.join(SECTIONS)}", param, ctx)
        return words


@click.command(cls=PlanCommand, context_settings=options.SETTINGS)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=str))
@click.option("--from", "before", metavar="PATH|git:REF[:PATH]", help="What is there now; the PATHs are the update.")
@click.option("--replace", is_flag=True, help="The update is sent as `kubectl replace` does.")
@click.option("--recreate", is_flag=True, help="Objects are deleted first and created anew.")
@click.option("--orphan", is_flag=True, help="StatefulSets are deleted with --cascade=orphan first and created anew.")
@click.option("--server-side", is_flag=True, help="The update is sent as `kubectl apply --server-side` does.")
@click.option("--prune", is_flag=True, help="Objects that the PATHs no longer hold are deleted.")
@click.option(
    "--given",
    "said",
    multiple=True,
    type=Given(),
    metavar="KEY=VALUE",
    help="What if: never-ready=REGEX, fail-image=REGEX, crash-image=REGEX, unready=REGEX, delete-pods=NAMES, "
    "unbound-class=NAME, provision, real-min-ready.",
)
@click.option("--only", multiple=True, type=Sections(), metavar="SECTIONS", help=f"Show {', '.join(SECTIONS)} only.")
@click.option(
    "--check", "stored", metavar="FILE", help="Compare with a plan stored as JSON; exit with 1 if it differs."
)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 0 no change, 1 error, 2 changes.")
@click.option(
    "-f",
    "--format",
    "formats",
    multiple=True,
    type=Format(RENDERERS),
    metavar="NAME[:FILE]",
    help=f"{', '.join(RENDERERS)}; may be given several times.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the (only) format to this file.")
@click.option("--kubernetes-version", type=options.Version(), metavar="X.Y", help="The Kubernetes minor to plan for.")
@click.option("--namespace", metavar="NAME", help="The namespace of objects that name none (default).")
@click.option("--cluster-domain", metavar="DOMAIN", help="The cluster's DNS domain (cluster.local).")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out files, in .gitignore syntax.")
@click.option("--stdin-filename", metavar="NAME", help="The name to call standard input (-) by.")
@options.configured
@options.color
def command(**said: Any) -> int:
    """Say which Pods, claims and DNS names the StatefulSets at PATH come to, or what an update does to them.

    PATH is a file, a folder, git:REF:PATH, or - for standard input; without one it is the current folder.

    Exit code: 0 planned, 1 if the API server would refuse something, 2 wrong use or unreadable input.
    """
    collects = gc.isenabled()
    gc.disable()  # a plan of many sets is many small objects that all live until the end
    try:
        return _run(said)
    except (click.UsageError, UserError) as error:
        if not said["detailed_exitcode"]:
            raise
        _say(error.format_message() if isinstance(error, click.UsageError) else str(error))
        return 1
    finally:
        gc.freeze()  # nor is there anything to look for when the process ends
        if collects:
            gc.enable()


def _run(said: Mapping[str, Any]) -> int:
    from stslint.manifests import Manifests, absent, planned, read_manifests

    mode, formats = _mode(said), _formats(said)
    stored = _stored(said)
    request = options.request_from(said)
    before = _before(request, said)
    after = read_manifests(request)
    there = before or Manifests()
    for line in (*there.odd, *after.odd):
        _say(f"warning: {line}")
    wrong = [*there.unreadable, *there.wrong, *after.unreadable, *after.wrong]
    for line in wrong:
        _say(line)
    if there.unreadable or not (after.resources or (said["prune"] and not wrong)):
        if not wrong:
            _say("no Kubernetes objects found")
        return 1 if said["detailed_exitcode"] else 2
    prune = said["prune"] and not wrong
    known = None if before is None else before.resources
    plan = planned(request, after.resources, known, mode=mode, prune=prune, given=given_from(said["said"])).to_dict()
    unread = "objects in what cannot be read" if wrong else ""
    outside = [*_outside(absent(after.resources, there.resources), len(after.skipped)), *([unread] if unread else [])]
    _show(plan, formats, outside, said)
    differs = stored is not None and _differs(stored, plan, said)
    return _code(plan, bool(wrong), differs, said["detailed_exitcode"])


def _mode(said: Mapping[str, Any]) -> str:
    from stslint.manifests import MODE_OPTIONS

    chosen = [name for name in MODE_OPTIONS if said[name]]
    flags = [f"--{name.replace('_', '-')}" for name in chosen]
    if len(chosen) > 1:
        raise click.UsageError(f"{' and '.join(flags)} exclude each other")
    if said["before"] is None:
        for flag in [*flags, *(["--prune"] if said["prune"] else [])]:
            raise click.UsageError(f"{flag} says how an update is sent: name what is there now with --from")
        for key, _ in said["said"]:
            if key in BEFORE:
                raise click.UsageError(f"--given {key} is about Pods that run before an update: name them with --from")
    return MODE_OPTIONS[chosen[0]] if chosen else "apply"


def _formats(said: Mapping[str, Any]) -> list[Destination]:
    """With --check nothing else is printed unless it is asked for."""
    if said["stored"] and not said["formats"] and not said["output"]:
        return []
    found = destinations(said["formats"], said["output"], "text")
    for each in found:
        if said["only"] and each.format not in _LIMITED:
            raise click.UsageError(f"--only goes with {' and '.join(_LIMITED)}; {each.format} shows the whole plan")
    return found


def _stored(said: Mapping[str, Any]) -> dict[str, Any] | None:
    from stslint.cli.stored import read_stored

    return read_stored(said["stored"]) if said["stored"] else None


def _before(request: Request, said: Mapping[str, Any]) -> Any:
    """The manifests of what is there now; None without --from."""
    if said["before"] is None:
        return None
    from stslint.manifests import Manifests, earlier, read_manifests

    if said["before"] == "-" and "-" in request.paths:
        raise click.UsageError("standard input can be only one of PATH and --from")
    paths = earlier(said["before"], request.paths)
    return read_manifests(request._replace(paths=paths)) if paths else Manifests()


def _outside(absent: Sequence[str], skipped: int) -> Iterator[str]:
    from stslint.renderers.parts import count, listed

    if absent:
        yield f"taken to exist in the cluster: {listed(absent)}"
    if skipped:
        yield f"{count(skipped, 'document')} skipped that {'is' if skipped == 1 else 'are'} no Kubernetes object"


def _show(plan: Mapping[str, Any], formats: Iterable[Destination], outside: Sequence[str], said: Any) -> None:
    only = tuple(dict.fromkeys(word for words in said["only"] for word in words))
    for name, path in formats:
        terminal = path == STDOUT
        view = PlanView(
            color=terminal and screen.colored(said["color"], sys.stdout),
            width=screen.width(sys.stdout) if terminal else screen.DEFAULT_WIDTH,
            only=only,
            outside=tuple(outside),
        )
        pieces = renderer(name)(plan, view)
        if terminal:
            screen.write(pieces)
        else:
            screen.write_file(path, pieces)


def _differs(stored: Mapping[str, Any], plan: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Does the stored plan differ? Says where, and how to store the new one."""
    import json

    from stslint.cli.stored import SHOWN, differences

    path, color = said["stored"], screen.colored(said["color"], sys.stdout)
    lines = list(differences(stored, json.loads(json.dumps(plan))))
    if not lines:
        screen.write([f"{printable(path)}: the plan is as it was stored\n"])
        return False
    styles = {"+": "good", "-": "error", "~": "warning"}
    shown = [f"{paint(line, styles[line[0]], color)}\n" for line in lines[:SHOWN]]
    more = [f"  … {len(lines) - SHOWN} more\n"] if len(lines) > SHOWN else []
    screen.write([f"{printable(path)}: the plan differs from the stored one (- stored, + now)\n", *shown, *more])
    _say(f"if this is what you want, store the new plan: the same command with --format json:{path} for --check {path}")
    return True


def _code(plan: Mapping[str, Any], wrong: bool, differs: bool, detailed: bool) -> int:
    acts = [plan["create"]] if "update" not in plan else [plan["update"]]
    refused = differs or any(act["refusals"] for act in acts)
    if detailed:
        return 1 if wrong or refused else 2 * int(any(map(_changes, acts)))
    return 2 if wrong else int(refused)


def _changes(act: Mapping[str, Any]) -> bool:
    """Does anything come of it?"""
    return any(act["summary"].values()) if "summary" in act else bool(act["sets"] or act["services"] or act["claims"])


def _say(line: str) -> None:
    click.echo(f"stslint: {printable(line)}", err=True)
