"""Options that several commands share, and how they become a Request."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import click

from stslint.config import FAIL_ON, PRESETS, local_location
from stslint.requests import Request
from stslint.settings import KNOWN
from stslint.versions import KNOWN as VERSIONS
from stslint.versions import parse_version, show_version

F = TypeVar("F", bound=Callable[..., Any])

SETTINGS: Final[dict[str, Any]] = {
    "auto_envvar_prefix": "STSLINT",
    "help_option_names": ["-h", "--help"],
    "max_content_width": 100,
}


class Names(click.ParamType[tuple[str, ...]]):
    """Words separated by commas."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        return tuple(word.strip() for word in str(value).split(",") if word.strip())


class Version(click.ParamType[str]):
    """A Kubernetes minor that stslint knows."""

    name = "version"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return show_version(parse_version(str(value)))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Location(click.ParamType[str]):
    """A place on disk where schemas are."""

    name = "location"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return local_location(str(value), "")
        except ValueError as error:
            self.fail(str(error), param, ctx)


def stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


own_rules: Final = click.option("--rules", multiple=True, metavar="PATH", help="Rule files of your own.")
color: Final = click.option(
    "--color", type=click.Choice(("auto", "always", "never")), default="auto", help="Use colours."
)

inputs: Final = stack(
    click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=str)),
    click.option("--stdin-filename", metavar="NAME", help="The name to call standard input (-) by."),
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out files, in .gitignore syntax."),
    click.option("--context", multiple=True, metavar="PATH", help="Read these manifests too, report nothing on them."),
    click.option("--hook", is_flag=True, help="PATHs come from a hook: find the rest of their set, skip other files."),
)

cluster: Final = stack(
    click.option(
        "--kubernetes-version",
        type=Version(),
        metavar="X.Y",
        help=f"The Kubernetes minor to check against, {show_version(VERSIONS[0])} to {show_version(VERSIONS[-1])}.",
    ),
    click.option("--namespace", metavar="NAME", help="The namespace of objects that name none (default)."),
    click.option("--cluster-domain", metavar="DOMAIN", help="The cluster's DNS domain (cluster.local)."),
    click.option("--closed-world/--open-world", default=None, help="Is all that manifests refer to among the PATHs?"),
    click.option("--crd", multiple=True, metavar="PATH", help="CustomResourceDefinitions to validate objects by."),
    click.option(
        "--schema-location", type=Location(), metavar="DIR", help="Further schemas, laid out as kubeconform's."
    ),
)

selection: Final = stack(
    click.option(
        "--select", multiple=True, type=Names(), metavar="RULES", help="Run only these rules, ids, categories, stage:X."
    ),
    click.option("--extend-select", multiple=True, type=Names(), metavar="RULES", help="Run these too."),
    click.option("--ignore", multiple=True, type=Names(), metavar="RULES", help="Do not run these."),
    click.option("--preset", type=click.Choice(PRESETS), help="The set of rules to start from (default)."),
    own_rules,
    click.option(
        "--fail-on", type=click.Choice(FAIL_ON), help="The mildest severity that makes the exit code 1 (error)."
    ),
)

fixing: Final = stack(
    click.option("--unsafe-fixes", is_flag=True, help="Apply fixes too that may change what the manifest means."),
    click.option("--diff", is_flag=True, help="Show what would change, and change nothing."),
)

configured: Final = stack(
    click.option("--config", metavar="FILE", help="Use this configuration file."),
    click.option("--isolated", is_flag=True, help="Use no configuration file."),
)

verbosity: Final = stack(
    click.option("-v", "--verbose", is_flag=True, help="Say what was skipped and why."),
    click.option("-q", "--quiet", is_flag=True, help="Print findings only."),
    color,
)

_LISTS: Final = frozenset({"select", "extend_select", "ignore"})


def request_from(options: Mapping[str, Any]) -> Request:
    """The request behind parsed options; what was not said is left to the configuration and the defaults."""
    said = {key: options[key] for key in KNOWN if options.get(key) not in (None, ())}
    said |= {key: tuple(word for words in said[key] for word in words) for key in _LISTS & said.keys()}
    if options.get("isolated") and options.get("config"):
        raise click.UsageError("--config and --isolated exclude each other")
    return Request(
        paths=options.get("paths") or (".",),
        said=said,
        context=options.get("context", ()),
        config="" if options.get("isolated") else options.get("config"),
        hook=options.get("hook", False),
        stdin=sys.stdin.buffer,
        stdin_name=options.get("stdin_filename") or "<stdin>",
    )
