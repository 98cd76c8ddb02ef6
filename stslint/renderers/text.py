"""A plan for people: per set the Pods, disks and names there will be; of an update what is refused, lost, restarted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stslint.renderers import PlanView, creation, parts
from stslint.renderers.sections import laid_out, update_sections
from stslint.terminal import paint, wrap


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    """Lines with their ends."""
    found = parts.updates(plan)
    for key, _ in found:
        if len(found) > 1:
            yield f"{paint(key.replace('_', ' '), 'bold', view.color)}\n"
        yield from update_sections(plan, key, view)
    if not found:
        yield from _create(plan["create"], view)
    yield "\n"
    for number, words in enumerate(parts.assumptions(plan, view.outside)):
        yield from _dim(words, "" if number else "assuming ", view)


def _dim(words: str, head: str, view: PlanView) -> Iterator[str]:
    yield from (paint(line, "dim", view.color) + "\n" for line in wrap(f"{head}{words}", view.width, "  ", ""))


def _create(create: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    only = view.only
    if not only or "refused" in only:
        yield from _block(creation.refusals(create), view)
    if not only or "rolls" in only or "data" in only or "names" in only:
        pods = creation.pods_of(create)
        for shown in create["details"]:
            yield from _block(creation.a_set(shown, create, pods, view.width, only), view)
    if not only or "rolls" in only:
        yield from _block(creation.stuck(create), view)
    if not create["details"] and not create["refusals"] and not only:
        yield "no StatefulSets here\n\n"
    yield paint(parts.create_summary(create), "bold", view.color) + "\n"


def _block(lines: creation.Lines, view: PlanView) -> Iterator[str]:
    """Lines, and a blank one after them."""
    found = list(lines)
    for text, style in found:
        yield from laid_out(text, style, view, 0)
    if found:
        yield "\n"
