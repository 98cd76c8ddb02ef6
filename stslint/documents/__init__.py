"""Text in, documents out: values exactly as kubectl would send them, problems as values, places on request."""

from __future__ import annotations

from stslint.documents.document import Document
from stslint.documents.problems import Problem, is_fatal
from stslint.documents.reading import parse

__all__ = ["Document", "Problem", "is_fatal", "parse"]
