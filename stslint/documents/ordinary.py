"""A short cut for ordinary YAML: block maps and lists of one-line scalars, as nearly all manifests are written.

In: a document's text. Out: its value, or None if anything in it is not ordinary (anchors, tags, folded or multi-line
scalars, escapes, tabs, odd indentation, duplicate keys, every kind of error): then libyaml reads it. One regular
expression takes a line, so this is several times faster than building a value from parse events; a property test holds
both readers to the same values.
"""

from __future__ import annotations

import re
from typing import Any, Final

from stslint.scalars import HINTS, plain

_UNUSUAL: Final = re.compile(r"[^\n -~]")
_REST: Final = r"[^\n:#]*(?:(?::(?![ \n])|(?<! )#)[^\n:#]*)*"
_LINE: Final = re.compile(
    r"( *)"
    r"(?:(- +)?"
    r"(?:([A-Za-z_][A-Za-z0-9_./-]*):(?=[ \n]))?"
    r"(?: *(?:"
    rf"((?:[A-Za-z0-9_/.~$(^+\\;]|-(?![- \n])){_REST})"
    r'|"([^"\\\n]*)"(?=[ \n])'
    r"|'([^'\n]*)'(?=[ \n])"
    r"|(\[\]|\{\})(?=[ \n])"
    r"|(\|-?)(?= *\n)"
    r"|\[([A-Za-z0-9_./]+(?:, ?[A-Za-z0-9_./]+)*)\](?=[ \n])"
    r"))?)"
    r" *(?:(?<![^ \n])#[^\n]*)?\n"
)
_DEPTH: Final = 60
_WORDS: Final = frozenset(
    word
    for base in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    for word in (base, base.capitalize(), base.upper())
)
_MAP, _LIST = 0, 1


class _NotOrdinary(Exception):
    pass


def read_ordinary(text: str) -> Any:
    """The value of a document that is a map or list written in the ordinary way; None for every other text."""
    if _UNUSUAL.search(text):
        return None
    if not text.endswith("\n"):
        text += "\n"
    try:
        return _read(text)
    except _NotOrdinary:
        return None


def _read(text: str) -> Any:
    match_line, size = _LINE.match, len(text)
    at = 4 if text.startswith("---\n") else 0
    indent, is_list, holder = -1, _MAP, {}
    root: dict[str, Any] = holder
    stack: list[tuple[int, int, Any]] = []
    key: str | None = ""  # the key that waits for a value on the lines below
    while at < size:
        line = match_line(text, at)
        if line is None:
            raise _NotOrdinary
        spaces, dash, name, scalar, double, single, empty, block, flow = line.groups()
        at = line.end()
        column = len(spaces)
        if dash is None and name is None:
            if line.lastindex != 1:
                raise _NotOrdinary
            continue
        # 1. open or close blocks until `holder` is the block this line belongs to
        if key is not None and (column > indent or (dash and column == indent and not is_list)):
            child: Any = [] if dash else {}
            holder[key] = child
            stack.append((indent, is_list, holder))
            if len(stack) > _DEPTH:
                raise _NotOrdinary
            indent, is_list, holder = column, (_LIST if dash else _MAP), child
        else:
            while column < indent or (is_list and not dash):
                indent, is_list, holder = stack.pop()
            if column != indent or (not dash) == is_list or not stack:
                raise _NotOrdinary
        key = None
        # 2. the value on the line
        if scalar is not None:
            scalar = scalar.rstrip(" ")
            value: Any = scalar
            if scalar[0] in HINTS:
                value = plain(scalar)
                if value.__class__ is float and value - value != 0:
                    raise _NotOrdinary
        elif double is not None:
            value = double
        elif single is not None:
            value = single
        elif block is not None:
            value, at = _literal(text, at, block, indent if not dash else column)
        elif empty is not None:
            value = [] if empty == "[]" else {}
        elif flow is not None:
            value = _flow(flow)
        else:
            value = None
        # 3. put it where it belongs
        if dash:
            if name is None:
                if value is None:
                    raise _NotOrdinary
                holder.append(value)
                continue
            item: dict[str, Any] = {}
            holder.append(item)
            stack.append((indent, is_list, holder))
            indent, is_list, holder = column + len(dash), _MAP, item
        assert name is not None
        if name in holder or name in _WORDS:
            raise _NotOrdinary
        holder[name] = value
        if value is None and scalar is None:
            key = name
    return root.get("")


def _flow(text: str) -> list[Any]:
    items = [plain(item.strip(" ")) for item in text.split(",")]
    for item in items:
        if item.__class__ is float and item - item != 0:  # type: ignore[operator]
            raise _NotOrdinary
    return items


_BLOCK_LINE: Final = re.compile(r"( *)([^\n]*)\n")


def _literal(text: str, at: int, header: str, parent: int) -> tuple[str, int]:
    """A `|` or `|-` block from its first line on, and where it ends."""
    first = _BLOCK_LINE.match(text, at)
    if first is None or not first[2] or len(first[1]) <= parent:
        raise _NotOrdinary
    depth = len(first[1])
    lines: list[str] = []
    while (line := _BLOCK_LINE.match(text, at)) is not None:
        if line[2] and len(line[1]) < depth:
            break
        lines.append(text[at + depth : line.end() - 1])
        at = line.end()
    while lines and not lines[-1]:
        lines.pop()
    if lines[-1].strip(" ") == "":
        raise _NotOrdinary
    return "\n".join(lines) + ("" if header == "|-" else "\n"), at
