"""The value of a syntax tree: nodes in, the JSON kubectl would send out, with everything it or we object to.

Follows go-yaml v2's decoder step by step (decode.go), as sigs.k8s.io/yaml calls it: merge keys overwrite in the order
they are written, the last of two equal keys wins, and alias expansion is limited by ratio.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Final

from stslint import scalars
from stslint.documents.problems import Problem
from stslint.documents.tree import Node
from stslint.text import Span

_RATIO_LOW: Final = 400_000
_RATIO_HIGH: Final = 4_000_000
_QUOTES: Final = "\u2018\u201a\u201c\u201e"
_BLANKS: Final = "\u00a0\u2007\u202f"
SpanOf = Callable[[int, int], Span]


class _ExcessiveAliasing(Exception):
    def __init__(self, node: Node) -> None:
        super().__init__()
        self.node = node


def decode(root: Node, span: SpanOf) -> tuple[Any, list[Problem]]:
    """The value of a tree and its problems; the value counts only if no problem is fatal."""
    decoder = _Decoder(span)
    try:
        return decoder.value(root), decoder.problems
    except _ExcessiveAliasing as error:
        message = "aliases (`*name`) make this document grow out of all proportion: kubectl refuses to read it"
        return None, [Problem("excessive-aliasing", message, span(error.node.start, error.node.end))]


def pairs(node: Node) -> Iterator[tuple[Node, Node]]:
    """The keys and values of a map node."""
    children = iter(node.children or ())
    return zip(children, children, strict=True)


def is_merge(node: Node) -> bool:
    """Is this key the merge key `<<`?"""
    return (
        node.children is None
        and node.target is None
        and node.text == "<<"
        and (node.implicit or node.tag == scalars.MERGE_TAG)
    )


def scalar_value(node: Node) -> scalars.Scalar:
    """The value of a scalar node; raises NotDecodable."""
    if node.tag is None:
        return scalars.plain(node.text) if node.implicit else node.text
    return scalars.tagged(node.tag, node.text)


def key_text(node: Node) -> str:
    """The JSON key a scalar node (or an alias of one) becomes; raises NotDecodable."""
    node = node.target or node
    if node.children is not None:
        raise scalars.NotDecodable(f"a map key is a {'map' if node.is_map else 'list'}")
    if node.tag is None:
        return scalars.key(node.text) if node.implicit else node.text
    return scalars.key(node.text, node.tag)


class _Decoder:
    def __init__(self, span: SpanOf) -> None:
        self.span = span
        self.problems: list[Problem] = []
        self.count = 1  # go-yaml counts the document too
        self.aliased = 0
        self.done: dict[Node, tuple[Any, int]] = {}

    def value(self, node: Node) -> Any:
        before = self.count
        self.count += 1
        if node.target is not None:
            return self.alias(node, node.target)
        value: Any
        if node.children is None:
            value = self.scalar(node)
        elif node.is_map:
            value = self.map(node)
        else:
            value = [self.value(child) for child in node.children]
        if node.anchor is not None:
            self.done[node] = (value, self.count - before)
        return value

    def alias(self, node: Node, target: Node) -> Any:
        """Values of anchors are shared, never copied; the count is what a copy would have cost."""
        if target not in self.done:
            self.value(target)
        value, size = self.done[target]
        self.count += size
        self.aliased += size
        if self.aliased > 100 and self.count > 1000 and self.aliased / self.count > _allowed_ratio(self.count):
            raise _ExcessiveAliasing(node)
        return value

    def scalar(self, node: Node) -> scalars.Scalar:
        try:
            value = scalar_value(node)
        except scalars.NotDecodable as error:
            self.report("bad-scalar", f"{error}: kubectl refuses the whole document", node)
            return None
        if node.implicit and not node.text.isascii():
            self.look_alikes(node)
        if isinstance(value, float) and not math.isfinite(value):
            message = (
                f"`{node.text}` is a number that JSON cannot hold: kubectl refuses the whole document, so quote it"
            )
            self.report("number-not-finite", message, node)
        return value

    def look_alikes(self, node: Node) -> None:
        """Characters that look like quotes or blanks to people and are plain text to YAML."""
        if node.text[0] in _QUOTES:
            message = f"`{node.text[0]}` is no quote in YAML: it becomes part of the value; write straight quotes"
            self.report("smart-quotes", message, node)
        elif node.text.strip(_BLANKS) != node.text:
            message = "a no-break space stands at the end of this value and becomes part of it: delete it"
            self.report("unbreakable-space", message, node)

    def map(self, node: Node) -> dict[str, Any]:
        result: dict[str, Any] = {}
        written: dict[str, Node] = {}
        merged = False  # two objects in one document: the first key they share says it for all
        for key_node, value_node in pairs(node):
            if is_merge(key_node):
                self.merge(value_node, result)
                continue
            self.count += 1
            key = self.key(key_node)
            value = self.value(value_node)
            if key is None:
                continue
            if key in written and not merged:
                self.duplicate(key, written[key], key_node)
                merged = key == "apiVersion"
            written[key] = key_node
            result[key] = value
        return result

    def key(self, node: Node) -> str | None:
        if node.target is None and node.anchor is not None:
            self.done[node] = (self.scalar(node), 1) if node.children is None else (self.value(node), 1)
        try:
            key = key_text(node)
        except scalars.NotDecodable as error:
            message = f"{error}, and JSON keys are strings: kubectl refuses the whole document; quote the key"
            self.report("key-not-string", message, node)
            return None
        if node.target is None and key != node.text and (node.tag is None or node.tag == "!"):
            message = f'kubectl does not read the key `{node.text}` as text: it becomes "{key}"'
            self.problems.append(
                Problem("key-rewritten", message, self.span(node.start, node.end), {"text": node.text, "key": key})
            )
        return key

    def duplicate(self, key: str, first: Node, second: Node) -> None:
        here, there = self.span(second.start, second.end), self.span(first.start, first.end)
        alike = "" if first.text == second.text else f" (`{first.text}` and `{second.text}` are the same key)"
        message = (
            f"key `{key}` is set twice in this map{alike}: "
            f"kubectl silently keeps this one and drops the value in line {there.start.line}"
        )
        if key == "apiVersion":
            message = (
                "a second object starts here, but no `---` stands at the start of a line before it: "
                "kubectl merges both, and of equal keys silently keeps the last"
            )
        self.problems.append(Problem("duplicate-key", message, here, {"key": key}, there))

    def merge(self, node: Node, result: dict[str, Any]) -> None:
        """Merge values are decoded into the map where they stand; of a list the first map wins."""
        members = [node]
        if node.target is None and node.children is not None and not node.is_map:
            members = node.children[::-1]
        for member in members:
            if not (member.target or member).is_map:
                message = "`<<` merges maps, and this is none: kubectl refuses the whole document"
                self.report("merge-not-a-map", message, member)
                continue
            result.update(self.value(member))

    def report(self, code: str, message: str, node: Node) -> None:
        self.problems.append(Problem(code, message, self.span(node.start, node.end), {"text": node.text}))


def _allowed_ratio(count: int) -> float:
    """The share of decoded nodes that may come from aliases (decode.go, allowedAliasRatio)."""
    if count <= _RATIO_LOW:
        return 0.99
    if count >= _RATIO_HIGH:
        return 0.10
    return 0.99 - 0.89 * (count - _RATIO_LOW) / (_RATIO_HIGH - _RATIO_LOW)
