"""Streams: are they coloured, how wide are they, and how text gets to them or into files.

In: the choices of the command line, the environment. Out: bytes on a stream, or a file that is there whole or not at
all.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, Final, Literal

import click

ColorChoice = Literal["auto", "always", "never"]

DEFAULT_WIDTH: Final = 100
NARROWEST: Final = 40


def colored(choice: ColorChoice, stream: IO[str], environment: Mapping[str, str] = os.environ) -> bool:
    """`--color`, else NO_COLOR, else FORCE_COLOR or CLICOLOR_FORCE, else a terminal that is not dumb."""
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if any(environment.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return environment.get("TERM") != "dumb" and stream.isatty()


def width(stream: IO[str], environment: Mapping[str, str] = os.environ) -> int:
    """COLUMNS, else the terminal's width, else one that fits most logs."""
    columns = environment.get("COLUMNS", "")
    if columns.isdecimal() and columns.isascii() and 0 < len(columns) < 6 and int(columns):
        return max(NARROWEST, int(columns))
    try:
        return max(NARROWEST, os.get_terminal_size(stream.fileno()).columns or DEFAULT_WIDTH)
    except (OSError, ValueError):
        return DEFAULT_WIDTH


def write(pieces: Iterable[str], stream: IO[str] | None = None) -> None:
    """Text to a stream; what its encoding lacks is escaped, never an error."""
    out = stream or sys.stdout
    reconfigure = getattr(out, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")
    try:
        out.writelines(pieces)
        out.flush()
    except BrokenPipeError:
        raise _nobody_reads() from None


def _nobody_reads() -> click.exceptions.Exit:
    """The reader of a pipe has gone: end quietly, with the code of programs that SIGPIPE ends."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    return click.exceptions.Exit(141)


@contextmanager
def progress(quiet: bool) -> Iterator[None]:
    """Says on a terminal's standard error that a long run is under way, and takes it back."""
    alarm = getattr(signal, "SIGALRM", None)
    if alarm is None or quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    start = time.monotonic()

    def tell(*_: Any) -> None:
        sys.stderr.write(f"\rlinting, {time.monotonic() - start:.0f} s \x1b[K")
        sys.stderr.flush()

    before = signal.signal(alarm, tell)
    signal.setitimer(signal.ITIMER_REAL, 1, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(alarm, before)
        if time.monotonic() - start > 1:
            sys.stderr.write("\r\x1b[K")


def write_file(path: str, pieces: Iterable[str]) -> None:
    """Text to a file that appears under its name only when it is whole; a device or pipe is written to as it is."""
    path = os.path.realpath(path)
    mode = _mode(path)
    if mode is not None and not stat.S_ISREG(mode):
        with open(path, "w", encoding="utf-8", newline="") as device:
            device.writelines(pieces)
        return
    fresh = f"{path}.{os.getpid()}.tmp"
    try:
        with open(fresh, "x", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        if mode is not None:
            os.chmod(fresh, stat.S_IMODE(mode))
        os.replace(fresh, path)
    except OSError as error:
        error.filename = path
        raise
    finally:
        if os.path.lexists(fresh):
            os.unlink(fresh)


def _mode(path: str) -> int | None:
    try:
        return os.stat(path).st_mode
    except OSError:
        return None
