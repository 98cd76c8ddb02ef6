"""What every renderer shows of some recorded scenarios; run `python -m tests.renderers.rewrite` to write it anew.

In: `tests/plan/truth`. Out: files in `golden/`, to be read before they are committed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import stslint
from stslint.renderers import PlanView, renderer
from tests.plan.scenarios import TRUTH

GOLDEN = Path(__file__).parent / "golden"
WIDTH = 80

Case = tuple[str, str, dict[str, Any]]
"""The file's stem, the scenario, options of `stslint.plan`; an update if the scenario has one."""

CASES: tuple[Case, ...] = (
    ("create", "003-three-replicas", {}),
    ("create-many", "005-twelve-replicas", {}),
    ("create-stuck", "078-stuck-second", {"given": {"never-ready": "redis-1"}}),
    ("create-refused", "134-refused-claim-name", {}),
    ("nothing", "218-up-nothing", {}),
    ("refused", "300-up-imm-several", {}),
    ("image-and-partition", "418-co-up-and-image-partition-1", {}),
    ("image-never-ready", "391-bad-image", {"given": {"fail-image": "nosuchtag"}}),
    ("data-lost", "263-up-retention-and-scale-down", {}),
    ("renamed", "337-mv-namespace-prune", {"prune": True}),
    ("recreated", "310-re-claim-size", {"recreate": True}),
    ("secret", "237-up-secret-data", {}),
    ("names-lost", "302-up-imm-service-renamed", {"prune": True}),
)
FORMATS = {"text": "txt", "markdown": "md", "names": "names", "mermaid": "mmd", "dot": "dot", "html": "html"}
ALL_FORMATS = frozenset({"create", "image-and-partition", "renamed"})
"""Cases shown in every format; the others as text."""


def planned(scenario: str, options: dict[str, Any]) -> dict[str, Any]:
    folder = TRUTH / scenario
    after, before = folder / "after.yaml", folder / "before.yaml"
    if not after.exists():
        return stslint.plan({"before.yaml": before.read_text()}, **options).to_dict()
    old = {"before.yaml": before.read_text()}
    return stslint.plan({"after.yaml": after.read_text()}, before=old, **options).to_dict()


def goldens() -> Iterator[tuple[str, str]]:
    """File name and content."""
    for stem, scenario, options in CASES:
        plan = planned(scenario, options)
        for form, suffix in FORMATS.items():
            if form == "text" or stem in ALL_FORMATS:
                view = PlanView(width=WIDTH, outside=("taken to exist in the cluster: Secret tls",))
                yield f"{stem}.{suffix}", "".join(renderer(form)(plan, view))


def main() -> None:
    for old in GOLDEN.iterdir():
        old.unlink()
    for name, text in goldens():
        (GOLDEN / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
