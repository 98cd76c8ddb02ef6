"""Reporters: a Report becomes text, one module a format, all in one table.

In: a Report and a View (sources for excerpts, rules, colour, width). Out: pieces of text. A reporter neither prints nor
asks the environment; whatever a manifest holds, no control character of it gets out raw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Final, cast

from stslint.findings import Report
from stslint.reporters.view import View

Reporter = Callable[[Report, View], Iterator[str]]

REPORTERS: Final[Mapping[str, str]] = {
    "text": "stslint.reporters.text",
    "concise": "stslint.reporters.concise",
    "json": "stslint.reporters.json",
    "jsonl": "stslint.reporters.jsonl",
    "sarif": "stslint.reporters.sarif",
    "junit": "stslint.reporters.junit",
    "github": "stslint.reporters.github",
    "gitlab": "stslint.reporters.gitlab",
    "markdown": "stslint.reporters.markdown",
}
"""Format → module; each has `render(report, view)`."""

FOR_PEOPLE: Final = frozenset({"text", "concise", "github", "markdown"})
"""Formats that end with the summary line; in the others the counts are data, or have no place."""


def reporter(name: str) -> Reporter:
    """The reporter of that format; imports its module."""
    return cast("Reporter", import_module(REPORTERS[name]).render)
