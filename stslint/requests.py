"""What a run is asked to do, and the settings that follow from it for a place.

In: options as people give them. Out: Settings for a folder, from the configuration nearest to it. Reads no manifest.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, BinaryIO, NamedTuple

from stslint import config as configuration
from stslint.config import Config
from stslint.rules import Rulebook
from stslint.settings import Settings, rulebook_for, settings_from


class Request(NamedTuple):
    """What a run is asked to do. `config`: None finds the nearest, "" uses none, a path uses that one."""

    paths: tuple[str, ...] = (".",)
    said: Mapping[str, Any] = {}
    context: tuple[str, ...] = ()
    config: str | None = None
    hook: bool = False
    """The paths come from pre-commit or CI: find the rest of their set, leave out what is no manifest."""
    texts: Mapping[str, str] = {}
    """Texts by name, to be judged beside (or instead of) what the paths hold; `context_texts` are only read."""
    context_texts: Mapping[str, str] = {}
    stdin: BinaryIO | None = None
    stdin_name: str = "<stdin>"


class Nearest:
    """The configuration of a folder, each file read once."""

    def __init__(self) -> None:
        self._paths: dict[str, str | None] = {}
        self._configs: dict[str, Config] = {}

    def __call__(self, folder: str) -> Config | None:
        if folder not in self._paths:
            self._paths[folder] = configuration.nearest(os.path.realpath(folder))
        path = self._paths[folder]
        if path is None:
            return None
        if path not in self._configs:
            self._configs[path] = configuration.read(path)
        return self._configs[path]


def chosen_config(request: Request) -> Config | None:
    """The configuration file that was named, if one was."""
    return configuration.read(request.config) if request.config else None


def folder_of(path: str) -> str:
    """The folder whose configuration holds for a path that somebody named."""
    return path if os.path.isdir(path) else os.path.dirname(path) or "."


def settings_here(request: Request) -> Settings:
    """The settings in force for the first path of a request."""
    if request.config is not None:
        return settings_from(chosen_config(request), request.said)
    return settings_from(Nearest()(folder_of(request.paths[0])), request.said)


def rulebook_here(request: Request) -> Rulebook:
    """All rules there are for a request, the configuration's own ones too."""
    return rulebook_for(settings_here(request))
