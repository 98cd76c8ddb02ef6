"""Formats and where they go: `--format NAME[:FILE]`, several in one run, and `--output FILE`."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

import click

STDOUT: Final = "-"


class Destination(NamedTuple):
    """One format, and the file it goes to; "-" is standard output."""

    format: str
    path: str


class Format(click.ParamType[Destination]):
    """`NAME` or `NAME:FILE`."""

    name = "format"

    def __init__(self, known: Collection[str]) -> None:
        self.known = known

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Destination:
        if isinstance(value, Destination):
            return value
        name, _, path = str(value).partition(":")
        if name not in self.known:
            from stslint.config import suggestion

            self.fail(f"no format is called {name}{suggestion(name, self.known)}", param, ctx)
        return Destination(name, path or STDOUT)


def destinations(formats: Sequence[Destination], output: str | None, usual: str) -> list[Destination]:
    """Where everything goes; one place takes one format."""
    found = list(formats) or [Destination(usual, STDOUT)]
    if output:
        if len(found) > 1 or found[0].path != STDOUT:
            raise click.UsageError("--output goes with one format; with several, write --format NAME:FILE")
        found = [found[0]._replace(path=output)]
    paths = [each.path for each in found]
    if len(set(paths)) < len(paths):
        raise click.UsageError("two formats would go to the same place: write --format NAME:FILE for one of them")
    return found
