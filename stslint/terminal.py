"""Text for a terminal: what may be shown, how many cells it takes, colours.

In: any text, manifests' included. Out: text without control characters, cut and wrapped by cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from stslint.patterns import pattern

TAB: Final = " " * 4
ELLIPSIS: Final = "…"

_UNSAFE: Final = pattern("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""C0, DEL, C1; marks that reorder text on the screen; line separators; lone surrogates, which no encoding takes."""

_STYLES: Final = {
    "error": "\x1b[1;31m",
    "warning": "\x1b[1;33m",
    "info": "\x1b[1;36m",
    "related": "\x1b[1;34m",
    "bold": "\x1b[1m",
    "frame": "\x1b[34m",
    "dim": "\x1b[2m",
    "good": "\x1b[32m",
}
_RESET: Final = "\x1b[0m"
_COLOR: Final = pattern(r"\x1b\[[0-9;]*m")


def printable(text: str) -> str:
    """The text with each unsafe character as one harmless one (an escape shows as ␛); blanks for tabs and line ends."""
    return _UNSAFE.sub(_stand_in, text) if _UNSAFE.search(text) else text


def printable_lines(text: str) -> str:
    """Like `printable`, but its lines stay lines."""
    return "\n".join(printable(line) for line in text.splitlines())


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in "\t\n\r":
        return " "
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else "\ufffd"


def paint(text: str, style: str, color: bool) -> str:
    """The text in a style, or as it is."""
    return f"{_STYLES[style]}{text}{_RESET}" if color and text else text


def plain(text: str) -> str:
    """The text without the colours that `paint` gave it."""
    return _COLOR.sub("", text)


def width_of(text: str) -> int:
    """How many cells of a terminal a printable text takes."""
    return len(text) if text.isascii() else sum(width for _, width in cells(text))


def cells(text: str) -> Iterator[tuple[str, int]]:
    """Each character as shown, with its width; a tab takes four cells."""
    if text.isascii():
        for char in text:
            yield (TAB, len(TAB)) if char == "\t" else (printable(char), 1)
        return
    from unicodedata import category, east_asian_width

    for char in text:
        if char == "\t":
            yield TAB, len(TAB)
        elif _UNSAFE.match(char):
            yield printable(char), 1
        elif category(char) in ("Mn", "Me", "Cf"):
            yield char, 0
        else:
            yield char, 2 if east_asian_width(char) in "WF" else 1


def wrap(text: str, width: int, indent: str = "", first: str | None = None) -> Iterator[str]:
    """The printable text in lines of at most `width` cells; a word that is longer stays whole."""
    line, free = (indent if first is None else first), width
    empty = True
    free = width - width_of(line)
    for word in printable(text).split():
        needed = width_of(word) + (not empty)
        if needed > free and not empty:
            yield line
            line, empty, free = indent, True, width - width_of(indent)
            needed = width_of(word)
        line += word if empty else f" {word}"
        empty, free = False, free - needed
    yield line


def count(number: int, word: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
