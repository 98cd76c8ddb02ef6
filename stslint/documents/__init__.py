"""Text in, documents out: values exactly as kubectl would send them, problems as values, places on request."""

from __future__ import annotations

from stslint.documents.comments import Comment, comments_of
from stslint.documents.document import Document
from stslint.documents.problems import Problem, is_fatal
from stslint.documents.reading import parse

__all__ = ["Comment", "Document", "Problem", "comments_of", "is_fatal", "parse"]
