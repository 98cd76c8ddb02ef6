"""A short cut for ordinary YAML: block maps and lists of scalars, as nearly all manifests are written.

In: a document's text. Out: its value, or None if anything in it is not ordinary (anchors, tags, escapes, tabs, odd
indentation, collections over several lines, duplicate keys, every kind of error): then libyaml reads it. A line is
taken apart by one regular expression, and lines repeat from manifest to manifest, so this is many times faster than
building a value from parse events; a property test holds both readers to the same values.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final, NamedTuple

from stslint.documents import ordinary_text
from stslint.documents.ordinary_flow import NotOrdinary, fresh, is_word, read_flow
from stslint.patterns import pattern
from stslint.scalars import HINTS, plain

_UNUSUAL_BEYOND_ASCII: Final = (
    r"[\0-\t\x0b-\x1f\x7f-\xa0\u2007\u2018\u201a\u201c\u201e\u2028\u2029\u202f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_REST: Final = r"[^:#]*(?:(?::(?! |$)|(?<! )#)[^:#]*)*"
_PLAIN: Final = rf"(?:[A-Za-z0-9_/.~$(^+\\;=<]|[^\0-\x7f]|-(?![- ]|$)){_REST}"
_QUOTED: Final = r"""(?:"[^"\\]*"|'[^']*')"""
_LINE: Final = pattern(
    r"(?P<indent> *)"
    r"(?P<dash>- +)?"
    rf"(?:(?:(?P<name>[A-Za-z_][A-Za-z0-9_./-]*)|(?P<quoted>{_QUOTED})):(?= |$))?"
    r" *(?:"
    rf"(?P<plain>{_PLAIN})"
    r'|(?P<double>"[^"\\]*")(?= |$)'
    r"|(?P<single>'[^']*(?:''[^']*)*')(?= |$)"
    r"|(?P<open>'[^']*(?:''[^']*)*$)"
    r"|(?P<empty>\[\]|\{\})(?= |$)"
    r"|(?P<literal>[|>]-?)(?= *$)"
    r"|(?P<flow>[\[{](?=.*[\]}]).*)"
    r")?"
    r" *(?:(?<![^ ])#.*)?"
)
_DEPTH: Final = 60
_REMEMBERED: Final = 400
"""Longest line that is worth remembering; longer ones would only fill memory."""
_BLANK, _NOTHING, _SCALAR, _LITERAL, _EMPTY_LIST, _EMPTY_MAP, _FLOW, _WRAPPED, _OPEN = range(9)

_TEXTS: Final = {_LITERAL: ordinary_text.block, _WRAPPED: ordinary_text.wrapped, _OPEN: ordinary_text.quoted}


class _Line(NamedTuple):
    """One line taken apart; `key` is where its key stands: the indentation, and the dash if there is one."""

    indent: int
    dash: bool
    key: int
    name: str | None
    kind: int
    value: Any


@lru_cache(maxsize=1 << 14)
def _line(text: str) -> _Line | None:
    """The parts of a line, None if it is not ordinary."""
    match = _LINE.fullmatch(text)
    name = _name(match) if match else None
    if match is None or is_word(match["name"]):
        return None
    indent, dash = len(match["indent"]), match["dash"]
    kind, value = _value(match)
    if dash is None and name is None:
        return _Line(indent, False, indent, None, _BLANK, None) if kind == _NOTHING else None
    if kind == _SCALAR and value.__class__ is float and value - value != 0:
        return None
    return _Line(indent, dash is not None, indent + len(dash or ""), name, kind, value)


def _name(match: re.Match[str]) -> str | None:
    quoted = match["quoted"]
    return match["name"] if quoted is None else quoted[1:-1]


def _value(match: re.Match[str]) -> tuple[int, Any]:
    found = match.lastgroup
    if found == "plain":
        return _plain(match["plain"].rstrip(" "), match.string)
    if found == "double":
        return _SCALAR, match["double"][1:-1]
    if found == "single":
        return _SCALAR, match["single"][1:-1].replace("''", "'")
    if found == "open":
        return _OPEN, match["open"][1:]
    if found == "literal":
        return _LITERAL, match["literal"]
    if found == "empty":
        return (_EMPTY_LIST if match["empty"] == "[]" else _EMPTY_MAP), None
    if found == "flow":
        return _FLOW, read_flow(match["flow"])
    return _NOTHING, None


def _plain(text: str, line: str) -> tuple[int, Any]:
    value = plain(text) if text[0] in HINTS else text
    if value is text and len(line) >= ordinary_text.WRAPPED and "#" not in line:
        return _WRAPPED, value
    return _SCALAR, value


def read_ordinary(text: str) -> Any:
    """The value of a document that is a map or list written in the ordinary way; None for every other text."""
    if text.isascii():
        if not text.replace("\n", "").isprintable():
            return None
    elif re.search(_UNUSUAL_BEYOND_ASCII, text):
        return None
    lines = text.split("\n")
    if lines[0] == "---":
        lines[0] = ""
    try:
        return _read(lines)
    except NotOrdinary:
        return None


def _more(lines: list[str], number: int, kind: int, value: Any, parent: int) -> tuple[Any, int]:
    """The value that is more than a scalar on one line, and the number of the line behind it."""
    if kind == _FLOW:
        return fresh(value), number
    if kind == _EMPTY_LIST:
        return [], number
    if kind == _EMPTY_MAP:
        return {}, number
    read = _TEXTS[kind]
    return read(lines, number, value, parent)


def _read(lines: list[str]) -> Any:
    indent, in_list = -1, False
    holder: Any = {}
    root, stack = holder, []
    key: str | None = ""  # the key that waits for its value on the lines below
    number, count = 0, len(lines)
    parts = _line if max(map(len, lines)) <= _REMEMBERED else _line.__wrapped__
    while number < count:
        line = parts(lines[number])
        number += 1
        if line is None:
            raise NotOrdinary
        column, dash, key_column, name, kind, value = line
        if kind == _BLANK:
            continue
        # Open or close blocks until `holder` is the block this line belongs to.
        if key is not None and (column > indent or (dash and column == indent and not in_list)):
            child: Any = [] if dash else {}
            holder[key] = child
            stack.append((indent, in_list, holder))
            if len(stack) > _DEPTH:
                raise NotOrdinary
            indent, in_list, holder = column, dash, child
        else:
            while column < indent or (in_list and not dash and column == indent):
                indent, in_list, holder = stack.pop()
            if column != indent or dash != in_list or not stack:
                raise NotOrdinary
        key = None
        if kind > _SCALAR:
            value, number = _more(lines, number, kind, value, column if name is None else key_column)
        if dash:
            if name is None:
                if kind == _NOTHING:
                    raise NotOrdinary
                holder.append(value)
                continue
            item: dict[str, Any] = {}
            holder.append(item)
            stack.append((indent, in_list, holder))
            indent, in_list, holder = key_column, False, item
        if name in holder:
            raise NotOrdinary
        holder[name] = value
        if kind == _NOTHING:
            key = name
    return root.get("")
