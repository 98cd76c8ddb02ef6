"""Cuts a text into documents exactly where kubectl cuts it.

kubectl looks at lines, not at YAML: every line that starts with `---` ends a document, inside a block scalar too, and
only spaces or a comment may follow on that line (apimachinery, util/yaml: YAMLReader).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SEPARATOR = re.compile(r"^---([^\n]*)\n?", re.MULTILINE)


class Chunk(NamedTuple):
    """The piece `start`..`end` of a text; `bad_separator` is the span of a `---` line in front that kubectl refuses."""

    start: int
    end: int
    bad_separator: tuple[int, int] | None = None


def chunks(text: str, start: int = 0) -> Iterator[Chunk]:
    """The documents of a YAML text from `start` on; a separator in front of the first line belongs to its document."""
    bad: tuple[int, int] | None = None
    for match in _SEPARATOR.finditer(text, start):
        rest = match[1].strip()
        refused = rest != "" and rest[0] != "#"
        if match.start() == start and not refused:
            continue
        if match.start() > start or bad:
            yield Chunk(start, match.start(), bad)
        bad = (match.start(), match.end(1)) if refused else None
        start = match.end()
    if start < len(text) or bad:
        yield Chunk(start, len(text), bad)
