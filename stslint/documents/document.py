"""A document: its value, what is wrong with its text, and (only when asked) where things stand in it."""

from __future__ import annotations

from typing import Any

from stslint.documents.problems import Problem, is_fatal
from stslint.fields import Anchor, FieldPath
from stslint.text import Source, Span


class Document:
    """One document of a source. `value` is None if it is empty, `broken`, or a template that was not rendered."""

    __slots__ = ("end", "index", "problems", "source", "start", "unrendered", "value")

    def __init__(
        self, source: Source, index: int, start: int, end: int, value: Any = None, problems: tuple[Problem, ...] = ()
    ) -> None:
        self.source, self.index, self.start, self.end = source, index, start, end
        self.value, self.problems = value, problems
        self.unrendered = False

    def __repr__(self) -> str:
        return f"Document({self.source.name!r}, {self.index})"

    @property
    def text(self) -> str:
        """The document's own piece of the source."""
        return self.source.text[self.start : self.end]

    @property
    def span(self) -> Span:
        return self.source.span(self.start, self.end)

    @property
    def broken(self) -> bool:
        """Does a problem keep kubectl from reading this document?"""
        return bool(self.problems) and any(map(is_fatal, self.problems))

    @property
    def template(self) -> str:
        """The template that Helm names in a `# Source:` comment above the object, or ""."""
        text = self.source.text
        at = text.find("# Source: ", self.start, self.end)
        if at < 0 or (at > self.start and text[at - 1] != "\n"):
            return ""
        return text[at + 10 : text.find("\n", at) if "\n" in text[at : self.end] else self.end].strip()

    def locate(self, path: FieldPath, anchor: Anchor = "value") -> Span:
        """Where the field stands; a field that is not written is where its nearest written ancestor's key is."""
        from stslint.documents.places import locate

        return locate(self, path, anchor)

    def raw(self, path: FieldPath) -> tuple[str, str] | None:
        """The scalar at a path as written, and its style (`'`, `"`, `|`, `>`, "" if plain); None if there is none."""
        from stslint.documents.places import raw

        return raw(self, path)
