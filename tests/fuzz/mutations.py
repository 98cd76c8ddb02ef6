"""Damaged manifests: every text is made from a seed number, so that a failure can be repeated."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
_NASTY: Final = (
    *("\x00", "\x1b[31m", "\ufeff", "\u2028", "\ud7ff", "é", "\t", "\r", "\r\n", "\\"),
    *("{{ .Values.x }}", "${NAME}", "&a", "*a", "<<: *a", "!!binary x", "---", "--- x", "...", "%YAML 1.2"),
    *(": ", "- ", "? ", "|", ">-", "[", "{", "]", "}", '"', "'", "#", "null", "~", "[]", "{}", "[{}]", "{a: b}", '""'),
    *(
        ".inf",
        "1e400",
        "9" * 400,
        "0x" + "f" * 60,
        "-1",
        "1.5",
        "0",
        "yes",
        "true",
        "2024-01-01",
        "a" * 300,
        "a.b-" * 80,
    ),
)


def seeds() -> list[str]:
    """Texts to damage: the project's own manifests and the decoder's test texts."""
    folders = (ROOT / "examples", ROOT / "tests" / "reading" / "text", ROOT / "tests" / "verdicts" / "data" / "bases")
    paths = [path for folder in folders for path in sorted(folder.rglob("*.yaml"))]
    return [path.read_bytes().decode("utf-8", "replace") for path in paths]


def damaged(number: int, texts: list[str]) -> str:
    """The text of that number."""
    rng = random.Random(number)
    text = rng.choice(texts)
    for _ in range(rng.choice((1, 1, 2, 3, 8, 30))):
        text = rng.choice(_WAYS)(rng, text, texts)
    return text[:200_000]


def _insert(rng: random.Random, text: str, texts: list[str]) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_NASTY) + text[at:]


def _cut(rng: random.Random, text: str, texts: list[str]) -> str:
    start = rng.randrange(len(text) + 1)
    return text[:start] + text[start + rng.randrange(1, 40) :]


def _swap_lines(rng: random.Random, text: str, texts: list[str]) -> str:
    lines = text.split("\n")
    one, two = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines)


def _indent(rng: random.Random, text: str, texts: list[str]) -> str:
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    lines[at] = " " * rng.randrange(6) + lines[at].lstrip()
    return "\n".join(lines)


def _value(rng: random.Random, text: str, texts: list[str]) -> str:
    """Another value behind some key: the damage that gets furthest."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    key, colon, _ = lines[at].partition(": ")
    if colon:
        lines[at] = f"{key}: {rng.choice(_NASTY)}"
    return "\n".join(lines)


def _repeat(rng: random.Random, text: str, texts: list[str]) -> str:
    lines = text.split("\n")
    start = rng.randrange(len(lines))
    end = start + rng.randrange(1, 10)
    return "\n".join([*lines[:end], *lines[start:end] * rng.randrange(1, 4), *lines[end:]])


def _join(rng: random.Random, text: str, texts: list[str]) -> str:
    return text + rng.choice(("\n---\n", "\n", "---\n")) + rng.choice(texts)


_WAYS: Final[tuple[Callable[[random.Random, str, list[str]], str], ...]] = (
    _insert, _cut, _swap_lines, _indent, _value, _value, _value, _repeat, _join,
)  # fmt: skip
