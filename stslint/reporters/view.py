"""What a reporter may know besides the Report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from stslint.findings import Severity
from stslint.rules import Rule
from stslint.text import Source


class View(NamedTuple):
    """How to show a report; every part has a default, so that a reporter works on a bare Report."""

    sources: Mapping[str, Source] = {}
    """The texts by name, for excerpts; a finding in a text that is not here is shown without one."""
    targets: tuple[str, ...] = ()
    """Names of the linted sources, clean ones too."""
    rules: Mapping[str, Rule] = {}
    """Rules by name, for formats that carry their texts."""
    version: str = ""
    color: bool = False
    width: int = 100
    verbose: bool = False
    statistics: bool = False
    fail_on: Severity | None = "error"
    folder: str = ""
    """The folder paths are shown relative to, for formats that want relative ones."""
    repository: str = ""
    """The address of the repository the folder is checked out from, and its revision, for formats that say so."""
    revision: str = ""
