"""Cuts a text into documents exactly where kubectl cuts it.

kubectl looks at lines, not at YAML: every line that starts with `---` ends a document, inside a block scalar too, and
only spaces or a comment may follow on that line (apimachinery, util/yaml: YAMLReader).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple


class Chunk(NamedTuple):
    """The piece `start`..`end` of a text; `bad_separator` is the span of a `---` line in front that kubectl refuses."""

    start: int
    end: int
    bad_separator: tuple[int, int] | None = None


def chunks(text: str, start: int = 0) -> Iterator[Chunk]:
    """The documents of a YAML text from `start` on; a separator in front of the first line belongs to its document."""
    bad: tuple[int, int] | None = None
    for at, end in _separators(text, start):
        rest = text[at + 3 : end].strip()
        refused = rest != "" and rest[0] != "#"
        if at == start and not refused:
            continue
        if at > start or bad:
            yield Chunk(start, at, bad)
        bad = (at, end) if refused else None
        start = min(end + 1, len(text))
    if start < len(text) or bad:
        yield Chunk(start, len(text), bad)


def _separators(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Start and end of every line that starts with `---`."""
    at = start if text.startswith("---", start) else _next(text, start)
    while at >= 0:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield at, end
        at = _next(text, end)


def _next(text: str, start: int) -> int:
    found = text.find("\n---", start)
    return found + 1 if found >= 0 else -1
