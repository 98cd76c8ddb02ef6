"""Names of sources as services want them: relative to the run's folder where they lie in it, with forward slashes."""

from __future__ import annotations

import os
from urllib.parse import quote


def relative(name: str, folder: str) -> str:
    """`./a/../b.yaml` → `b.yaml`; an absolute path below the folder loses it; others stay."""
    if name.startswith("<"):
        return name
    path = os.path.normpath(name)
    if os.path.isabs(path) and folder:
        below = os.path.relpath(path, folder)
        path = path if below.startswith("..") else below
    return path.replace(os.sep, "/")


def uri(name: str, folder: str) -> str:
    """The relative path as a URI reference: blanks and other special characters encoded."""
    path = quote(relative(name, folder).encode("utf-8", "surrogatepass"), safe="/._-~+=@,")
    return f"file://{path}" if path.startswith("/") else path
