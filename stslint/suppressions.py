"""Suppressions: what people wrote to silence a finding, and which findings it silences.

In: a source's comments and an object's annotation. Out: which lines or objects are silent for which rules.
`# stslint: ignore[name, …] reason` behind a line counts for that line; alone on its line, for the block that starts on
the next one; `# stslint: ignore-file[name, …]` for the file; the annotation `stslint.dev/ignore: name, …` for the
object. `ignore[*]` silences every rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from stslint.patterns import pattern
from stslint.text import Source, Span

ANNOTATION: Final = "stslint.dev/ignore"
_COMMENT: Final = pattern(r"#[ \t]*stslint:[ \t]*(ignore-file|ignore)[ \t]*\[([^\]\n]{0,1000})\]")


class Suppression(NamedTuple):
    """`names` of rules silenced on the lines `first`..`last` (1-based, inclusive) of a source."""

    names: tuple[str, ...]
    first: int
    last: int
    span: Span


def in_comments(source: Source) -> list[Suppression]:
    """The suppressions in a source's comments; costs one search for a source without any."""
    if "stslint:" not in source.text:
        return []
    found = []
    for match in _COMMENT.finditer(source.text):
        span = source.span(match.start(), match.end())
        line = source.line(span.start.line)
        before = line[: span.start.column - 1]
        if not _starts_comment(before):
            continue
        names = tuple(name.strip() for name in match[2].split(",") if name.strip())
        if match[1] == "ignore-file":
            first, last = 1, len(source.line_starts)
        elif before.strip():
            first = last = span.start.line
        else:
            first, last = _block_below(source, span.start.line)
        found.append(Suppression(names, first, last, span))
    return found


def _starts_comment(before: str) -> bool:
    """A `#` starts a comment at the beginning of a line or behind a blank, outside quotes."""
    if before and not before[-1].isspace():
        return False
    quote = ""
    for char in before:
        if quote:
            quote = "" if char == quote else quote
        elif char in "\"'":
            quote = char
    return not quote or before.count(quote) % 2 == 0


def _block_below(source: Source, line: int) -> tuple[int, int]:
    """The lines of the block that starts below a line: its first line and all that is indented deeper."""
    last_line = len(source.line_starts)
    first = line + 1
    while first <= last_line and (not source.line(first).strip() or source.line(first).lstrip().startswith("#")):
        first += 1
    head = source.line(first)
    depth = len(head) - len(head.lstrip(" "))
    last = first
    for number in range(first + 1, last_line + 1):
        text = source.line(number)
        if not text.strip():
            continue
        indent = len(text) - len(text.lstrip(" "))
        same_level_list = indent == depth and text.lstrip().startswith("- ") and not head.lstrip().startswith("- ")
        if text.startswith(("---", "...")) or (indent <= depth and not same_level_list):
            break
        last = number
    return first, last


def in_annotations(annotations: Any) -> tuple[str, ...]:
    """Rule names in the object's `stslint.dev/ignore` annotation."""
    value = annotations.get(ANNOTATION) if isinstance(annotations, dict) else None
    return tuple(re.findall(r"[A-Za-z0-9*-]+", value.split(":")[0])) if isinstance(value, str) else ()


def silences(names: Iterable[str], rule: str, rule_id: str) -> bool:
    """Do these tokens name the rule (by name, id or `*`)?"""
    return any(name in (rule, "*") or name.upper() == rule_id for name in names)


def matching(suppressions: Sequence[Suppression], line: int, rule: str, rule_id: str) -> list[int]:
    """Indexes of the suppressions that silence a finding of that rule that starts on that line."""
    return [
        index
        for index, each in enumerate(suppressions)
        if each.first <= line <= each.last and silences(each.names, rule, rule_id)
    ]
