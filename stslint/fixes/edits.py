"""Patches become edits: the smallest change of the text that makes the manifest say what the patch says.

None is the answer wherever an edit would touch more than the patch means (aliases, merge keys) or the text is written
in a way this does not handle: then there is no fix, only advice.
"""

from __future__ import annotations

import re
from typing import Any

from stslint import emitter
from stslint.documents import Document
from stslint.documents.places import Entry, entry
from stslint.fields import FieldPath
from stslint.hits import Patch
from stslint.text import Edit


def edit_for(patch: Patch, document: Document, base: FieldPath) -> Edit | None:
    """The edit of a patch in its document; `base` is the object's path in the document."""
    path = (*base, *patch.path)
    match patch.op:
        case "set":
            return _set(document, path, patch.value)
        case "rename":
            return _rename(document, path, str(patch.value))
        case "remove":
            return _remove(document, path)
        case "quote":
            return _quote(document, path)
        case "append-document":
            return _append(document, patch.value)


def _is_json(document: Document) -> bool:
    return document.text.lstrip("\ufeff \t\r\n").startswith("{")


def _newline(document: Document) -> str:
    return "\r\n" if "\r\n" in document.source.text else "\n"


def _edit(document: Document, start: int, end: int, text: str) -> Edit:
    return Edit(start, end, text.replace("\n", _newline(document)))


def _set(document: Document, path: FieldPath, value: Any) -> Edit | None:
    here = entry(document, path)
    if here is None:
        return _add(document, path, value)
    if here.shared:
        return None
    start, end = here.value
    if start == end:
        return _fill(document, here, value)
    if here.kind == "scalar" and here.style not in ("|", ">") and not isinstance(value, (dict, list)):
        quote = '"' if _is_json(document) else here.style
        return _edit(document, start, end, emitter.scalar(value, quote))
    if isinstance(value, (dict, list)) and value and here.kind != "scalar" and not here.flow:
        indent = _column(document, start)
        return _edit(document, start, end, emitter.block(value, indent).lstrip(" "))
    return _edit(document, start, end, emitter.flow(value, _is_json(document)))


def _fill(document: Document, here: Entry, value: Any) -> Edit | None:
    """Write a value behind a key that has none."""
    if here.key is None:
        return None
    colon = document.source.text.find(":", here.key[1])
    if isinstance(value, (dict, list)) and value:
        deeper = 2 if isinstance(value, dict) else 0
        text = "\n" + emitter.block(value, _column(document, here.key[0]) + deeper)
        at = _line_end(document, colon)
        return _edit(document, at, at, text)
    return _edit(document, colon + 1, colon + 1, " " + emitter.flow(value, _is_json(document)))


def _add(document: Document, path: FieldPath, value: Any) -> Edit | None:
    """Add a key to a map, or an item to a list, whose parents may be missing too."""
    if not path:
        return None
    parent, step = entry(document, path[:-1]), path[-1]
    if parent is None or (parent.kind == "scalar" and parent.value[0] == parent.value[1]):
        return _set(document, path[:-1], [value] if isinstance(step, int) else {str(step): value})
    if parent.shared or parent.kind != ("list" if isinstance(step, int) else "map"):
        return None
    if parent.flow or not parent.children:
        return _add_to_flow(document, parent, step, value)
    start, end = parent.children[-1]
    indent = _column(document, parent.children[0][0])
    if isinstance(step, int):
        indent = _dash(document, start)
        text = f"- {emitter.block(value, indent + 2).lstrip(' ') if _is_block(value) else emitter.flow(value)}"
    else:
        text = emitter.pair(str(step), value, indent)
    at = _line_end(document, end)
    return _edit(document, at, at, "\n" + " " * indent + text)


def _is_block(value: Any) -> bool:
    return isinstance(value, dict) and bool(value)


def _add_to_flow(document: Document, parent: Entry, step: str | int, value: Any) -> Edit:
    quoted = _is_json(document)
    name = "" if isinstance(step, int) else f"{emitter.flow(str(step), quoted)}: "
    comma = ", " if parent.children else ""
    at = parent.children[-1][1] if parent.children else parent.value[1] - 1
    return _edit(document, at, at, f"{comma}{name}{emitter.flow(value, quoted)}")


def _rename(document: Document, path: FieldPath, name: str) -> Edit | None:
    here = entry(document, path)
    if here is None or here.shared or here.key is None:
        return None
    start, end = here.key
    old = document.source.text[start]
    return _edit(document, start, end, emitter.scalar(name, old if old in "\"'" else ""))


def _quote(document: Document, path: FieldPath) -> Edit | None:
    """Make a plain scalar the string of its own text."""
    here = entry(document, path)
    if here is None or here.shared or here.kind != "scalar" or here.style:
        return None
    start, end = here.value
    if start == end:
        return _fill(document, here, "")
    return _edit(document, start, end, emitter.scalar(document.source.text[start:end], '"'))


def _remove(document: Document, path: FieldPath) -> Edit | None:
    here = entry(document, path)
    parent = entry(document, path[:-1]) if path else None
    if here is None or parent is None or here.shared:
        return None
    if len(parent.children) == 1:
        return _remove(document, path[:-1]) if len(path) > 1 else None
    start = here.key[0] if here.key else here.value[0]
    index = next((number for number, child in enumerate(parent.children) if child[0] == start), None)
    if index is None:
        return None
    if parent.flow:
        if index + 1 < len(parent.children):
            return _edit(document, start, parent.children[index + 1][0], "")
        return _edit(document, parent.children[index - 1][1], parent.children[index][1], "")
    if parent.kind == "list":
        return _remove_lines(document, _line_start(document, start), parent.children[index][1])
    if not document.source.text[_line_start(document, start) : start].strip(" "):
        return _remove_lines(document, _line_start(document, start), parent.children[index][1])
    if index + 1 < len(parent.children):
        return _edit(document, start, parent.children[index + 1][0], "")
    return None


def _remove_lines(document: Document, start: int, end: int) -> Edit:
    text = document.source.text
    behind = _line_end(document, end)
    for newline in ("\r\n", "\n"):
        if text.startswith(newline, behind):
            return Edit(start, behind + len(newline), "")
    return Edit(start, behind, "")


def _append(document: Document, value: Any) -> Edit:
    """A new document behind the last one of the source."""
    text = document.source.text
    end = len(text)
    gap = "" if text.endswith(("\n", "\r")) or not text else "\n"
    return _edit(document, end, end, f"{gap}---\n{emitter.block(value, 0)}\n")


def _line_start(document: Document, offset: int) -> int:
    text = document.source.text
    return max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1


def _line_end(document: Document, offset: int) -> int:
    """Behind the last character of the line, a comment included, before its line end."""
    match = re.compile(r"[^\r\n]*").match(document.source.text, offset)
    return match.end() if match else offset


def _column(document: Document, offset: int) -> int:
    return offset - _line_start(document, offset)


def _dash(document: Document, offset: int) -> int:
    """The column of the `-` in front of a list item."""
    start = _line_start(document, offset)
    return max(0, document.source.text.rfind("-", start, offset) - start)
