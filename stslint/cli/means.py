"""By which means a run works: processes, a cluster, a share of the files."""

from __future__ import annotations

import re
from typing import Any

import click

from stslint.cli.options import stack
from stslint.workers import available


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


options = stack(
    click.option("-j", "--jobs", type=Jobs(), default="auto", metavar="N", help="Worker processes, or auto."),
    click.option(
        "--workers", type=Workers(), default="", metavar="dask://HOST:PORT", help="Judge files on a Dask cluster."
    ),
    click.option(
        "--shard", type=Shard(), default="1/1", metavar="I/N", help="Report on the I-th of N parts of the files."
    ),
)
