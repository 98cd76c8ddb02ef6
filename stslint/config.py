"""The configuration file: `.stslint.yaml`, or `[tool.stslint]` in `pyproject.toml`.

In: a folder or a file. Out: a Config of checked values, or a UserError that says file, line and what is wrong. The
nearest file upwards counts, up to the root of the git work tree; nothing is merged. It is data from whoever wrote the
manifests: it cannot name places to write to.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from stslint import patterns
from stslint.errors import UserError
from stslint.findings import SEVERITIES
from stslint.versions import parse_version, show_version

FILES: Final = (".stslint.yaml", ".stslint.yml", "pyproject.toml")
PRESETS: Final = ("default", "strict", "all")
FAIL_ON: Final = (*SEVERITIES, "never")

_TOOL_TABLE: Final = patterns.pattern(r"""\btool["']?\s*\.\s*["']?stslint|^\s*\[\s*tool\s*\]""", re.MULTILINE)


class Config(NamedTuple):
    """Checked values by their key; paths among them are absolute."""

    path: str
    values: Mapping[str, Any]

    @property
    def folder(self) -> str:
        return os.path.dirname(self.path)


def find(folder: str) -> Config | None:
    """The nearest configuration from a folder upwards, or None."""
    path = nearest(os.path.realpath(folder))
    return read(path) if path else None


def nearest(folder: str) -> str | None:
    """The path of the nearest configuration file; raises UserError if one folder has two."""
    while True:
        here = [path for name in FILES if _configures(path := os.path.join(folder, name))]
        if len(here) > 1:
            raise UserError(f"{' and '.join(map(_shown, here))} both configure stslint: keep one of them")
        if here:
            return here[0]
        parent = os.path.dirname(folder)
        if parent == folder or os.path.exists(os.path.join(folder, ".git")):
            return None
        folder = parent


def _configures(path: str) -> bool:
    if not path.endswith(".toml"):
        return os.path.isfile(path)
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
    except OSError:
        return False
    return _TOOL_TABLE.search(text) is not None and _toml_table(text) is not None


def _toml_table(text: str) -> Any:
    """`[tool.stslint]`, or None; a file that is no TOML is for others to complain about."""
    import tomllib

    try:
        tool = tomllib.loads(text, parse_float=str).get("tool", {})
    except tomllib.TOMLDecodeError:
        return None
    return tool.get("stslint") if isinstance(tool, dict) else None


def read(path: str) -> Config:
    """The configuration in a file; raises UserError."""
    try:
        with open(path, encoding="utf-8") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{_shown(path)}: cannot be read: {_reason(error)}") from error
    values, line_of = _from_toml(text) if path.endswith(".toml") else _from_yaml(text, path)
    if not isinstance(values, dict):
        raise UserError(f"{_shown(path)}: holds no map of settings")
    path = os.path.realpath(path)
    checked = {key: _checked(key, value, path, line_of) for key, value in values.items() if key != "$schema"}
    return Config(path, checked)


def _reason(error: Exception) -> str:
    return error.strerror or str(error) if isinstance(error, OSError) else "not UTF-8"


def _from_toml(text: str) -> tuple[Any, Callable[[str], int]]:
    def line_of(key: str) -> int:
        table = re.search(r"^\s*\[\s*tool\s*\.\s*stslint\b.*$", text, re.MULTILINE)
        start = table.start() if table else 0
        found = re.compile(rf"""^\s*(?:\[.*stslint\.)?["']?{re.escape(key)}\b""", re.MULTILINE).search(text, start)
        return text.count("\n", 0, found.end() if found else start) + 1

    table = _toml_table(text)
    return {} if table is None else table, line_of


def _from_yaml(text: str, path: str) -> tuple[Any, Callable[[str], int]]:
    from stslint.documents import parse
    from stslint.text import Source

    source = Source(path, text)
    documents = parse(source)
    for document in documents:
        for problem in document.problems:
            raise UserError(f"{_shown(path)}:{problem.span.start.line}: {problem.message}")
    if not documents or documents[0].value is None:
        return {}, lambda key: 1
    document = documents[0]
    values = document.value
    if isinstance(values, dict) and isinstance(values.get("kubernetes-version"), float):
        span = document.locate(("kubernetes-version",), "value")
        values = {**values, "kubernetes-version": source.text[span.start.offset : span.end.offset]}
    return values, lambda key: document.locate((key,), "key").start.line


def _checked(key: str, value: Any, path: str, line_of: Callable[[str], int]) -> Any:
    def fail(words: str) -> UserError:
        return UserError(f"{_shown(path)}:{line_of(str(key))}: {words}")

    if key not in KEYS:
        raise fail(f"unknown key {key}{suggestion(str(key), KEYS)}")
    try:
        return KEYS[key](value, os.path.dirname(path))
    except ValueError as error:
        raise fail(f"{key}: {error}") from None


def _texts(value: Any, folder: str) -> tuple[str, ...]:
    listed = [value] if isinstance(value, str) else value
    if not isinstance(listed, list) or not all(isinstance(each, str) and each for each in listed):
        raise ValueError("a list of texts is wanted")
    return tuple(listed)


def _paths(value: Any, folder: str) -> tuple[str, ...]:
    return tuple(os.path.normpath(os.path.join(folder, each)) for each in _texts(value, folder))


def _text(value: Any, folder: str) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text is wanted")
    return value


def _location(value: Any, folder: str) -> str:
    return local_location(_text(value, folder), folder)


def local_location(location: str, folder: str) -> str:
    """A schema location is a folder or a path with `{{…}}` marks; stslint never uses the network."""
    if "://" in location.partition("{{")[0]:
        raise ValueError(f"{location} is an address: stslint reads schemas from disk only")
    return os.path.normpath(os.path.join(folder, location))


def _flag(value: Any, folder: str) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false is wanted")
    return value


def _version(value: Any, folder: str) -> str:
    return show_version(parse_version(str(value)))


def _one_of(known: tuple[str, ...]) -> Callable[[Any, str], str]:
    def choice(value: Any, folder: str) -> str:
        if value not in known:
            raise ValueError(f"{value!r} is not one of {', '.join(known)}{suggestion(str(value), known)}")
        return str(value)

    return choice


def _severities(value: Any, folder: str) -> dict[str, str]:
    if not isinstance(value, dict):
        raise ValueError("a map from rules to severities is wanted")
    return {str(rule): _one_of((*SEVERITIES, "off"))(severity, folder) for rule, severity in value.items()}


def _ignores(value: Any, folder: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise ValueError("a map from file patterns to lists of rules is wanted")
    return {str(pattern): _texts(names, folder) for pattern, names in value.items()}


KEYS: Final[Mapping[str, Callable[[Any, str], Any]]] = {
    "select": _texts,
    "extend-select": _texts,
    "ignore": _texts,
    "preset": _one_of(PRESETS),
    "severity": _severities,
    "fail-on": _one_of(FAIL_ON),
    "kubernetes-version": _version,
    "namespace": _text,
    "cluster-domain": _text,
    "closed-world": _flag,
    "exclude": _texts,
    "roots": _paths,
    "rules": _paths,
    "crd": _paths,
    "schema-location": _location,
    "per-file-ignores": _ignores,
}
"""Key → what makes a checked value of it. Described for editors in `schemas/stslint/config.schema.json`."""


def suggestion(word: str, known: Iterable[str]) -> str:
    """`; did you mean x?`, or the known words if none is near and they are few."""
    from difflib import get_close_matches

    words = list(known)
    close = get_close_matches(word.lower()[:100], words, n=1)
    if close:
        return f"; did you mean {close[0]}?"
    return f"; known: {', '.join(words)}" if len(words) <= 20 else ""


def _shown(path: str) -> str:
    """The path as people know it: relative where it lies below the working folder."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative
