"""A piece of a source with an underline: the line, what is wrong in it, and a label.

In: source, span, label. Out: lines such as

    19 |   serviceName: wbe
       |                ^^^ no such Service
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from stslint.terminal import ELLIPSIS, cells, paint, printable, width_of, wrap
from stslint.text import Source, Span

_NARROWEST = 24


class Frame(NamedTuple):
    """The left margin (as wide as the largest line number), the width of the screen, colour."""

    margin: int
    width: int
    color: bool

    def bar(self, number: str = "") -> str:
        return paint(f"{number:>{self.margin}} |", "frame", self.color)

    @property
    def room(self) -> int:
        return max(_NARROWEST, self.width - self.margin - 3)


class Shown(NamedTuple):
    """A line cut to the room there is, with the cells its underline starts at and takes."""

    text: str
    start: int
    length: int


def excerpt(source: Source, span: Span, frame: Frame, mark: str, style: str, label: str = "") -> Iterator[str]:
    """The span's first line, underlined with `mark`, and the label behind or below it."""
    shown = fit(source.line(span.start.line), *_columns(source, span), frame.room)
    yield f"{frame.bar(str(span.start.line))} {shown.text}".rstrip()
    more = span.end.line - (span.end.column == 1)
    if more > span.start.line:
        label = f"{label} ({ELLIPSIS}to line {more})".lstrip()
    under = " " * shown.start + paint(mark * shown.length, style, frame.color)
    label = printable(label)
    if width_of(label) + shown.start + shown.length + 1 <= frame.room:
        yield f"{frame.bar()} {under} {paint(label, style, frame.color)}".rstrip()
        return
    yield f"{frame.bar()} {under}"
    for line in wrap(label, frame.room):
        yield f"{frame.bar()} {paint(line, style, frame.color)}"


def _columns(source: Source, span: Span) -> tuple[int, int]:
    """0-based start and end of the span on its first line."""
    line = source.line(span.start.line)
    start = span.start.column - 1
    end = span.end.column - 1 if span.end.line == span.start.line else len(line.rstrip())
    return start, max(start, end)


def fit(line: str, start: int, end: int, room: int) -> Shown:
    """The part of the line around start..end that fits into the room, dots where it is cut."""
    low = max(0, start - room)
    window = list(cells(line[low : start + 2 * room]))
    cut_right = start + 2 * room < len(line)
    at = sum(width for _, width in window[: start - low])
    length = max(1, sum(width for _, width in window[start - low : end - low]))
    total = sum(width for _, width in window)
    if not low and not cut_right and total <= room:
        return Shown("".join(text for text, _ in window), at, length)
    left = 0 if not low and at + length < room else max(0, min(at - room // 3, total - room + 2))
    text, begin = _slice(window, left, left + room - 2)
    leading = ELLIPSIS if left or low else ""
    if cut_right or total > left + room - 2:
        text += ELLIPSIS
    at = at - begin + len(leading)
    return Shown(leading + text, at, max(1, min(length, room - at - 1)))


def _slice(window: list[tuple[str, int]], left: int, right: int) -> tuple[str, int]:
    """The text of the cells left..right, and the cell it really begins at."""
    pieces, at, begin = [], 0, -1
    for text, width in window:
        if at >= left and at + width <= right:
            begin = at if begin < 0 else begin
            pieces.append(text)
        at += width
    return "".join(pieces), max(begin, 0)
