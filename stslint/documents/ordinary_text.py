"""A short cut for text over several lines: block scalars, and plain or single-quoted text that was wrapped.

In: the lines of a document and the number of the line behind the first one. Out: the text and the number of the line
behind it, or NotOrdinary.
"""

from __future__ import annotations

from typing import Final

from stslint.documents.ordinary_flow import NotOrdinary
from stslint.patterns import pattern

WRAPPED: Final = 50
"""Shorter lines of plain text are hardly ever wrapped: what seems to go on below them is left to the real parser."""
_NO_MORE: Final = pattern(r"#|.*(?: #|:(?: |$))")
_QUOTE_CLOSES: Final = pattern(r"((?:[^']|'')*)'(?P<rest> *(?: #.*)?)")


def block(lines: list[str], number: int, header: str, parent: int) -> tuple[str, int]:
    """A `|`, `|-`, `>` or `>-` block from the line behind its header on."""
    first = lines[number] if number < len(lines) else ""
    depth = len(first) - len(first.lstrip(" "))
    if not first.strip(" ") or depth <= parent:
        raise NotOrdinary
    margin, found = " " * depth, []
    while number < len(lines) and (lines[number].startswith(margin) or not lines[number].strip(" ")):
        found.append(lines[number][depth:])
        number += 1
    while found and not found[-1]:
        found.pop()
    if not found[-1].strip(" "):
        raise NotOrdinary
    text = "\n".join(found) if header[0] == "|" else _folded(found)
    return text + ("" if header[1:] == "-" else "\n"), number


def _folded(lines: list[str]) -> str:
    """The lines of a `>` block as one; blank and indented lines among them follow rules of their own."""
    if any(line[:1] in ("", " ") for line in lines):
        raise NotOrdinary
    return " ".join(lines)


def wrapped(lines: list[str], number: int, first: str, parent: int) -> tuple[str, int]:
    """Plain text that may go on in lines indented deeper than its parent; blank lines within are line breaks."""
    pieces, breaks, end = [first], 0, number
    while number < len(lines):
        line = lines[number].strip(" ")
        number += 1
        if not line:
            breaks += 1
            continue
        if _depth(lines[number - 1]) <= parent:
            break
        if _NO_MORE.match(line):
            raise NotOrdinary
        pieces += ("\n" * breaks or " ", line)
        breaks, end = 0, number
    return "".join(pieces), end


def quoted(lines: list[str], number: int, first: str, parent: int) -> tuple[str, int]:
    """Single-quoted text whose quote is closed on a later line."""
    pieces, breaks = [first.rstrip(" ")], 0
    while number < len(lines):
        line = lines[number].strip(" ")
        number += 1
        if not line:
            breaks += 1
            continue
        if _depth(lines[number - 1]) <= parent:
            break
        closed = _QUOTE_CLOSES.fullmatch(line)
        pieces += ("\n" * breaks or " ", closed[1] if closed else line)
        breaks = 0
        if closed:
            return "".join(pieces).replace("''", "'"), number
        if line.replace("''", "").find("'") >= 0:
            break
    raise NotOrdinary


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
