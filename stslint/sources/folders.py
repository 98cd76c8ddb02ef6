"""Finds the manifests under a folder, in an order that depends on names only.

Honours `.gitignore` files (also those above the folder, up to the work tree's root) and exclude patterns. Symbolic
links are followed only to places inside the folder, and no folder is entered twice.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

SUFFIXES: Final = (".yaml", ".yml", ".json")

Matcher = Callable[[str], bool | None]


class Ignores(NamedTuple):
    """The patterns of one `.gitignore` (or of the exclude options), relative to `root`."""

    root: str
    match: Matcher

    def verdict(self, path: str, is_folder: bool) -> bool | None:
        """True: ignored; False: taken back by `!pattern`; None: nothing said."""
        root = self.root.rstrip(os.sep) + os.sep
        if not path.startswith(root):
            return None
        relative = path[len(root) :].replace(os.sep, "/")
        return self.match(relative + "/" if is_folder else relative)


def patterns(root: str, lines: Sequence[str]) -> Ignores | None:
    """Patterns in gitignore's syntax, or None if there are none; like git we pass over lines that are no pattern."""
    lines = [line for line in lines if line.strip() and not line.startswith("#") and _is_tame(line)]
    if not lines:
        return None
    import warnings

    from pathspec import GitIgnoreSpec

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # an odd `[[` in somebody's file is not our message
        spec = GitIgnoreSpec([pattern for line in lines for pattern in _compiled(line)])
        expressions = [pattern.regex.pattern for pattern in spec.patterns if pattern.regex is not None]
        any_of_them = re.compile("|".join(re.sub(r"\?P<\w+>", "?:", each) for each in expressions))

    def match(relative: str) -> bool | None:
        """Nearly all files match nothing, which one expression tells at once."""
        return spec.check_file(relative).include if any_of_them.match(relative) else None

    return Ignores(root, match)


def _is_tame(line: str) -> bool:
    """Many stars make an expression that takes for ever on a hostile name; nobody needs them."""
    stars = [len(re.findall(r"\*+", part)) for part in line.split("/")]
    return max(stars) <= 3 and line.count("**") <= 3 and sum(stars) <= 8


def _compiled(line: str) -> list[Any]:
    from pathspec import GitIgnoreSpec

    try:
        return list(GitIgnoreSpec.from_lines([line]).patterns)
    except (ValueError, re.error):
        return []


def find(folder: str, excluded: Ignores | None = None) -> Iterator[str]:
    """The paths of the manifests under a folder, sorted within each folder, files and folders together."""
    top = os.path.realpath(folder)
    ignores = [*_above(top), *([excluded] if excluded else [])]
    yield from _walk(folder, top, top, ignores, {top})


def _walk(folder: str, real: str, top: str, ignores: list[Ignores], entered: set[str]) -> Iterator[str]:
    own = _gitignore(real)
    if own is not None:
        ignores = [*ignores, own]
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        target = _inside(entry, real, top)
        if target is None:
            continue
        if _is_folder(entry):
            if entry.name != ".git" and target not in entered and not _ignored(ignores, entry, real, True):
                entered.add(target)
                yield from _walk(entry.path, target, top, ignores, entered)
        elif _is_manifest(entry.name) and not _ignored(ignores, entry, real, False):
            yield entry.path


def _is_manifest(name: str) -> bool:
    return name.lower().endswith(SUFFIXES) or name == "Kustomization"


def _inside(entry: os.DirEntry[str], real: str, top: str) -> str | None:
    """The real path of an entry, or None if it is a link that leads out of the folder (or nowhere)."""
    path = os.path.join(real, entry.name)
    if not entry.is_symlink():
        return path
    target = os.path.realpath(path)
    return target if target == top or target.startswith(top + os.sep) else None


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _ignored(ignores: list[Ignores], entry: os.DirEntry[str], real: str, is_folder: bool) -> bool:
    """The last `.gitignore` with an opinion, from the root down, decides."""
    if not ignores:
        return False
    path = os.path.join(real, entry.name)
    verdicts = (each.verdict(path, is_folder) for each in reversed(ignores))
    return next((verdict for verdict in verdicts if verdict is not None), False)


def _gitignore(folder: str) -> Ignores | None:
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
            return patterns(folder, file.read().splitlines())
    except OSError:
        return None


def _above(top: str) -> list[Ignores]:
    """The `.gitignore` files between the work tree's root and a folder, outermost first."""
    found: list[Ignores] = []
    folder = top
    while not os.path.exists(os.path.join(folder, ".git")):
        parent = os.path.dirname(folder)
        if parent == folder:
            return []
        folder = parent
        own = _gitignore(folder)
        if own is not None:
            found.insert(0, own)
    return found
