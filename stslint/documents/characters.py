"""Characters that may not stand in a YAML text (YAML 1.1, chapter 5.1; libyaml's reader refuses them)."""

from __future__ import annotations

import re
from typing import Final

_FORBIDDEN: Final = r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


def first_forbidden(text: str) -> int | None:
    """Offset of the first character that no YAML text may hold, or None."""
    match = re.search(_FORBIDDEN, text)  # compiled for the first broken text only
    return match.start() if match else None


def describe(char: str) -> str:
    """`NUL (U+0000)`, `U+0007`."""
    names = {"\0": "NUL", "\x1b": "ESC", "\x7f": "DEL", "\b": "BS", "\f": "FF", "\v": "VT"}
    code = f"U+{ord(char):04X}"
    return f"{names[char]} ({code})" if char in names else code
