"""`stslint schema`: JSON Schemas for editors and other validators."""

from __future__ import annotations

import json
from collections.abc import Mapping

import click

from stslint import assets, schemas
from stslint.cli import options, screen
from stslint.config import suggestion
from stslint.errors import UserError
from stslint.patterns import pattern
from stslint.versions import NEWEST, parse_version, show_version

OWN = ("config", "report", "rule")
_STAGE = pattern(r"v(\d+)(?:(alpha|beta)(\d+))?$")


@click.command(context_settings=options.SETTINGS)
@click.argument("kind", required=False, metavar="[APIVERSION/]KIND")
@click.option(
    "--kubernetes-version", type=options.Version(), default=show_version(NEWEST), metavar="X.Y", help="Whose."
)
@click.option("--list", "listed", is_flag=True, help="List the kinds instead.")
def command(kind: str | None, kubernetes_version: str, listed: bool) -> int:
    """Print the JSON Schema of a built-in kind, as strict as the API server as far as a schema can say it.

    KIND is a kind (StatefulSet), an apiVersion and a kind (apps/v1/StatefulSet), or one of stslint's own formats:
    config, report, rule.
    """
    version = parse_version(kubernetes_version)
    known = schemas.known_kinds(version)
    if listed:
        screen.write(f"{each}/{name}\n" for name in sorted(known) for each in known[name])
        return 0
    if kind is None:
        raise click.UsageError("name a kind, or say --list")
    if kind in OWN:
        path = assets.folder("schemas") / "stslint" / f"{kind}.schema.json"
        screen.write([path.read_text(encoding="utf-8")])
        return 0
    schema = schemas.published(*_named(kind, known), version)
    screen.write([json.dumps(schema, indent=2), "\n"])
    return 0


def _named(words: str, known: Mapping[str, list[str]]) -> tuple[str, str]:
    """apiVersion and kind that the words mean; without an apiVersion the most stable one."""
    api_version, _, name = words.rpartition("/")
    kind = next((each for each in known if each.lower() == name.lower()), None)
    if kind is None:
        raise UserError(f"no built-in kind is called {name}{suggestion(name, known)}")
    if not api_version:
        return max(known[kind], key=_stability), kind
    if api_version not in known[kind]:
        raise UserError(f"{kind} is not in {api_version}; known: {', '.join(known[kind])}")
    return api_version, kind


def _stability(api_version: str) -> tuple[int, int, int, str]:
    """Stable before beta before alpha, later before earlier, built-in groups without a dot before others."""
    match = _STAGE.search(api_version)
    stages = {None: 3, "beta": 2, "alpha": 1}
    return (stages[match[2]], int(match[1]), int(match[3] or 0), api_version) if match else (0, 0, 0, api_version)
