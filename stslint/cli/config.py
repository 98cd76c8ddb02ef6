"""`stslint config`: which settings are in force here, and where each comes from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from stslint.cli import options, screen
from stslint.config import KEYS
from stslint.requests import settings_here
from stslint.settings import Choice, Settings, options_from, rulebook_for


@click.command(context_settings=options.SETTINGS)
@options.inputs
@options.selection
@options.cluster
@options.configured
@click.option("-f", "--format", "form", type=click.Choice(("yaml", "json")), default="yaml", help="How.")
def command(form: str, **given: Any) -> int:
    """Show the settings in force for PATH: defaults, configuration file, options and environment together."""
    request = options.request_from(given)
    settings = settings_here(request)
    data = _data(settings)
    if form == "json":
        screen.write([json.dumps(data, indent=2), "\n"])
    else:
        screen.write(_yaml(data, settings))
    return 0


def _data(settings: Settings) -> dict[str, Any]:
    rulebook = rulebook_for(settings)
    enabled = options_from(settings, rulebook).enabled
    chosen = _choices(settings.choices)
    plain = {key: getattr(settings, key.replace("-", "_")) for key in KEYS if key not in chosen}
    return {
        "config": settings.config or None,
        **chosen,
        **plain,
        "enabled": [rule.name for rule in rulebook.rules if rule.name in enabled],
    }


def _choices(choices: tuple[Choice, ...]) -> dict[str, Any]:
    """What the layers say of rules, the last word for each."""
    found: dict[str, Any] = {name.replace("_", "-"): value for name, value in Choice()._asdict().items()}
    for choice in choices:
        found |= {name.replace("_", "-"): value for name, value in choice._asdict().items() if value}
    return found


def _yaml(data: dict[str, Any], settings: Settings) -> Iterator[str]:
    yield f"# from {settings.config}\n" if settings.config else "# no configuration file\n"
    for key in (key for key in KEYS if data[key] != ""):
        yield f"{key}: {json.dumps(data[key], ensure_ascii=False)}\n"
    yield f"# {len(data['enabled'])} rules run\n"
