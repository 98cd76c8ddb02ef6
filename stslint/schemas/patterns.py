"""Regular expressions of schemas, as JSON Schema means them: searched for, `$` only at the very end, cached."""

from __future__ import annotations

import re
from functools import cache


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(strict(pattern), re.ASCII)


def strict(pattern: str) -> str:
    r"""Python's `$` also matches before a final line feed; the server's does not."""
    return re.sub(r"(?<!\\)\$(?![^\[\]]*\])", r"\\Z", pattern)


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text."""
    return _compiled(pattern).search(text) is not None
