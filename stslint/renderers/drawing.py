"""One set as an SVG picture: Services → Pods → claims, each coloured by what happens to it, steps numbered.

In: a Picture. Out: an `<svg>` element; its colours are the page's. All text is escaped here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from typing import Final, NamedTuple

from stslint.renderers.mermaid import claim_class
from stslint.renderers.picture import Picture, Shown, reaches
from stslint.renderers.steps import Step
from stslint.terminal import printable, width_of

ROW: Final = 56
HEIGHT: Final = 42
CHAR: Final = 7.3
"""Width of a character in the page's monospaced font of 12 px."""
GAP: Final = 90
MARGIN: Final = 16
PAD: Final = 14
LONGEST: Final = 44
LOOKS: Final = {"+": "added", "~": "changed", "-": "removed", "=": "same"}


class Box(NamedTuple):
    """A node: its lines, its look, and its row; `claim` draws a cylinder, `step` a number at its corner."""

    look: str
    lines: tuple[str, str]
    row: float
    step: str = ""


class Column(NamedTuple):
    x: float
    width: float


def draw(picture: Picture) -> Iterator[str]:
    """The picture; empty for a set without Pods and Services."""
    pods, claims, links = _boxes(picture)
    doors = _doors(picture, 1 + max((box.row for box in (*pods, *claims.values())), default=0))
    first, second, third = _columns([doors, pods, list(claims.values())])
    rows = max([1.0, *(box.row + 1 for box in (*doors, *pods, *claims.values()))])
    width, height = third.x + third.width + MARGIN, rows * ROW + 2 * MARGIN - (ROW - HEIGHT)
    yield (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" role="img" '
        f'aria-label="{escape(printable(f"Services, Pods and claims of {picture.shown}"))}">\n'
    )
    for number, door in enumerate(picture.doors):
        for at, pod in enumerate(pods):
            if reaches(door, picture.rows, at):
                yield _edge(first, doors[number].row, second, pod.row, pod.look)
    for at, claim in links:
        yield _edge(second, pods[at].row, third, claims[claim].row, claims[claim].look)
    yield from (_box(box, first, "door") for box in doors)
    yield from (_box(box, second, "pod") for box in pods)
    yield from (_box(box, third, "claim") for box in claims.values())
    yield "</svg>\n"


def _boxes(picture: Picture) -> tuple[list[Box], dict[str, Box], list[tuple[int, str]]]:
    """Pods, claims by name, and which Pod (by its place) uses which claim. A Pod is as high as its claims."""
    pods: list[Box] = []
    claims: dict[str, Box] = {}
    links: list[tuple[int, str]] = []
    row, look = 0.0, "same"
    for at, each in enumerate(picture.rows):
        own = [] if isinstance(each, int) else [claim for claim in each.claims if claim[0] not in claims]
        high = max(1, len(own))
        for offset, (claim, fate) in enumerate(own):
            claims[claim] = Box(claim_class(fate), (claim, fate), row + offset)
        if not isinstance(each, int):
            look = LOOKS[each.mark]
            links += [(at, claim) for claim, _ in each.claims]
        pods.append(Box(look, _lines(each), row + (high - 1) / 2, _step(each)))
        row += high
    return pods, claims, links


def _lines(each: Shown) -> tuple[str, str]:
    if isinstance(each, int):
        return f"… {each} more", "the same"
    when = re.sub(r"^[0-9]+(st|nd|rd|th)(, )?", "", each.when)
    return each.pod, f"{each.did}, {when}" if when else each.did


def _step(each: Shown) -> str:
    """The number of its turn."""
    found = re.match(r"[0-9]+", each.when) if isinstance(each, Step) else None
    return found[0] if found else ""


def _doors(picture: Picture, rows: float) -> list[Box]:
    """Services stand beside the middle of the Pods."""
    high = max(rows, len(picture.doors))
    start = (high - len(picture.doors)) / 2
    return [Box("same", (f"Service {door.name}", door.what), start + at) for at, door in enumerate(picture.doors)]


def _columns(boxes: list[list[Box]]) -> list[Column]:
    columns, x = [], float(MARGIN)
    for column in boxes:
        longest = max((min(width_of(printable(line)), LONGEST) for box in column for line in box.lines), default=0)
        width = longest * CHAR + 2 * PAD if column else 0.0
        columns.append(Column(x, width))
        x += width + (GAP if column else 0)
    return columns


def _box(box: Box, column: Column, kind: str) -> str:
    y = MARGIN + box.row * ROW
    radius = {"door": HEIGHT / 2, "pod": 6, "claim": 3}[kind]
    shape = f'<rect x="{column.x:.1f}" y="{y:.1f}" width="{column.width:.1f}" height="{HEIGHT}" rx="{radius:.0f}"/>'
    if kind == "claim":
        shape += f'<path d="M{column.x:.1f} {y + 7:.1f}h{column.width:.1f}"/>'
    middle = column.x + column.width / 2
    lower = 3 if kind == "claim" else 0
    heights = (y + 18 + lower, y + 33 + lower / 2) if box.lines[1] else (y + 26, y)
    texts = f'<text x="{middle:.1f}" y="{heights[0]:.1f}">{cut(box.lines[0])}</text>'
    if box.lines[1]:
        texts += f'<text class="small" x="{middle:.1f}" y="{heights[1]:.1f}">{cut(box.lines[1])}</text>'
    badge = ""
    if box.step:
        at = f'cx="{column.x:.1f}" cy="{y:.1f}"'
        badge = f'<circle {at} r="11"/><text class="step" x="{column.x:.1f}" y="{y + 4:.1f}">{escape(box.step)}</text>'
    title = escape(printable(" · ".join(filter(None, box.lines))))
    return f'<g class="{kind} {box.look}"><title>{title}</title>{shape}{texts}{badge}</g>\n'


def _edge(left: Column, start: float, right: Column, end: float, look: str) -> str:
    x1, x2 = left.x + left.width, right.x
    y1, y2 = (MARGIN + row * ROW + HEIGHT / 2 for row in (start, end))
    bend = (x1 + x2) / 2
    curve = f"M{x1:.1f} {y1:.1f}C{bend:.1f} {y1:.1f} {bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    return f'<path class="edge {look}" d="{curve}"/>\n'


def cut(text: str) -> str:
    """At most so many characters, escaped; what is left out is in the title."""
    text = printable(text)
    return escape(text if len(text) <= LONGEST else f"{text[: LONGEST // 2]}…{text[-(LONGEST // 2 - 1) :]}")
