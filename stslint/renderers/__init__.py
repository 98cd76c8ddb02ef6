"""Renderers: a plan becomes text, one module a format, all in one table.

In: a plan as plain data (`Plan.to_dict()`) and a PlanView. Out: pieces of text. A renderer decides nothing: what it
shows stands in the plan. No control character of a manifest gets out raw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any, Final, NamedTuple, cast

SECTIONS: Final = ("refused", "data", "rolls", "names")


class PlanView(NamedTuple):
    """How a plan is shown; `only` limits an update to some sections (all if empty)."""

    color: bool = False
    width: int = 100
    only: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()
    """What the plan could not know: sentences for the footer."""


Renderer = Callable[[Mapping[str, Any], PlanView], Iterator[str]]

RENDERERS: Final[Mapping[str, str]] = {
    "text": "stslint.renderers.text",
    "json": "stslint.renderers.json",
    "markdown": "stslint.renderers.markdown",
    "html": "stslint.renderers.html",
    "names": "stslint.renderers.names",
    "mermaid": "stslint.renderers.mermaid",
    "dot": "stslint.renderers.dot",
}
"""Format → module; each has `render(plan, view)`."""


def renderer(name: str) -> Renderer:
    """The renderer of that format; imports its module."""
    return cast("Renderer", import_module(RENDERERS[name]).render)
