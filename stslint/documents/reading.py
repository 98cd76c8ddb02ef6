"""Reads a source: cut into documents, each decoded as JSON or YAML, the way kubectl tells them apart."""

from __future__ import annotations

import re

from stslint.documents.characters import describe
from stslint.documents.document import Document
from stslint.documents.ordinary import read_ordinary
from stslint.documents.problems import Problem, explain, is_fatal
from stslint.documents.splitting import Chunk, chunks
from stslint.documents.tree import MAX_DEPTH, SyntaxProblem, tree
from stslint.documents.values import SpanOf, decode
from stslint.patterns import pattern
from stslint.text import Source, Span

_MARK_IN_STRUCTURE = r"[ \t]*(?:- +)*(?:[\w./-]+:[ \t]+)?[^\s\"'#{]*\{\{"
"""A template mark where YAML expects a key or an unquoted value: then the text is a template, not a mistake."""

_JSON = pattern(r"\ufeff?\s*\{(?!\{)")


def parse(source: Source) -> list[Document]:
    """The documents of a source, empty ones too; a broken one never hides the others."""
    if _JSON.match(source.text):
        from stslint.documents.json_stream import parse_json

        return parse_json(source)
    return parse_yaml(source, 0, 0)


def parse_yaml(source: Source, start: int, index: int) -> list[Document]:
    """The YAML documents of a source from offset `start` on, numbered from `index`."""
    return [_document(source, chunk, index + count) for count, chunk in enumerate(chunks(source.text, start))]


def _document(source: Source, chunk: Chunk, index: int) -> Document:
    document = Document(source, index, chunk.start, chunk.end)
    if chunk.bad_separator is not None:
        document.problems = (_bad_separator(source, *chunk.bad_separator),)
        return document
    read_yaml(document)
    if document.broken and _is_template(document):
        document.value, document.problems, document.unrendered = None, (), True
    return document


def _is_template(document: Document) -> bool:
    """Does a template mark stand where reading failed, or up to three lines above?"""
    for problem in filter(is_fatal, document.problems):
        line = problem.span.start.line
        first = max(line - 3, document.span.start.line)
        if any(re.match(_MARK_IN_STRUCTURE, document.source.line(number)) for number in range(first, line + 2)):
            return True
    return False


def read_yaml(document: Document) -> None:
    """Sets value and problems of a document from its YAML text."""
    text, offset, source = document.text, document.start, document.source
    document.value = read_ordinary(text)
    if document.value is not None:
        return

    def span(start: int, end: int) -> Span:
        return source.span(offset + start, offset + end)

    try:
        parsed = tree(text)
    except SyntaxProblem as error:
        document.problems = (_syntax_problem(error, text, span),)
        return
    problems: list[Problem] = []
    if parsed.version not in (None, (1, 1)):
        problems.append(_directive(text, span))
    elif parsed.root is not None:
        document.value, problems = decode(parsed.root, span)
    if parsed.dropped is not None:
        problems.append(_dropped(text, parsed.dropped, span))
    document.problems = tuple(problems)
    if any(map(is_fatal, problems)):
        document.value = None


def _bad_separator(source: Source, start: int, end: int) -> Problem:
    rest = source.text[start + 3 : end].strip()
    message = f"`{rest[:40]}` stands on a document separator: kubectl stops reading here; put it on a line of its own"
    return Problem("bad-separator", message, source.span(start, end), {"text": rest})


def _dropped(text: str, start: int, span: SpanOf) -> Problem:
    ended = (
        "`...` has ended the document"
        if re.search(r"^\.\.\.", text[:start], re.MULTILINE)
        else ("the document has ended, for this is indented less than its first line")
    )
    message = f"kubectl silently drops everything from here to the next `---`: {ended}"
    return Problem("dropped-after-end", message, span(start, _line_end(text, start)))


def _directive(text: str, span: SpanOf) -> Problem:
    start = max(0, text.find("%"))
    end = text.find("\n", start)
    message = "kubectl refuses a file with this directive (`found incompatible YAML document`): delete the line"
    return Problem("yaml-directive", message, span(start, len(text) if end < 0 else end))


def _syntax_problem(error: SyntaxProblem, text: str, span: SpanOf) -> Problem:
    at = min(error.offset, len(text.rstrip()))
    char = text[error.offset : error.offset + 1]
    match error.code:
        case "undefined-alias":
            message = f"alias `*{error.words}` has no anchor `&{error.words}` before it in this document"
            return Problem(error.code, message, span(at, at + 1 + len(error.words)), {"anchor": error.words})
        case "recursive-alias":
            message = f"alias `*{error.words}` stands inside the value of its own anchor `&{error.words}`"
            return Problem(error.code, message, span(at, at + 1 + len(error.words)), {"anchor": error.words})
        case "nested-too-deeply":
            message = f"maps and lists are nested more than {MAX_DEPTH} levels deep here: no Kubernetes object is"
            return Problem(error.code, message, span(at, at + 1))
        case "forbidden-character":
            message = f"the character {describe(char)} may not stand in YAML: kubectl refuses the whole document"
            return Problem(error.code, message, span(error.offset, error.offset + 1), {"character": describe(char)})
    if text.lstrip("\ufeff \t\r\n").startswith("%"):
        return _directive(text, span)
    return _unparsable(error, at, char, text, span)


def _unparsable(error: SyntaxProblem, at: int, char: str, text: str, span: SpanOf) -> Problem:
    """Points at what was opened and never closed if that is the cause, else at where the parser stopped."""
    facts = {"parser": error.words}
    stopped = span(at, at + 2 if char == "\\" else _token_end(text, at))
    if error.opened is None or not error.words.startswith(("found unexpected", "did not find expected ',' or")):
        return Problem("yaml-syntax", explain(error.words, char), stopped, facts)
    return Problem("yaml-syntax", explain(error.words, char), span(error.opened, error.opened + 1), facts, stopped)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return start + len(text[start : len(text) if end < 0 else end].rstrip())


def _token_end(text: str, start: int) -> int:
    match = re.compile(r"[^\s:,\[\]{}]+|[^\n]?").match(text, start)
    return match.end() if match else start
