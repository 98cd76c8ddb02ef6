"""A short cut for ordinary flow collections: `{app: web, "x": [1, "a"]}` on one line, as people write them.

In: the text from the bracket on. Out: its value, or NotOrdinary for everything that needs thought; the real parser
reads that.
"""

from __future__ import annotations

from typing import Any, Final

from stslint.patterns import pattern
from stslint.scalars import HINTS, plain


class NotOrdinary(Exception):
    """The text needs the real parser."""


_WORDS: Final = frozenset(
    word
    for base in ("y", "n", "yes", "no", "on", "off", "true", "false", "null")
    for word in (base, base.capitalize(), base.upper())
)
_KEY: Final = pattern(r"""(?:([A-Za-z_][A-Za-z0-9_./-]*)|("[^"\\]*"|'[^']*')): +""")
_SCALAR: Final = pattern(
    r"""(?P<quoted>"[^"\\]*"|'[^']*')"""
    r"|(?:[A-Za-z0-9_./~$(^+;=<]|[^\0-\x7f]|-(?=[A-Za-z0-9_./-]))"
    r"(?:[^,\[\]{}?:#]|(?<! )#|(?<=[A-Za-z0-9_./-]):(?=[A-Za-z0-9_./-]))*"
)
_REST: Final = pattern(r" *(?: #.*)?")
_DEPTH: Final = 12


def is_word(name: str | None) -> bool:
    """Is the plain text taken for a boolean or null?"""
    return name in _WORDS


def fresh(value: Any) -> Any:
    """A copy of a value that was read before: no two documents may share a list or a map."""
    if value.__class__ is dict:
        return {key: fresh(child) for key, child in value.items()}
    if value.__class__ is list:
        return [fresh(child) for child in value]
    return value


def read_flow(text: str) -> Any:
    """The collection that a text starts with; only blanks and a comment may follow it."""
    value, end = _collection(text, 0, 0)
    if _REST.fullmatch(text, end) is None:
        raise NotOrdinary
    return value


def _collection(text: str, at: int, depth: int) -> tuple[Any, int]:
    if depth > _DEPTH:
        raise NotOrdinary
    is_map = text[at] == "{"
    close = "}" if is_map else "]"
    items: list[Any] = []
    found: dict[str, Any] = {}
    at = _blanks(text, at + 1)
    if text[at : at + 1] == close:
        return (found if is_map else items), at + 1
    while True:
        if is_map:
            key, at = _key(text, at)
            if key in found:
                raise NotOrdinary
            found[key], at = _value(text, at, depth)
        else:
            item, at = _value(text, at, depth)
            items.append(item)
        at = _blanks(text, at)
        if text[at : at + 1] == close:
            return (found if is_map else items), at + 1
        if text[at : at + 1] != ",":
            raise NotOrdinary
        at = _blanks(text, at + 1)


def _key(text: str, at: int) -> tuple[str, int]:
    match = _KEY.match(text, at)
    if match is None or is_word(match[1]):
        raise NotOrdinary
    return match[1] or match[2][1:-1], match.end()


def _value(text: str, at: int, depth: int) -> tuple[Any, int]:
    if text[at : at + 1] in ("[", "{"):
        return _collection(text, at, depth + 1)
    match = _SCALAR.match(text, at)
    if match is None:
        raise NotOrdinary
    if match["quoted"] is not None:
        return match["quoted"][1:-1], match.end()
    scalar = match[0].rstrip(" ")
    value = plain(scalar) if scalar[0] in HINTS else scalar
    if value.__class__ is float and value - value != 0:  # NaN or an infinity
        raise NotOrdinary
    return value, match.end()


def _blanks(text: str, at: int) -> int:
    while text[at : at + 1] == " ":
        at += 1
    return at
