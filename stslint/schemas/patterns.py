"""Regular expressions of schemas, as JSON Schema means them: searched for, `$` only at the very end, cached."""

from __future__ import annotations

import re
from functools import cache


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        return re.compile(strict(pattern), re.ASCII)
    except re.error:
        return None


def strict(pattern: str) -> str:
    r"""Python's `$` also matches before a final line feed; the server's does not."""
    return re.sub(r"(?<!\\)\$(?![^\[\]]*\])", r"\\Z", pattern)


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text; one of a custom schema that Python cannot read matches everything."""
    compiled = _compiled(pattern)
    return compiled is None or compiled.search(text) is not None
