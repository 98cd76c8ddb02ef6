"""`--given KEY=VALUE`: what the cluster does beyond the manifests, from words to the planner's `Given`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import click

from stslint.config import suggestion

PATTERNS: Final = frozenset({"never-ready", "fail-image", "crash-image", "unready"})
FLAGS: Final = frozenset({"provision", "real-min-ready"})
KEYS: Final = (
    "never-ready",
    "fail-image",
    "crash-image",
    "unready",
    "delete-pods",
    "unbound-class",
    "provision",
    "real-min-ready",
)
BEFORE: Final = frozenset({"unready", "delete-pods"})
"""What happens to Pods that run before an update."""

_TRUTH: Final = {"": True, "true": True, "yes": True, "false": False, "no": False}


class Given(click.ParamType[tuple[str, Any]]):
    """`KEY=VALUE`, or `KEY` alone for what is either so or not."""

    name = "given"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, Any]:
        if isinstance(value, tuple):
            return value
        key, _, text = str(value).partition("=")
        key = key.strip()
        if key not in KEYS:
            self.fail(f"{key!r} is nothing that can be given{suggestion(key, KEYS)}")
        if key in FLAGS:
            if text.lower() not in _TRUTH:
                self.fail(f"{key} is true or false, not {text!r}")
            return key, _TRUTH[text.lower()]
        if not text:
            self.fail(f"{key} needs a value: {key}={'NAME' if key in ('delete-pods', 'unbound-class') else 'REGEX'}")
        if key in PATTERNS:
            self._compile(key, text)
        return key, text

    def _compile(self, key: str, text: str) -> None:
        try:
            re.compile(text)
        except (re.error, OverflowError, RecursionError) as error:
            self.fail(f"{key}: {text!r} is no regular expression: {error}")


def given_from(said: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """The planner's `given`; a key that is said several times holds for each of its values."""
    found: dict[str, Any] = {}
    for key, value in said:
        if key == "delete-pods":
            found[key] = (*found.get(key, ()), *(name.strip() for name in value.split(",") if name.strip()))
        elif key in PATTERNS and key in found:
            found[key] = f"{found[key]}|{value}"
        elif key == "unbound-class" and found.get(key, value) != value:
            raise click.UsageError("--given unbound-class: one class only")
        else:
            found[key] = value
    return found
