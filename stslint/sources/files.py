"""Reads one file: bytes in, text out, or what keeps us from reading it. Only regular files are ever opened for good."""

from __future__ import annotations

import errno
import os
import stat
from typing import Final, NamedTuple

from stslint.text import Source, Span

MAX_SIZE: Final = 1 << 29
"""512 MiB, far beyond what any set of manifests needs (an API server takes 3 MiB at once)."""

_NO_WAITING: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class SourceProblem(NamedTuple):
    """An input that cannot be read, or not as it stands; `span` is set if a place in it is to blame."""

    code: str
    message: str
    name: str
    span: Span | None = None


def read_file(name: str, path: str) -> tuple[Source | None, SourceProblem | None]:
    """The text of a file; a text with wrong bytes comes with a problem, anything else that is wrong without a text."""
    try:
        data = _read_regular(path)
    except ValueError:
        return None, SourceProblem("no-such-file", "no file can have this name", name)
    except OSError as error:
        return None, SourceProblem(_code(error), _words(error), name)
    except _NotReadable as error:
        return None, SourceProblem(error.code, str(error), name)
    return decoded(name, data)


def read_bytes(path: str) -> bytes | None:
    """The bytes of a file, None if it cannot be read."""
    try:
        return _read_regular(path)
    except (OSError, _NotReadable):
        return None


class _NotReadable(Exception):
    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code


def _read_regular(path: str) -> bytes:
    """Opens without waiting (a FIFO would block) and looks at what was opened, not at what the name said before."""
    descriptor = os.open(path, os.O_RDONLY | _NO_WAITING)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise IsADirectoryError(errno.EISDIR, "is a folder", path)
        if not stat.S_ISREG(status.st_mode):
            raise _NotReadable("not-a-file", "neither a file nor a folder: pipe its content in and give `-` as path")
        if status.st_size > MAX_SIZE:
            raise _NotReadable("too-large", f"{status.st_size >> 20} MiB: more than {MAX_SIZE >> 20} MiB are not read")
        return _read_all(descriptor, status.st_size)
    finally:
        os.close(descriptor)


def _read_all(descriptor: int, size: int) -> bytes:
    data = os.read(descriptor, size + 1)
    if len(data) == size:
        return data
    pieces = [data]
    while pieces[-1] and sum(map(len, pieces)) <= MAX_SIZE:
        pieces.append(os.read(descriptor, 1 << 20))
    return b"".join(pieces)


def _code(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no-such-file"
    return "no-permission" if isinstance(error, PermissionError) else "unreadable"


def _words(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file or folder"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    if error.errno == errno.ELOOP:
        return "a symbolic link that leads to itself"
    return (error.strerror or str(error) or "cannot be read").lower()


def decoded(name: str, data: bytes) -> tuple[Source | None, SourceProblem | None]:
    """The text of bytes as kubectl reads it: UTF-8, with U+FFFD for what is none, or UTF-16 with a byte order mark."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _other_encoding(name, data, error)
    if "\0" in text[:8192]:
        return None, SourceProblem("binary", "a binary file, not a manifest", name)
    return Source(name, text), None


def _other_encoding(name: str, data: bytes, error: UnicodeDecodeError) -> tuple[Source | None, SourceProblem | None]:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        source = Source(name, data.decode("utf-16", "replace"))
        message = "UTF-16 text: kubectl reads it, most other tools do not; save it as UTF-8"
        return source, SourceProblem("not-utf8", message, name, source.span(0, 0))
    if b"\0" in data[:8192]:
        return None, SourceProblem("binary", "a binary file, not a manifest", name)
    source = Source(name, data.decode("utf-8", "replace"))
    at = len(data[: error.start].decode("utf-8"))
    message = f"byte 0x{data[error.start]:02X} is not UTF-8: kubectl puts U+FFFD in its place; save the file as UTF-8"
    return source, SourceProblem("not-utf8", message, name, source.span(at, at + 1))
