"""Paths inside containers and volumes: what is wrong with one, in the server's words.

In: the text of a path. Out: problems, none for a good path.
"""

from __future__ import annotations

from collections.abc import Iterator


def descending_path_problems(path: str) -> Iterator[str]:
    """validateLocalDescendingPath: relative, and never up."""
    if path.startswith("/"):
        yield "must be a relative path"
    if ".." in path and ".." in path.split("/"):
        yield "must not contain '..'"


def reserved_path_problems(path: str) -> Iterator[str]:
    """ValidateLocalNonReservedPath: nor begins with the two dots that atomic writers use for themselves."""
    yield from descending_path_problems(path)
    if path.startswith("..") and not path.startswith("../"):
        yield "must not start with '..'"
