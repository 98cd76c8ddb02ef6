"""Reads a source that starts with `{`: kubectl takes it for JSON, one object after the other without separators.

kubectl before 1.33 stops where the JSON does; since 1.33 it reads the rest as YAML if at most one object came before.
"""

from __future__ import annotations

import json
import math
from typing import Any, Final

from stslint.documents.document import Document
from stslint.documents.problems import Problem
from stslint.documents.tree import MAX_DEPTH, SyntaxProblem, tree
from stslint.documents.values import decode
from stslint.patterns import pattern
from stslint.scalars import as_json
from stslint.text import Source

_SPACE = pattern(r"[ \t\r\n]*")
_REST_OF_LINE = pattern(r"[^\S\n]*\n?")
_SURROGATE_ESCAPE = pattern(r"\\u[dD][89a-fA-F]")
_SURROGATES = pattern("[\ud800-\udfff]")
_EXPLAINED: Final = {
    "Expecting property name enclosed in double quotes": "a key in double quotes must stand here",
    "Expecting ',' delimiter": "a `,` or a closing bracket is missing before this",
    "Expecting ':' delimiter": "a `:` is missing between key and value",
    "Expecting value": "a value is missing here",
    "Invalid control character at": "a line break or control character stands inside this text",
    "Illegal trailing comma before end of object": "no `,` may stand before a closing `}`",
    "Illegal trailing comma before end of array": "no `,` may stand before a closing `]`",
    "Unterminated string starting at": "the text that starts here is never closed",
}


def parse_json(source: Source) -> list[Document]:
    """The documents of a source that starts with `{`."""
    documents: list[Document] = []
    text = source.text
    at = _skip_space(text, 1 if text.startswith("\ufeff") else 0)
    while at < len(text):
        try:
            document, end = _read(source, len(documents), at)
        except (ValueError, RecursionError) as error:
            return documents + _rest(source, at, len(documents), error)
        documents.append(document)
        at = _skip_space(text, end)
    return documents


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


class _Hooks:
    """What kubectl makes of numbers and objects, and whether a problem hides in them."""

    def __init__(self) -> None:
        self.suspicious = False
        self.too_large = ""

    def object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        result = dict(pairs)
        if len(result) != len(pairs):
            self.suspicious = True
        return result

    def integer(self, digits: str) -> Any:
        return int(digits) if len(digits) < 19 else self.long_integer(digits)

    def long_integer(self, digits: str) -> Any:
        value = int(digits) if len(digits) < 21 else 1 << 63
        return value if -(1 << 63) <= value < 1 << 63 else self.number(digits)

    def number(self, digits: str) -> Any:
        value = float(digits)
        if math.isfinite(value):
            return as_json(value)
        self.too_large = digits
        return value


def _constant(name: str) -> Any:
    raise ValueError(name)


def _read(source: Source, index: int, at: int) -> tuple[Document, int]:
    """The JSON object at an offset, and the offset behind it; raises ValueError or RecursionError."""
    hooks = _Hooks()
    decoder = json.JSONDecoder(
        object_pairs_hook=hooks.object,
        parse_int=hooks.integer,
        parse_float=hooks.number,
        parse_constant=_constant,
    )
    value, end = decoder.raw_decode(source.text, at)
    document = Document(source, index, at, end, value)
    if _depth(value) > MAX_DEPTH:
        raise RecursionError
    if _SURROGATE_ESCAPE.search(source.text, at, end):
        document.value = _without_surrogates(value)
    if hooks.too_large:
        start = source.text.find(hooks.too_large, at)
        message = f"`{hooks.too_large[:40]}` is a number too large for JSON: kubectl refuses it"
        span = source.span(start, start + len(hooks.too_large))
        document.value, document.problems = None, (Problem("number-not-finite", message, span),)
    elif hooks.suspicious:
        document.problems = _duplicates(document)
    return document, end


def _depth(value: Any) -> int:
    """How deep lists and maps are nested, counted level by level."""
    depth, level = 0, [value] if isinstance(value, (dict, list)) else []
    while level:
        depth += 1
        level = [
            child
            for parent in level
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, (dict, list))
        ]
        if depth > MAX_DEPTH:
            break
    return depth


def _without_surrogates(value: Any) -> Any:
    """Go replaces half a surrogate pair by U+FFFD."""
    if isinstance(value, str):
        return _SURROGATES.sub("\ufffd", value)
    if isinstance(value, list):
        return [_without_surrogates(child) for child in value]
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(child) for key, child in value.items()}
    return value


def _duplicates(document: Document) -> tuple[Problem, ...]:
    """The duplicate keys, whose places the YAML reader knows."""
    offset, source = document.start, document.source
    try:
        root = tree(document.text).root
    except SyntaxProblem:
        root = None
    problems = decode(root, lambda start, end: source.span(offset + start, offset + end))[1] if root else []
    if problems:
        return tuple(problem for problem in problems if problem.code == "duplicate-key")
    return (Problem("duplicate-key", "a key is set twice in one map", document.span),)


def _rest(source: Source, at: int, index: int, error: Exception) -> list[Document]:
    """What stands from `at` on is not JSON: perhaps it is YAML."""
    from stslint.documents.reading import parse_yaml

    problem = _problem(source, at, error)
    if index > 1 or problem.code == "nested-too-deeply":
        return [Document(source, index, at, len(source.text), None, (problem,))]
    match = _REST_OF_LINE.match(source.text, at)
    documents = parse_yaml(source, match.end() if match and index else at, index)
    first = next((document for document in documents if document.value is not None or document.problems), None)
    if first is None:
        return documents
    if first.broken:
        first.problems = (problem,)
    else:
        first.problems = (*first.problems, _not_json(source, problem))
    return documents


def _not_json(source: Source, problem: Problem) -> Problem:
    message = (
        "kubectl before 1.33 stops here: the file starts with `{`, so it reads all of it as JSON, and this is not; "
        "put `---` in the first line"
    )
    return Problem("not-json", message, problem.span)


def _problem(source: Source, at: int, error: Exception) -> Problem:
    if isinstance(error, RecursionError):
        message = f"maps and lists are nested more than {MAX_DEPTH} levels deep: no Kubernetes object is"
        return Problem("nested-too-deeply", message, source.span(at, at + 1))
    words, where = str(error), at
    if isinstance(error, json.JSONDecodeError):
        words, where = error.msg, error.pos
    where = min(where, max(at, len(source.text.rstrip()) - 1))
    message = "not valid JSON: " + _EXPLAINED.get(words, words)
    return Problem("json-syntax", message, source.span(where, where + 1), {"parser": words})
