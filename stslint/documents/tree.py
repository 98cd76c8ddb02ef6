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


_COLON_IN_WORD: Final = re.compile(r"""(![^\s,]*)|(?<=[^\s"'\[\]{},]):(?=\S)""")
"""Our parser refuses `{image: redis:5}`, go-yaml does not: on a second try another character stands in for `:`."""

Reader = Callable[[str], Iterator[Any]]


class SyntaxProblem(Exception):
    """The text is not YAML from `offset` on, for the reason `code` with `words`."""

    def __init__(self, code: str, words: str, offset: int, opened: int | None = None) -> None:
        super().__init__(words)
        self.code, self.words, self.offset, self.opened = code, words, offset, opened


class Node:
    """A scalar (`children` is None), a list or a map (`children` alternates key, value); an alias has a `target`."""

    __slots__ = (
        "anchor",
        "children",
        "closed",
        "depth",
        "end",
        "implicit",
        "is_map",
        "start",
        "style",
        "tag",
        "target",
        "text",
    )

    def __init__(self, start: int, end: int, text: str = "", children: list[Node] | None = None) -> None:
        self.start, self.end, self.text, self.children = start, end, text, children
        self.anchor: str | None = None
        self.tag: str | None = None
        self.target: Node | None = None
        self.style = ""
        self.implicit = self.closed = True
        self.is_map = False
        self.depth = 0


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
    return _compose(_COLON_IN_WORD.sub(lambda match: match[1] or mark, text), reader, mark)


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
        self.open: list[Node] = []
        self.result = Tree()

    def compose(self, stream: Iterator[Any]) -> Tree:
        for event in stream:
            match type(event).__name__:
                case "ScalarEvent":
                    self.add(self.scalar(event))
                case "MappingStartEvent" | "SequenceStartEvent":
                    self.start(event)
                case "MappingEndEvent" | "SequenceEndEvent":
                    self.finish(event)
                case "AliasEvent":
                    self.add(self.alias(event))
                case "DocumentStartEvent":
                    self.result.version = event.version
                case "DocumentEndEvent":
                    self.look_behind(stream)
                    break
        return self.result

    def look_behind(self, stream: Iterator[Any]) -> None:
        """kubectl never reads what follows the first document of a chunk, not even whether it is YAML."""
        try:
            following = next(stream, None)
        except Exception as error:
            self.result.dropped = _offset(error, self.skew)
            return
        if following is not None and type(following).__name__ != "StreamEndEvent":
            self.result.dropped = following.start_mark.index + self.skew

    def node(self, event: Any, text: str = "", children: list[Node] | None = None) -> Node:
        node = Node(event.start_mark.index + self.skew, event.end_mark.index + self.skew, text, children)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
            node.anchor = event.anchor
        return node

    def scalar(self, event: Any) -> Node:
        node = self.node(event, event.value.replace(self.colon, ":") if self.colon else event.value)
        node.tag = None if event.ctag is None else str(event.ctag)
        node.implicit = event.implicit[0]
        node.style = event.style or ""
        return node

    def alias(self, event: Any) -> Node:
        start, end = event.start_mark.index + self.skew, event.end_mark.index + self.skew
        target = self.anchors.get(event.anchor)
        if target is None:
            raise SyntaxProblem("undefined-alias", event.anchor, start)
        if not target.closed:
            raise SyntaxProblem("recursive-alias", event.anchor, start)
        node = Node(start, end, event.anchor)
        node.target, node.depth = target, target.depth
        self.check_depth(node)
        return node

    def start(self, event: Any) -> None:
        node = self.node(event, children=[])
        node.is_map = type(event).__name__ == "MappingStartEvent"
        node.closed = False
        self.add(node)
        self.open.append(node)
        self.check_depth(node)

    def check_depth(self, node: Node) -> None:
        if len(self.open) + node.depth > MAX_DEPTH:
            raise SyntaxProblem("nested-too-deeply", "", node.start)

    def finish(self, event: Any) -> None:
        node = self.open.pop()
        node.closed = True
        node.end = event.end_mark.index + self.skew
        if self.open:
            self.open[-1].depth = max(self.open[-1].depth, node.depth + 1)

    def add(self, node: Node) -> None:
        if not self.open:
            self.result.root = node
            return
        parent = self.open[-1]
        assert parent.children is not None
        parent.children.append(node)
        parent.depth = max(parent.depth, node.depth + 1)


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
