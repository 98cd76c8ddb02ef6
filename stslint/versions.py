"""Kubernetes minors: which ones stslint knows, and how people write them."""

from __future__ import annotations

import re
from typing import Final

Version = tuple[int, int]

OLDEST: Final[Version] = (1, 29)
NEWEST: Final[Version] = (1, 37)
KNOWN: Final[tuple[Version, ...]] = tuple((1, minor) for minor in range(OLDEST[1], NEWEST[1] + 1))


def parse_version(text: str) -> Version:
    """`1.37`, `v1.37.2` → (1, 37); raises ValueError that lists the known ones."""
    match = re.fullmatch(r"v?1\.([0-9]{1,3})(?:\.[0-9]+)?", text.strip())
    version = (1, int(match[1])) if match else None
    if version not in KNOWN:
        raise ValueError(f"unknown Kubernetes version {text!r}; known: {', '.join(map(show_version, KNOWN))}")
    return version


def show_version(version: Version) -> str:
    """`1.37`."""
    return f"{version[0]}.{version[1]}"
