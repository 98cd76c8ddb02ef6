"""What `expose` and `convert` share: they read manifests and print new documents."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

import click

from stslint.cli import options, screen
from stslint.cluster import Cluster
from stslint.documents import parse
from stslint.errors import UserError
from stslint.resources import DEFAULT_NAMESPACE, Resource, resources_in
from stslint.sources.gather import gather


def written_from(name: str, help: str, write: Callable[[Cluster], int]) -> click.Command:
    """A command `NAME PATH…` that writes documents from the objects at the paths."""

    @click.command(name=name, help=help, context_settings=options.SETTINGS)
    @click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=str))
    @click.option("--namespace", default=DEFAULT_NAMESPACE, metavar="NAME", help="Namespace of objects without one.")
    def command(paths: Sequence[str], namespace: str) -> int:
        return write(_cluster(paths, namespace))

    return command


def _cluster(paths: Sequence[str], namespace: str) -> Cluster:
    gathered = gather(paths, stdin=sys.stdin.buffer)
    for unreadable in gathered.problems:
        raise UserError(f"{unreadable.name}: {unreadable.message}")
    resources = []
    for source in gathered.sources:
        for document in parse(source):
            if document.broken:
                problem = document.problems[0]
                raise UserError(
                    f"{source.name}:{problem.span.start.line}:{problem.span.start.column}: {problem.message}"
                )
            resources += [each for each in resources_in(document, namespace) if isinstance(each, Resource)]
    return Cluster(resources)


def print_documents(documents: Sequence[str], *, nothing: str, failed: bool) -> int:
    """Documents on standard output; if there are none, a word about it on standard error."""
    if documents:
        screen.write(["---\n".join(documents)])
        return 0
    click.echo(f"stslint: {nothing}", err=True)
    return 2 if failed else 0
