"""Fixed texts on their way out: into files, as a diff, or to standard output.

In: changes. Out: written files; complaints about those that are left alone. A file is left alone if it is no longer
what was read, if its bytes are not the text's UTF-8, or if it lies behind a link that leads out of the tree.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from stslint.cli import screen
from stslint.mending import Change
from stslint.terminal import paint, printable


def write_changes(changes: Iterable[Change]) -> Iterator[str]:
    """Write each change to its file; yields a complaint for each that is not written."""
    for change in changes:
        reason = _obstacle(change)
        if reason:
            yield f"{change.name}: not fixed: {reason}"
            continue
        try:
            screen.write_file(change.path, [change.after])
        except OSError as error:
            yield f"{change.name}: not fixed: {(error.strerror or str(error)).lower()}"


def _obstacle(change: Change) -> str:
    if change.path.startswith("git:"):
        return "what git has stored cannot be changed"
    if _leads_out(change.path):
        return "it is a symbolic link that leads out of the tree"
    try:
        with open(change.path, "rb") as file:
            data = file.read()
    except OSError as error:
        return (error.strerror or str(error)).lower()
    return "" if data == change.before.encode("utf-8") else "it has changed meanwhile, or is not UTF-8"


def _leads_out(path: str) -> bool:
    """Does the path lie in the tree by its name, but not in truth?"""
    here = os.path.realpath(".")
    named = os.path.join(here, path) if not os.path.isabs(path) else os.path.normpath(path)
    inside = os.path.normpath(named).startswith(here + os.sep)
    tree = _work_tree(here) if inside else os.path.realpath(os.path.dirname(named))
    return (inside or os.path.islink(path)) and not os.path.realpath(path).startswith(tree + os.sep)


def _work_tree(folder: str) -> str:
    """The root of the git work tree around a folder, or the folder itself."""
    above = folder
    while not os.path.exists(os.path.join(above, ".git")):
        parent = os.path.dirname(above)
        if parent == above:
            return folder
        above = parent
    return above


def diff(changes: Iterable[Change], color: bool) -> Iterator[str]:
    """The changes as a unified diff."""
    from difflib import unified_diff

    styles = {"+": "good", "-": "error", "@": "frame"}
    for change in changes:
        before, after = (text.splitlines(keepends=True) for text in (change.before, change.after))
        for line in unified_diff(before, after, change.name, change.name):
            shown = printable(line.rstrip("\r\n"))
            yield f"{paint(shown, styles[line[0]], color) if line[0] in styles else shown}\n"
            if not line.endswith(("\n", "\r")):
                yield "\\ No newline at end of file\n"
