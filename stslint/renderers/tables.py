"""Columns for a terminal.

In: rows of printable cells and a width. Out: lines. Where a row does not fit, its last cell goes on a line of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from stslint.terminal import width_of

GAP: Final = "  "

Rows = Sequence[Sequence[str]]


def _widths(rows: Rows) -> dict[int, int]:
    """Column → its width; empty columns are left out."""
    used = [column for column in range(len(rows[0])) if any(row[column] for row in rows)]
    return {column: max(width_of(row[column]) for row in rows) for column in used}


def fits(rows: Rows, width: int, indent: int = 2) -> bool:
    widths = _widths(rows)
    return indent + sum(widths.values()) + len(GAP) * (len(widths) - 1) <= width


def grid(rows: Rows, width: int, indent: int = 2) -> Iterator[tuple[int, str]]:
    """Row number and line."""
    if not rows:
        return
    widths, margin = _widths(rows), " " * indent
    whole = fits(rows, width, indent) or len(widths) < 3
    for number, row in enumerate(rows):
        cells = [row[column] + " " * (size - width_of(row[column])) for column, size in widths.items()]
        if whole:
            yield number, f"{margin}{GAP.join(cells)}".rstrip()
            continue
        yield number, f"{margin}{GAP.join(cells[:-1])}".rstrip()
        if cells[-1].strip():
            first = next(iter(widths.values()))
            yield number, f"{margin}{' ' * (first + len(GAP) * 2)}{cells[-1]}".rstrip()
