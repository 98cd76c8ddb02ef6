"""Compiles `rules/<category>/<name>.yaml` into `rules/index.json`, which is all that a run reads.

`--check` writes nothing and exits with 1 if the index is stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from stslint.rulefiles import compile_rule, read_rule_file, rule_files  # noqa: E402


def index_text() -> str:
    """The index: one rule a line, in the order of ids."""
    rules = [compile_rule(read_rule_file(path), path, ROOT) for path in rule_files(ROOT / "rules")]
    rules.sort(key=lambda rule: rule["id"])
    return "[\n" + ",\n".join(json.dumps(rule, ensure_ascii=False, separators=(",", ":")) for rule in rules) + "\n]\n"


def main() -> int:
    index, text = ROOT / "rules" / "index.json", index_text()
    if "--check" in sys.argv[1:]:
        fresh = index.is_file() and index.read_text(encoding="utf-8") == text
        print("rules/index.json is " + ("fresh" if fresh else "stale: run scripts/generate_rules.py"))
        return 0 if fresh else 1
    index.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
