"""Reads manifests out of a git object store: `git:REF` or `git:REF:PATH`.

Only plumbing that looks at objects is run (rev-parse, ls-tree, cat-file): no hook, filter, pager, alias, lazy fetch or
index refresh, so nothing that a repository configures is executed.
"""

from __future__ import annotations

import os
import posixpath
import subprocess
from collections.abc import Iterator
from typing import Final

from stslint.sources.folders import SUFFIXES

PREFIX: Final = "git:"
_ENVIRONMENT: Final = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ALLOW_PROTOCOL": "",
    "LC_ALL": "C",
}
_OPTIONS: Final = ("--no-pager", "--no-replace-objects", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


class GitError(Exception):
    """git is missing or refuses; the text is for people."""


def manifests(address: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of every manifest behind an address, in the tree's order."""
    ref, _, path = address.removeprefix(PREFIX).partition(":")
    if not ref:
        raise GitError("write git:REF or git:REF:PATH, such as git:main:deploy")
    root = _object_id(f"{ref}:{path}" if path else f"{ref}^{{tree}}")
    if _git("cat-file", "-t", root).strip() == b"blob":
        return iter([(address, _git("cat-file", "blob", root))])
    folder = "" if path in ("", ".", "./") else posixpath.normpath(path).strip("/")
    names, ids = [], []
    for name, object_id in _listed(root):
        names.append(f"{PREFIX}{ref}:{folder}/{name}" if folder else f"{PREFIX}{ref}:{name}")
        ids.append(object_id)
    return zip(names, _contents(ids), strict=True)


def exists(revision: str) -> bool:
    """Is there such an object (`REF`, `REF:PATH`)? Raises GitError if there is no git, or no repository."""
    _git("rev-parse", "--git-dir")
    try:
        return bool(_object_id(revision))
    except GitError:
        return False


def _listed(tree: str) -> Iterator[tuple[str, str]]:
    """Path and object id of the manifests in a tree; links and submodules are none."""
    for line in _git("ls-tree", "--full-tree", "-r", "-z", tree).split(b"\0"):
        about, _, name = line.decode("utf-8", "surrogateescape").partition("\t")
        mode, _, rest = about.partition(" ")
        if mode in ("100644", "100755") and name.lower().endswith(SUFFIXES):
            yield name, rest.partition(" ")[2]


def _contents(ids: list[str]) -> Iterator[bytes]:
    """The bytes of objects, as stored: `<id> blob <size>`, the content and a line feed for each."""
    answer = _git("cat-file", "--batch", given="".join(f"{each}\n" for each in ids).encode())
    at = 0
    for each in ids:
        end = answer.index(b"\n", at)
        header = answer[at:end].split()
        if len(header) != 3:
            raise GitError(f"object {each} is missing in this repository")
        size = int(header[2])
        yield answer[end + 1 : end + 1 + size]
        at = end + 2 + size


def _object_id(revision: str) -> str:
    return _git("rev-parse", "--verify", "--quiet", "--end-of-options", revision).decode().strip()


def _git(*arguments: str, given: bytes = b"") -> bytes:
    try:
        done = subprocess.run(
            ["git", *_OPTIONS, *arguments],
            input=given,
            capture_output=True,
            check=False,
            env={**os.environ, **_ENVIRONMENT},
        )
    except OSError:
        raise GitError("git is not installed") from None
    if done.returncode != 0:
        words = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ")
        raise GitError(words or "no such revision or path in this repository")
    return done.stdout
