"""Turns what people name (files, folders, `-`, `git:REF:PATH`) into inputs, and inputs into sources.

Expanding and reading are apart, so that reading can happen elsewhere: in a worker, or not at all if a cache knows it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final, NamedTuple

from stslint.sources.files import SourceProblem, decoded, read_file
from stslint.sources.folders import Ignores, find, patterns
from stslint.text import Source

STDIN: Final = "-"
STDIN_NAME: Final = "<stdin>"


class Input(NamedTuple):
    """One text to read: its name for people, where it is, and whether somebody named it (or a folder held it)."""

    name: str
    path: str
    explicit: bool = True
    data: bytes | None = None
    """The content, where finding the input brings it along (git)."""


class Gathered(NamedTuple):
    """The sources of a run in order, what could not be read, and the names that people gave themselves."""

    sources: list[Source]
    problems: list[SourceProblem]
    explicit: frozenset[str]


def gather(
    paths: Sequence[str | os.PathLike[str]],
    *,
    exclude: Sequence[str] = (),
    exclude_root: str = "",
    stdin: BinaryIO | None = None,
    stdin_name: str = STDIN_NAME,
) -> Gathered:
    """Everything under the paths, read."""
    inputs, problems = expand(paths, exclude=exclude, exclude_root=exclude_root, stdin_name=stdin_name)
    sources: list[Source] = []
    for each in inputs:
        source, problem = read(each, stdin)
        sources += [source] if source else []
        problems += [problem] if problem else []
    return Gathered(sources, problems, frozenset(each.name for each in inputs if each.explicit))


def sources_from(texts: Mapping[str, str]) -> list[Source]:
    """Sources of texts by name."""
    return [Source(name, text) for name, text in texts.items()]


def expand(
    paths: Iterable[str | os.PathLike[str]],
    *,
    exclude: Sequence[str] = (),
    exclude_root: str = "",
    stdin_name: str = STDIN_NAME,
) -> tuple[list[Input], list[SourceProblem]]:
    """The inputs behind the paths, each once, and what is wrong with paths as such."""
    excluded = patterns(os.path.realpath(exclude_root or "."), exclude) if exclude else None
    inputs: dict[str, Input] = {}
    problems: list[SourceProblem] = []
    for path in [os.fspath(each) for each in paths]:
        try:
            for each in _inputs(path, excluded, stdin_name):
                inputs.setdefault(each.name, each)
        except ValueError as error:
            problems.append(SourceProblem("unreadable", str(error), path))
    return list(inputs.values()), problems


def _inputs(path: str, excluded: Ignores | None, stdin_name: str) -> Iterator[Input]:
    if path == STDIN:
        yield Input(stdin_name, STDIN)
    elif path.startswith("git:"):
        yield from _git_inputs(path, excluded)
    elif os.path.isdir(path):
        found = find(path, excluded)
        yield from (Input(_name(each), each, explicit=False) for each in found)
    elif not (excluded and excluded.verdict(os.path.realpath(path), False)):
        yield Input(_name(path), path)


def _git_inputs(address: str, excluded: Ignores | None) -> Iterator[Input]:
    from stslint.sources.git import GitError, manifests

    try:
        for name, data in manifests(address):
            file = name.removeprefix("git:").partition(":")[2]
            if not (excluded and excluded.match(file)):
                yield Input(name, name, name == address, data)
    except GitError as error:
        raise ValueError(str(error)) from None


def _name(path: str) -> str:
    return os.path.normpath(path).replace(os.sep, "/") if path else path


def read(each: Input, stdin: BinaryIO | None = None) -> tuple[Source | None, SourceProblem | None]:
    """The source of an input, or why there is none; both if it can be read only with losses."""
    if each.path == STDIN:
        if stdin is None:
            return None, SourceProblem("unreadable", "there is no standard input to read", each.name)
        return decoded(each.name, stdin.read())
    return decoded(each.name, each.data) if each.data is not None else read_file(each.name, each.path)
