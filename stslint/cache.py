"""Remembers what was found, by content: in one SQLite file under the user's cache folder.

In: keys made of content, options and the version of everything that judges. Out: packed results, or nothing. A cache
that is missing, broken, locked or read-only is only slower, never wrong and never heard of. Values are checked against
a hash before they are read; least recently used ones go when the file outgrows its bound.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final

from stslint import __version__

LIMIT: Final = 256 << 20
"""Bytes the file may hold before old entries go."""
_FILE: Final = "results.sqlite"
_DIGEST: Final = 16
_RACY: Final = 2_000_000_000
"""A file changed less than 2 s before it was recorded may change again without a trace in its time stamps."""
_TABLES: Final = """
create table if not exists result (key blob primary key, value blob not null, used integer not null) without rowid;
create table if not exists seen (path text primary key, signature text not null, digest blob not null) without rowid;
"""


def digest(*parts: bytes) -> bytes:
    """A key from parts whose borders count."""
    hashed = blake2b(digest_size=_DIGEST)
    for part in parts:
        hashed.update(len(part).to_bytes(8, "little"))
        hashed.update(part)
    return hashed.digest()


def default_folder() -> str:
    """The platform's folder for caches; STSLINT_CACHE_DIR overrides it."""
    given = os.environ.get("STSLINT_CACHE_DIR")
    if given:
        return given
    home = os.path.expanduser("~")
    if sys.platform == "win32":
        return os.path.join(os.environ.get("LOCALAPPDATA") or home, "stslint", "Cache")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "stslint")
    base = os.environ.get("XDG_CACHE_HOME", "")
    return os.path.join(base if os.path.isabs(base) else os.path.join(home, ".cache"), "stslint")


def tool_signature() -> bytes:
    """Changes with the tool, its rules and schemas, and the Python that writes values (marshal's format)."""
    package = Path(__file__).parent
    stamps = [f"{__version__} {sys.version} {sys.implementation.cache_tag}"]
    for folder in (package, package / "_data", package.parent / "rules", package.parent / "schemas" / "kubernetes"):
        for root, _, files in os.walk(folder):
            if "__pycache__" in root:
                continue
            for name in sorted(files):
                with contextlib.suppress(OSError):
                    status = os.stat(os.path.join(root, name))
                    stamps.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return "\n".join(stamps).encode("utf-8", "surrogateescape")


class Cache:
    """One run's view of the file; every method does nothing, quietly, once anything went wrong."""

    def __init__(self, folder: str | None) -> None:
        self._connection: sqlite3.Connection | None = None
        if folder is None:
            return
        with contextlib.suppress(sqlite3.Error, OSError, ValueError):
            os.makedirs(folder, mode=0o700, exist_ok=True)
            self._connection = _connect(os.path.join(folder, _FILE))

    @property
    def usable(self) -> bool:
        return self._connection is not None

    def values(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """What is known of the keys; wrong bytes are as good as none."""
        found: dict[bytes, bytes] = {}
        for some in _portions(keys):
            marks = ",".join("?" * len(some))
            for key, value in self._query(f"select key, value from result where key in ({marks})", some):
                body = value[_DIGEST:]
                if digest(body) == value[:_DIGEST]:
                    found[key] = body
        return found

    def digests(self, signatures: Mapping[str, str]) -> dict[str, bytes]:
        """Content digests of files by path, for those whose `signature` (see `signature_of`) has not changed."""
        found: dict[str, bytes] = {}
        for some in _portions(list(signatures)):
            marks = ",".join("?" * len(some))
            rows = self._query(f"select * from seen where path in ({marks})", some)
            found.update({path: content for path, signature, content in rows if signatures.get(path) == signature})
        return found

    def store(
        self, values: Mapping[bytes, bytes], used: Iterable[bytes], seen: Mapping[str, tuple[str, bytes]]
    ) -> None:
        """Keep new values and file digests, and renew the age of used keys; all of it or nothing."""
        if self._connection is None:
            return
        now = int(time.time())
        try:
            with self._connection as connection:
                connection.executemany(
                    "insert or replace into result values (?, ?, ?)",
                    ((key, digest(value) + value, now) for key, value in values.items()),
                )
                stale = now - 86_400
                connection.executemany(
                    "update result set used = ? where key = ? and used < ?", ((now, key, stale) for key in used)
                )
                connection.executemany(
                    "insert or replace into seen values (?, ?, ?)",
                    ((path, signature, content) for path, (signature, content) in seen.items()),
                )
                if values:
                    _shrink(connection)
        except (sqlite3.Error, ValueError):
            self.close()

    def _query(self, statement: str, parameters: Sequence[object]) -> Iterator[tuple[Any, ...]]:
        if self._connection is None:
            return
        try:
            yield from self._connection.execute(statement, parameters)
        except (sqlite3.Error, ValueError):
            self.close()

    def close(self) -> None:
        if self._connection is not None:
            with contextlib.suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None


def _connect(path: str) -> sqlite3.Connection:
    """Opens the file, or starts it anew if it is none of ours or broken."""
    try:
        return _prepared(path)
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError):
            raise
        for name in (path, path + "-wal", path + "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(name)
        return _prepared(path)


def _prepared(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=0.3, check_same_thread=False)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = off")
        connection.executescript(_TABLES)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _shrink(connection: sqlite3.Connection) -> None:
    """Drop the least recently used half once the file is too large."""
    (pages,) = connection.execute("pragma page_count").fetchone()
    (free,) = connection.execute("pragma freelist_count").fetchone()
    (size,) = connection.execute("pragma page_size").fetchone()
    if (pages - free) * size > LIMIT:
        connection.execute(
            "delete from result where key in"
            " (select key from result order by used limit (select count(*) / 2 from result))"
        )
        connection.execute("delete from seen")


def _portions(values: Sequence[object], size: int = 500) -> Iterator[Sequence[object]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def signature_of(path: str) -> str | None:
    """What tells that a file has not changed, without reading it; None if it is too young to tell, or no plain file."""
    try:
        status = os.stat(path)
    except OSError:
        return None
    if time.time_ns() - max(status.st_mtime_ns, status.st_ctime_ns) < _RACY:
        return None
    return f"{status.st_dev} {status.st_ino} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}"
