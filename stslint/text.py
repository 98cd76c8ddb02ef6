"""Text and places in it: a named source, positions, spans, edits.

In: characters. Out: values every other room points with. Nothing here knows YAML.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from stslint.lazy import lazy


class Position(NamedTuple):
    """A place between two characters: `offset` 0-based in code points, `line` and `column` 1-based."""

    offset: int
    line: int
    column: int


class Span(NamedTuple):
    """A half-open piece of a text; `end` is the position behind its last character."""

    start: Position
    end: Position


class Edit(NamedTuple):
    """Replace the characters `start`..`end` (offsets, half-open) by `text`."""

    start: int
    end: int
    text: str


class Source:
    """One input text under the name people know it by (a path, `<stdin>`, `git:REF:PATH`)."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text

    @lazy
    def line_starts(self) -> list[int]:
        """Offset of the first character of every line; lines end with LF, CRLF or a lone CR."""
        text, starts = self.text, [0]
        if "\r" not in text:
            find, at = text.find, text.find("\n") + 1
            while at:
                starts.append(at)
                at = find("\n", at) + 1
            return starts
        for index, char in enumerate(text):
            if char == "\n" or (char == "\r" and text[index + 1 : index + 2] != "\n"):
                starts.append(index + 1)
        return starts

    def position(self, offset: int) -> Position:
        """The position of a character offset; offsets outside the text are moved to its nearest end."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.line_starts, offset)
        return Position(offset, line, offset - self.line_starts[line - 1] + 1)

    def span(self, start: int, end: int) -> Span:
        """The span of a pair of character offsets."""
        return Span(self.position(start), self.position(end))

    def line(self, number: int) -> str:
        """The text of a 1-based line without its line end; empty outside the text."""
        starts = self.line_starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits that do not overlap; raises ValueError if they do."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits):
        if edit.start < at:
            raise ValueError(f"edits overlap at offset {edit.start}")
        pieces += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*pieces, text[at:]))
