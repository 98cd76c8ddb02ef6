"""Everything in the project that is made from something else; `--check` writes nothing and fails if anything is stale.

In: rules, overlays, hooks, examples. Out: `rules/index.json`, `schemas/kubernetes/`, `docs/rules/`, `docs/messages.md`
and the marked pieces of README and docs.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from docsgen import messages, pages, snippets  # noqa: E402
from generate_rules import index_text  # noqa: E402


def main() -> int:
    check = "--check" in sys.argv[1:]
    schemas = [sys.executable, str(ROOT / "scripts" / "generate_schemas.py"), *(["--check"] if check else [])]
    stale = [] if subprocess.run(schemas, check=False).returncode == 0 else ["schemas/kubernetes"]
    stale += _put({ROOT / "rules" / "index.json": index_text()}, check)
    wanted = pages.build(ROOT)
    stale += _put(wanted, check)
    stale += _remove([path for path in (ROOT / "docs" / "rules").glob("*.md") if path not in wanted], check)
    stale += _put({ROOT / "docs" / "messages.md": messages.build(ROOT)}, check)
    stale += _put(snippets.build(ROOT), check)
    for name in stale if check else ():
        print(f"{name} is stale: run python scripts/generate.py", file=sys.stderr)
    return 1 if check and stale else 0


def _put(texts: dict[Path, str], check: bool) -> list[str]:
    stale = []
    for path, text in texts.items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale.append(str(path.relative_to(ROOT)))
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return stale


def _remove(paths: list[Path], check: bool) -> list[str]:
    if not check:
        for path in paths:
            path.unlink()
    return [str(path.relative_to(ROOT)) for path in paths]


if __name__ == "__main__":
    sys.exit(main())
