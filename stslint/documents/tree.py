"""The syntax tree of one document: parse events in, nodes with character offsets out.

Built without recursion, so that hostile nesting cannot exhaust the stack; aliases point at their anchor's node.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from stslint.documents.events import events

MAX_DEPTH: Final = 250
"""kubectl gives up at 10,000; no Kubernetes API nests deeper than a few dozen, and all our readers are safe here."""


_COLON_IN_WORD: Final = r"""(![^\s,]*)|(?<=[^\s"'\[\]{},]):(?=\S)"""
"""Our parser refuses `{image: redis:5}`, go-yaml does not: on a second try another character stands in for `:`."""

Reader = Callable[[str], Iterator[Any]]


class SyntaxProblem(Exception):
    """The text is not YAML from `offset` on, for the reason `code` with `words`."""

    def __init__(self, code: str, words: str, offset: int, opened: int | None = None) -> None:
        super().__init__(words)
        self.code, self.words, self.offset, self.opened = code, words, offset, opened


class Node:
    """A piece of the text, `start`..`end` in characters; what a kind of node lacks is a constant of its class."""

    __slots__ = ("anchor", "end", "start")

    children: list[Node] | None = None
    target: Node | None = None
    tag: str | None = None
    text: str = ""
    style: str = ""
    implicit: bool = True
    is_map: bool = False
    closed: bool = True

    def __init__(self, start: int, end: int, anchor: str | None = None) -> None:
        self.start, self.end, self.anchor = start, end, anchor


class Scalar(Node):
    """Text; `implicit` if kubectl may take it for something else than a string."""

    __slots__ = ("implicit", "style", "tag", "text")


class Collection(Node):
    """A list or a map, whose `children` alternate key and value; tags of collections mean nothing to kubectl."""

    __slots__ = ("children", "closed", "is_map", "tag")

    children: list[Node]


class Alias(Node):
    """`*text`, standing for its `target`."""

    __slots__ = ("target", "text")

    target: Node


class Tree:
    """The root (None in an empty document), the YAML version declared, and where text follows that is never read."""

    __slots__ = ("dropped", "root", "version")

    def __init__(self) -> None:
        self.root: Node | None = None
        self.version: tuple[int, int] | None = None
        self.dropped: int | None = None


def tree(text: str, reader: Reader = events) -> Tree:
    """The tree of the first document in a text; raises SyntaxProblem."""
    try:
        return _compose(text, reader)
    except SyntaxProblem as problem:
        if problem.words != "found unexpected ':'":
            raise
    mark = next(char for char in map(chr, range(0xE000, 0xF8FF)) if char not in text)
    return _compose(re.sub(_COLON_IN_WORD, lambda match: match[1] or mark, text), reader, mark)


def nodes(root: Node | None) -> Iterator[Node]:
    """All nodes of a tree; what an alias stands for is visited where its anchor is."""
    waiting = [] if root is None else [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.children or ()


def _compose(text: str, reader: Reader, colon: str = "") -> Tree:
    skew = 1 if text.startswith("\ufeff") else 0  # marks do not count a byte order mark
    try:
        return _Composer(skew, colon).compose(reader(text if text.endswith("\n") else text + "\n"))
    except SyntaxProblem:
        raise
    except Exception as error:
        raise _syntax_problem(error, text, skew) from None


class _Composer:
    def __init__(self, skew: int, colon: str) -> None:
        self.skew, self.colon = skew, colon
        self.anchors: dict[str, Node] = {}
        self.heights: dict[Node, int] = {}
        self.top = Collection(0, 0)
        self.top.children = []
        self.open: list[Collection] = [self.top]
        self.children: list[Node] = self.top.children
        self.result = Tree()

    def compose(self, stream: Iterator[Any]) -> Tree:
        handle: dict[str, Callable[[Any], None]] = {
            "ScalarEvent": self.scalar,
            "MappingStartEvent": self.start,
            "SequenceStartEvent": self.start,
            "MappingEndEvent": self.finish,
            "SequenceEndEvent": self.finish,
            "AliasEvent": self.alias,
            "DocumentStartEvent": self.document,
        }
        for event in stream:
            handler = handle.get(event.__class__.__name__)
            if handler is not None:
                handler(event)
            elif event.__class__.__name__ == "DocumentEndEvent":
                self.look_behind(stream)
                break
        self.result.root = self.top.children[0] if self.top.children else None
        return self.result

    def document(self, event: Any) -> None:
        self.result.version = event.version

    def look_behind(self, stream: Iterator[Any]) -> None:
        """kubectl never reads what follows the first document of a chunk, not even whether it is YAML."""
        try:
            following = next(stream, None)
        except Exception as error:
            self.result.dropped = _offset(error, self.skew)
            return
        if following is not None and type(following).__name__ != "StreamEndEvent":
            self.result.dropped = following.start_mark.index + self.skew

    def scalar(self, event: Any) -> None:
        node = Scalar(event.start_mark.index + self.skew, event.end_mark.index + self.skew, event.anchor)
        node.text = event.value.replace(self.colon, ":") if self.colon else event.value
        tag = event.ctag
        node.tag = tag if tag is None else str(tag)
        node.implicit = event.implicit[0]
        node.style = event.style or ""
        self.children.append(node)
        if event.anchor is not None:
            self.anchors[event.anchor] = node

    def alias(self, event: Any) -> None:
        start, end = event.start_mark.index + self.skew, event.end_mark.index + self.skew
        target = self.anchors.get(event.anchor)
        if target is None:
            raise SyntaxProblem("undefined-alias", event.anchor, start)
        if not target.closed:
            raise SyntaxProblem("recursive-alias", event.anchor, start)
        if len(self.open) + self.height(target) > MAX_DEPTH:
            raise SyntaxProblem("nested-too-deeply", "", start)
        node = Alias(start, end)
        node.text, node.target = event.anchor, target
        self.children.append(node)

    def height(self, target: Node) -> int:
        """How deep the value of an anchor is nested; anchors are few, and each is measured once."""
        if target not in self.heights:
            children = [child.target or child for child in target.children or ()]
            self.heights[target] = 1 + max(map(self.height, children), default=-1) if children else 0
        return self.heights[target]

    def start(self, event: Any) -> None:
        node = Collection(event.start_mark.index + self.skew, 0, event.anchor)
        node.is_map = event.__class__.__name__ == "MappingStartEvent"
        node.tag = event.ctag
        node.closed = False
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        self.children.append(node)
        self.children = node.children = []
        self.open.append(node)
        if len(self.open) > MAX_DEPTH:
            raise SyntaxProblem("nested-too-deeply", "", node.start)

    def finish(self, event: Any) -> None:
        node = self.open.pop()
        node.closed = True
        node.end = event.end_mark.index + self.skew
        self.children = self.open[-1].children


def _offset(error: Exception, skew: int) -> int:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    return int(mark.index) + skew if mark is not None else 0


def _syntax_problem(error: Exception, text: str, skew: int) -> SyntaxProblem:
    from stslint.documents.characters import first_forbidden

    forbidden = first_forbidden(text)
    if forbidden is not None:
        return SyntaxProblem("forbidden-character", text[forbidden], forbidden)
    opened = getattr(error, "context_mark", None)
    words = str(getattr(error, "problem", None) or error)
    return SyntaxProblem("yaml-syntax", words, _offset(error, skew), None if opened is None else opened.index + skew)
