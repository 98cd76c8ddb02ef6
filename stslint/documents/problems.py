"""What can be wrong with a text before it is an object: every problem is a value with a code, a place and a message.

`FATAL` problems leave a document without a value; with the others kubectl reads on, and so do we.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from stslint.text import Span


class Problem(NamedTuple):
    """One thing wrong with the text of a document; `related` is a second place that explains it."""

    code: str
    message: str
    span: Span
    facts: Mapping[str, Any] = {}
    related: Span | None = None


HARMLESS: Final = frozenset(
    {"duplicate-key", "key-rewritten", "unbreakable-space", "not-json", "dropped-after-end", "smart-quotes"}
)
"""Codes of problems that leave the document a value: kubectl (or its newest version) does not stop at them."""


def is_fatal(problem: Problem) -> bool:
    """Does this problem keep kubectl from reading the document at all?"""
    return problem.code not in HARMLESS


_EXPLAINED: Final[Mapping[str, str]] = {
    "mapping values are not allowed in this context": (
        "a `:` starts a mapping where none can stand: quote the value if it holds `: `, else check the indentation"
    ),
    "could not find expected ':'": "this line is neither `key: value` nor a list item: a `:` (and a space) is missing",
    "did not find expected key": (
        "this line does not belong to the block above: its indentation matches no open block, or a quote ended early"
    ),
    "did not find expected '-' indicator": (
        "a list ends here without a `-`: indent this line under its item, or move it left to the list's own key"
    ),
    "block sequence entries are not allowed in this context": (
        "a list cannot start on this line: put the `-` on a new line below its key"
    ),
    "did not find expected ',' or ']'": "the `[` list is not closed, or a `,` is missing between its items",
    "did not find expected ',' or '}'": "the `{` map is not closed, or a `,` is missing between its entries",
    "found unexpected end of stream": "the quoted text that starts here is never closed",
    "found unexpected document indicator": "the quoted text that starts here is not closed before the document ends",
    "found unknown escape character": (
        "this escape does not exist between double quotes: write `\\\\` for a backslash, or use single quotes"
    ),
    "found undefined tag handle": "the tag `!…!` uses a handle that no %TAG directive declares",
    "did not find expected alphabetic or numeric character": (
        "a name must follow `&` or `*`: quote the value if it is text"
    ),
    "did not find expected whitespace or line break": "a space or line break must follow here",
    "did not find expected comment or line break": "behind `|` or `>` only an indicator or a comment may follow",
    "found a tab character where an indentation space is expected": "a tab indents this line: YAML allows only spaces",
    "found a tab character that violates indentation": "a tab indents this line: YAML allows only spaces",
    "found extra document start": "a second document starts here",
    "did not find expected <document start>": "the document is over here, and what follows does not start another one",
    "found invalid Unicode character escape code": "this escape names no character",
    "did not find expected hexdecimal number": "this escape needs hexadecimal digits",
    "did not find expected node content": "a value is missing here",
    "mapping keys are not allowed in this context": "a `?` cannot start a key here",
}
_STARTERS: Final[Mapping[str, str]] = {
    "\t": "a tab indents this line: YAML allows only spaces",
    "@": "a plain value cannot start with `@`: quote it",
    "`": "a plain value cannot start with a backquote: quote it",
    "%": "a plain value cannot start with `%`: quote it",
}


def explain(problem: str, char: str) -> str:
    """Our words for the parser's; `char` is the character it stumbled over."""
    if problem == "found character that cannot start any token":
        return _STARTERS.get(char, f"a plain value cannot start with {char!r}: quote it")
    return _EXPLAINED.get(problem) or problem
