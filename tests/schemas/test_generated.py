"""The generated files are what the generator makes now, and small enough to ship."""

from __future__ import annotations

from pathlib import Path

from schemagen.bundle import build

SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"


def test_the_bundle_is_fresh() -> None:
    stale = [name for name, text in build(SCHEMAS).items() if (SCHEMAS / "kubernetes" / name).read_text() != text]
    assert stale == [], "run python scripts/generate_schemas.py"


def test_the_schemas_fit_in_a_small_wheel() -> None:
    assert sum(path.stat().st_size for path in SCHEMAS.rglob("*") if path.is_file()) < 4_000_000
