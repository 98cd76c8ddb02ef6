"""Recorded answers of real API servers, and how our verdict compares with each.

In: `data/`. Out: `Case`s and `Outcome`s; `report` and the tests read them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ruamel.yaml import YAML

from stslint.verdict import Verdict, verdict
from tests.verdicts.patching import patched

DATA = Path(__file__).parent / "data"


class Case(NamedTuple):
    area: str
    id: str
    patch: list[dict[str, Any]]
    body: dict[str, Any]
    accepted: bool
    code: int
    errors: list[dict[str, str]]
    warnings: list[str]


class Outcome(NamedTuple):
    case: Case
    verdict: Verdict
    agrees: bool
    field: bool | None
    """Whether the server's field is named; None where it names none, or where we do not refuse."""
    warned: bool
    """Whether the fields of our warnings are those of the server's."""


@cache
def base(name: str) -> dict[str, Any]:
    """A valid manifest."""
    value: dict[str, Any] = YAML(typ="safe", pure=True).load((DATA / "bases" / f"{name}.yaml").read_text())
    return value


def areas() -> list[str]:
    """The names of all bases that have cases."""
    return sorted(path.stem for path in DATA.glob("*.jsonl") if path.stem != "differs-1.33")


@cache
def differing() -> dict[str, dict[str, Any]]:
    """The answers in which 1.33 differs, by id."""
    lines = (DATA / "differs-1.33.jsonl").read_text().splitlines()
    return {entry["id"]: entry for entry in map(json.loads, lines)}


def cases(area: str, version: tuple[int, int] = (1, 37)) -> Iterator[Case]:
    """All cases of an area as one server answered them; 1.33 and 1.37 were asked."""
    for line in (DATA / f"{area}.jsonl").read_text().splitlines():
        entry = json.loads(line)
        said = differing().get(entry["id"], entry) if version == (1, 33) else entry
        yield Case(
            area,
            entry["id"],
            entry["patch"],
            patched(base(area), entry["patch"]),
            said["accepted"],
            said.get("code", 0),
            said.get("errors", []),
            said.get("warnings", []),
        )


def outcome(case: Case, version: tuple[int, int] = (1, 37)) -> Outcome:
    """Our verdict on a case beside the server's."""
    said = verdict(case.body, version)
    refused = not said.known or any(not _later(error) for error in said.errors)
    fields = {error.field for error in said.errors}
    named = any(each.get("field", "") in fields for each in case.errors) if refused and case.code == 422 else None
    ours = sorted({each.field for each in said.warnings})
    missing = [text for text in case.warnings if not any(text.startswith(field) or not field for field in ours)]
    return Outcome(case, said, refused != case.accepted, named, not missing and bool(ours) == bool(case.warnings))


def _later(error: Any) -> bool:
    """An error that this server accepts at first and refuses at a later stage."""
    return bool(error.facts.get("stage"))
