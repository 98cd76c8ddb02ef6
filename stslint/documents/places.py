"""Where a field stands in the text: a document and a path in, a span out.

Positions are not kept with values (few documents have findings): the document is parsed again on the first question,
and the trees of the documents asked about last are kept.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from stslint.documents.document import Document
from stslint.documents.tree import Node, SyntaxProblem, tree
from stslint.documents.values import is_merge, key_text, pairs
from stslint.fields import Anchor, FieldPath, Step
from stslint.scalars import NotDecodable
from stslint.text import Span


class _Entry(NamedTuple):
    """A node with the key in front of it, if it is a map's value."""

    node: Node
    key: Node | None = None


@lru_cache(maxsize=8)
def _root(text: str) -> Node | None:
    try:
        return tree(text).root
    except SyntaxProblem:
        return None


def locate(document: Document, path: FieldPath, anchor: Anchor = "value") -> Span:
    """The span of a key or value; see `Document.locate`."""
    text = document.text
    trail = _trail(text, path)
    if not trail:
        return _trimmed(document, document.start, document.end)
    if anchor == "parent" and len(trail) > len(path) > 0:
        trail.pop()
    entry = trail[-1]
    start, end = _value_range(text, entry.node)
    if anchor != "value" or len(trail) <= len(path) or start == end:
        start, end = _key_range(text, entry)
    return document.source.span(document.start + start, document.start + end)


def raw(document: Document, path: FieldPath) -> tuple[str, str] | None:
    """See `Document.raw`."""
    text = document.text
    trail = _trail(text, path)
    if len(trail) != len(path) + 1:
        return None
    node = trail[-1].node.target or trail[-1].node
    if node.children is not None:
        return None
    start, end = _value_range(text, node)
    return text[start:end], node.style


def _trail(text: str, path: FieldPath) -> list[_Entry]:
    """The entries from the root along the path, as far as they are written."""
    root = _root(text)
    if root is None:
        return []
    trail = [_Entry(root)]
    for step in path:
        entry = _child(trail[-1].node, step)
        if entry is None:
            break
        trail.append(entry)
    return trail


def _child(node: Node, step: Step) -> _Entry | None:
    node = node.target or node
    if node.children is None:
        return None
    if isinstance(step, int):
        if node.is_map or not 0 <= step < len(node.children):
            return None
        return _Entry(node.children[step])
    return _entry(node, str(step)) if node.is_map else None


def _entry(node: Node, name: str) -> _Entry | None:
    """The entry of a key as kubectl decodes it: the last one wins, merged maps included."""
    found: _Entry | None = None
    for key, value in pairs(node):
        if is_merge(key):
            found = _merged(value, name) or found
        elif _is_named(key, name):
            found = _Entry(value, key)
    return found


def _merged(node: Node, name: str) -> _Entry | None:
    node = node.target or node
    if node.is_map:
        return _entry(node, name)
    for member in node.children or ():
        found = _merged(member, name)
        if found is not None:
            return found
    return None


def _is_named(key: Node, name: str) -> bool:
    try:
        return key_text(key) == name
    except NotDecodable:
        return False


def _key_range(text: str, entry: _Entry) -> tuple[int, int]:
    """The key; for a list item or the root its first key, for a plain item the item."""
    if entry.key is not None:
        return _value_range(text, entry.key)
    node = entry.node
    while node.children:
        node = node.children[0]
    return _value_range(text, node)


def _value_range(text: str, node: Node) -> tuple[int, int]:
    """From the first to behind the last character, without anchors, tags, comments and blank lines around it."""
    start, end = node.start, node.end
    if node.target is None:
        start = _behind_properties(text, node, start)
    if node.children:
        last = node.children[-1]
        if text[end - 1 : end] not in ("]", "}") or text[start : start + 1] not in ("[", "{"):
            end = max(start, _value_range(text, last)[1])
            if last.start == last.end and len(node.children) > 1 and node.is_map:
                end = max(end, text.find(":", node.children[-2].end) + 1)
    elif node.style in ("|", ">"):
        end = start + len(text[start:end].rstrip())
    return start, end


def _behind_properties(text: str, node: Node, start: int) -> int:
    """Behind `&anchor` and `!tag`, which the parser counts to the node."""
    while (node.anchor is not None or node.tag is not None) and text[start : start + 1] in ("&", "!"):
        while start < node.end and not text[start].isspace():
            start += 1
        while start < node.end and text[start].isspace():
            start += 1
    return start


def _trimmed(document: Document, start: int, end: int) -> Span:
    text = document.source.text[start:end]
    inner = text.strip()
    at = start + text.index(inner) if inner else start
    return document.source.span(at, at + len(inner))


class Entry(NamedTuple):
    """How an entry of a map or list is written: offsets in the source, `kind` of its value, and its children's starts.

    `key` is None for list items. `shared`: the entry is reached through an alias or a merge key, so that an edit there
    would change other places too.
    """

    key: tuple[int, int] | None
    value: tuple[int, int]
    kind: str
    style: str
    flow: bool
    shared: bool
    children: tuple[tuple[int, int], ...]
    """Start and end of each child, keys included: maps and lists only."""


def entry(document: Document, path: FieldPath) -> Entry | None:
    """The entry at a path, None if it is not written."""
    text, offset = document.text, document.start
    trail = _trail(text, path)
    if len(trail) != len(path) + 1:
        return None
    last = trail[-1]
    node = last.node.target or last.node
    start, end = _value_range(text, last.node)
    children: list[tuple[int, int]] = []
    if node.is_map:
        for key, value in pairs(node):
            children.append((offset + key.start, offset + max(key.end, _value_range(text, value)[1])))
    else:
        children = [
            (offset + _value_range(text, child)[0], offset + _value_range(text, child)[1])
            for child in node.children or ()
        ]
    return Entry(
        key=None if last.key is None else (offset + last.key.start, offset + last.key.end),
        value=(offset + start, offset + end),
        kind="scalar" if node.children is None else "map" if node.is_map else "list",
        style=node.style,
        flow=text[start : start + 1] in ("{", "[") and node.children is not None,
        shared=any(each.node.target is not None for each in trail) or _through_merge(trail, path),
        children=tuple(children),
    )


def _through_merge(trail: list[_Entry], path: FieldPath) -> bool:
    """Does a step of the trail come from a `<<` map instead of the map that is walked?"""
    for parent, child, step in zip(trail, trail[1:], path, strict=False):
        node = parent.node.target or parent.node
        if not isinstance(step, int) and all(value is not child.node for _, value in pairs(node)):
            return True
    return False
