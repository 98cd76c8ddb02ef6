"""Generates `schemas/kubernetes/` from `schemas/openapi/` and the overlays; `--check` only says what is stale.

`--structure` and `--go-modules` first generate `schemas/openapi/` from the packages it comes from.

python scripts/generate_schemas.py [--check] [--structure] [--go-modules FOLDER]
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from schemagen import bundle, gotypes, structure

SCHEMAS = Path(__file__).parent.parent / "schemas"


def main() -> int:
    """Writes (or with `--check` compares) the generated files; 1 if something is stale."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--check", action="store_true", help="write nothing; fail if a file is not what would be written"
    )
    parser.add_argument(
        "--structure", action="store_true", help="also read the OpenAPI that kubernetes-validate packages"
    )
    parser.add_argument("--go-modules", type=Path, help="also read the Go types in this folder of k8s.io modules")
    options = parser.parse_args()
    stale = 0
    if options.go_modules:
        stale += _put(SCHEMAS / "openapi" / "gotypes.json", _pretty(gotypes.read(options.go_modules)), options.check)
    if options.structure:
        import kubernetes_validate

        package = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
        facts = json.loads((SCHEMAS / "openapi" / "gotypes.json").read_text())
        stale += _put(SCHEMAS / "openapi" / "structure.json", _lines(structure.build(package, facts)), options.check)
    for name, text in bundle.build(SCHEMAS).items():
        stale += _put(SCHEMAS / "kubernetes" / name, text, options.check)
    return 1 if stale and options.check else 0


def _put(path: Path, text: str, check: bool) -> int:
    if path.exists() and path.read_text() == text:
        return 0
    if check:
        print(f"{path} is stale: run python scripts/generate_schemas.py", file=sys.stderr)
    else:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 1


def _pretty(value: object) -> str:
    return json.dumps(value, indent=1, sort_keys=True) + "\n"


def _lines(value: dict[str, dict[str, object]]) -> str:
    """One definition a line, so that a diff shows which one changed."""
    parts = []
    for section, entries in value.items():
        rows = ",\n".join(
            f"{json.dumps(key)}:{json.dumps(entry, separators=(',', ':'))}" for key, entry in entries.items()
        )
        parts.append(f"{json.dumps(section)}:{{\n{rows}\n}}")
    return "{" + ",\n".join(parts) + "}\n"


if __name__ == "__main__":
    sys.exit(main())
