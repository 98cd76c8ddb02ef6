"""The comments that speak to stslint, which no YAML parser hands over: a source in, comments with their places out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final, NamedTuple

from stslint.text import Source, Span

MARK = "stslint:"
_COMMENT: Final = r"#[ \t]*stslint:[ \t]*([^\n\r]*)"


class Comment(NamedTuple):
    """`# stslint: TEXT`; `alone` if nothing but the comment stands in its line."""

    text: str
    span: Span
    alone: bool


def comments_of(source: Source) -> Iterator[Comment]:
    """The comments of a source that begin with `stslint:`, in order; what merely looks so inside a scalar is none."""
    if MARK not in source.text:
        return
    inside: _Ranges | None = None
    for match in re.finditer(_COMMENT, source.text):
        before = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if before and not before[-1].isspace():
            continue
        inside = inside or _Ranges(_scalars(source))
        if not inside.hold(match.start()):
            yield Comment(match[1].strip(), source.span(*match.span()), not before.strip())


class _Ranges:
    """Ranges of a text that do not overlap."""

    def __init__(self, ranges: list[tuple[int, int]]) -> None:
        self.ranges = sorted(ranges)
        self.starts = [start for start, _ in self.ranges]

    def hold(self, offset: int) -> bool:
        at = bisect_right(self.starts, offset) - 1
        return at >= 0 and offset < self.ranges[at][1]


def _scalars(source: Source) -> list[tuple[int, int]]:
    """Where block and quoted scalars stand: the only scalars that can hold ` #`."""
    from stslint.documents.splitting import chunks
    from stslint.documents.tree import SyntaxProblem, nodes, tree

    found: list[tuple[int, int]] = []
    for chunk in chunks(source.text):
        text = source.text[chunk.start : chunk.end]
        if MARK not in text:
            continue
        try:
            root = tree(text).root
        except SyntaxProblem:
            continue
        for node in nodes(root):
            if node.children is None and node.style:
                start = chunk.start + node.start
                if node.style in ("|", ">"):
                    start = source.text.find("\n", start)
                found.append((start, chunk.start + node.end))
    return found
