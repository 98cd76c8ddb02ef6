"""Which set of manifests a file belongs to: what a hook must read to judge the few files it is given.

In: inputs, roots from the configuration, where the arguments came from. Out: groups, each a set that belongs together:
the inputs that are reported on, and the other files of their set, which are only read.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from stslint.config import FILES
from stslint.sources import Input
from stslint.sources.folders import find, patterns

MARKERS: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization", "Chart.yaml")
"""A folder with one of these is a set of its own."""


class Group(NamedTuple):
    """Inputs of one set, and the set's other files."""

    targets: list[Input]
    context: list[Input]


class Scope(NamedTuple):
    """How sets are found. `wide`: files come from a hook; where nothing else says so, the work tree is the set."""

    roots: tuple[str, ...] = ()
    wide: bool = False
    exclude: tuple[str, ...] = ()
    exclude_root: str = ""


def groups(inputs: Sequence[Input], scope: Scope) -> list[Group]:
    """The inputs by the set they belong to; those that name no set of their own are one together."""
    together: dict[str, list[Input]] = {}
    keys = _Keys(scope)
    real = _RealFolders()
    alone = scope.wide or all(each.explicit for each in inputs)
    for each in inputs:
        key = keys.of(real(each.path), alone) if each.data is None else ""
        together.setdefault(key if each.path != "-" else "", []).append(each)
    return [Group(targets, _context(key, targets, keys, alone)) for key, targets in together.items()]


class _RealFolders:
    """The real folder of a file's content; each folder's own links are followed once."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def __call__(self, path: str) -> str:
        if os.path.islink(path):
            return os.path.dirname(os.path.realpath(path))
        folder = os.path.dirname(path)
        if folder not in self._known:
            self._known[folder] = os.path.realpath(folder)
        return self._known[folder]


class _Keys:
    """The folder of a folder's set, remembered; "" where the arguments are the set."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.roots = {os.path.realpath(root) for root in scope.roots}
        self._known: dict[str, str] = {}

    def of(self, folder: str, alone: bool) -> str:
        if folder not in self._known:
            self._known[folder] = next(self._found(folder, alone), "")
        return self._known[folder]

    def _found(self, folder: str, alone: bool) -> Iterator[str]:
        above = list(_upwards(folder))
        yield from (each for each in above if each in self.roots)
        if not alone:
            return
        yield from (each for each in above if _holds(each, MARKERS))
        if self.scope.wide:
            yield from (each for each in above if _holds(each, FILES[:2]))
            yield from (each for each in above if _holds(each, (".git",)))


def _upwards(folder: str) -> Iterator[str]:
    """A folder and those above it, up to the root of its git work tree."""
    while True:
        yield folder
        parent = os.path.dirname(folder)
        if parent == folder or _holds(folder, (".git",)):
            return
        folder = parent


def _holds(folder: str, names: Iterable[str]) -> bool:
    return any(os.path.exists(os.path.join(folder, name)) for name in names)


def _context(key: str, targets: list[Input], keys: _Keys, alone: bool) -> list[Input]:
    """The files below the set's folder that belong to no other set and are not targets themselves."""
    if not key:
        return []
    named = {os.path.realpath(each.path) for each in targets}
    scope = keys.scope
    excluded = patterns(os.path.realpath(scope.exclude_root or "."), scope.exclude) if scope.exclude else None
    found = []
    for path in find(_readable(key), excluded):
        real = os.path.realpath(path)
        if real not in named and keys.of(os.path.dirname(real), alone) == key:
            found.append(Input(os.path.normpath(path).replace(os.sep, "/"), path, explicit=False))
    return found


def _readable(folder: str) -> str:
    """The folder as people would name it from here."""
    relative = os.path.relpath(folder)
    return folder if relative.startswith("..") else relative
