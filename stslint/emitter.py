"""Values as YAML text: what fixes write into manifests and `stslint new` prints."""

from __future__ import annotations

import json
from typing import Any, Final

from stslint.patterns import pattern
from stslint.scalars import plain

_PLAIN: Final = pattern(r"[A-Za-z0-9_./][A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*")


def scalar(value: Any, quote: str = "") -> str:
    """A scalar on one line: plain where kubectl reads the same value back, else double-quoted; or in given quotes."""
    if not isinstance(value, str):
        return json.dumps(value)
    if quote == "'" and value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    if not quote and _PLAIN.fullmatch(value) and plain(value) == value:
        return value
    return json.dumps(value, ensure_ascii=False)


def flow(value: Any, quoted: bool = False) -> str:
    """Any value on one line; JSON if `quoted`."""
    if quoted:
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(value)


def block(value: Any, indent: int) -> str:
    """A map or list as block lines, each indented, without a line end behind the last."""
    margin = " " * indent
    lines: list[str] = []
    if isinstance(value, dict):
        for key, each in value.items():
            lines.append(f"{margin}{scalar(key)}:{_behind_key(each, indent)}")
    else:
        for each in value:
            if isinstance(each, dict) and each:
                lines.append(f"{margin}- {block(each, indent + 2).lstrip(' ')}")
            else:
                lines.append(f"{margin}- {flow(each)}")
    return "\n".join(lines)


def _behind_key(value: Any, indent: int) -> str:
    if isinstance(value, (dict, list)) and value:
        return "\n" + block(value, indent + (2 if isinstance(value, dict) else 0))
    return " " + flow(value)


def pair(key: str, value: Any, indent: int) -> str:
    """`key: value` as block lines, the first without its indentation."""
    return f"{scalar(key)}:{_behind_key(value, indent)}"
