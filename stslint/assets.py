"""Finds the data that ships with stslint: `rules/` and `schemas/`, in a wheel or in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal


@cache
def folder(name: Literal["rules", "schemas"]) -> Path:
    """The folder of that name; `stslint/_data/` in an installed wheel, the top level in a checkout."""
    package = Path(__file__).parent
    for candidate in (package / "_data" / name, package.parent / name):
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"stslint's own {name}/ folder is missing: the installation is broken")
