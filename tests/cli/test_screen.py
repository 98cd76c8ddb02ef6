"""Streams: progress on terminals only, and taken back."""

import io
import time

import pytest

from stslint.cli import screen


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_long_run_says_so_on_a_terminal_and_takes_it_back(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    with screen.progress(quiet=False):
        time.sleep(1.1)
    assert terminal.getvalue() == "\rlinting, 1 s \x1b[K\r\x1b[K"


@pytest.mark.parametrize(("stream", "quiet"), [(io.StringIO, False), (Terminal, True), (Terminal, False)])
def test_short_quiet_or_piped_runs_say_nothing(monkeypatch, stream, quiet):
    out = stream()
    monkeypatch.setattr("sys.stderr", out)
    with screen.progress(quiet=quiet):
        time.sleep(0.01)
    assert out.getvalue() == ""


@pytest.mark.parametrize(
    ("columns", "width"), [("40", 40), ("200", 200), ("3", 40), ("0", 100), ("x", 100), ("", 100), ("9" * 9, 100)]
)
def test_the_width_is_columns_if_it_is_a_number(columns, width):
    assert screen.width(io.StringIO(), {"COLUMNS": columns}) == width
