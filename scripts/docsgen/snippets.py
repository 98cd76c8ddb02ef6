"""Made pieces of hand-written pages: between `<!-- made: NAME -->` and `<!-- end -->` stands what a command prints.

A transcript is the output of the real program on the files in `examples/`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from stslint import __version__

_PIECE = re.compile(r"(<!-- made: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def build(root: Path) -> dict[Path, str]:
    """Path → text of every page with such pieces."""
    pages = [root / "README.md", *sorted((root / "docs").glob("*.md"))]
    made = {path: _PIECE.sub(lambda match: _piece(match, root), path.read_text(encoding="utf-8")) for path in pages}
    return {path: text for path, text in made.items() if _PIECE.search(text)}


def _piece(match: re.Match[str], root: Path) -> str:
    return f"{match[1]}{PIECES[match[2]](root)}{match[3]}"


def _transcript(*arguments: str, lines: int = 200) -> Callable[[Path], str]:
    def make(root: Path) -> str:
        environment = {key: value for key, value in os.environ.items() if not key.startswith(("STSLINT_", "GITHUB_"))}
        environment |= {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONHASHSEED": "0", "PYTHONPATH": str(root)}
        command = [sys.executable, "-m", "stslint", *arguments]
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
        shown = (done.stdout + done.stderr).rstrip("\n").split("\n")
        body = [*shown[:lines], *([f"… {len(shown) - lines} more lines …"] if len(shown) > lines else [])]
        text = "\n".join(["$ stslint " + " ".join(arguments), *body])
        return f"```console\n{text}\n```\n"

    return make


def _hooks(root: Path) -> str:
    hooks = re.findall(r"^- id: (\S+)$", (root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"), re.MULTILINE)
    ids = "\n".join(f"      - id: {hook}" for hook in hooks if hook != "stslint-fix")
    return f"""```yaml
repos:
  - repo: https://github.com/stslint/stslint
    rev: v{__version__}
    hooks:
{ids}
```
"""


PIECES: dict[str, Callable[[Path], str]] = {
    "hooks": _hooks,
    "help": _transcript("--help"),
    "lint-broken": _transcript("lint", "examples/broken", lines=46),
    "lint-short": _transcript("lint", "examples/broken", lines=30),
    "lint-concise": _transcript("lint", "examples/broken", "--format", "concise"),
    "plan-create": _transcript("plan", "examples/redis-pv"),
    "plan-update": _transcript("plan", "examples/update/after.yaml", "--from", "examples/update/before.yaml"),
    "explain": _transcript("explain", "governing-service-not-headless"),
}
