"""Prints per area how our verdicts compare with the recorded ones.

python -m tests.verdicts.report [--area NAME …] [--show missed|false|field|warn] [--limit N] [--grep TEXT]
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from typing import NamedTuple

from tests.verdicts.cases import Outcome, areas, cases, outcome


class Score(NamedTuple):
    """Counts of an area."""

    cases: int
    agree: int
    missed: int
    false: int
    asked: int
    """Refusals of both sides in which the server names a field."""
    field: int
    warned: int

    def __str__(self) -> str:
        agreed, same = 100 * self.agree / self.cases, 100 * self.field / max(self.asked, 1)
        warned = 100 * self.warned / self.cases
        return (
            f"{self.cases:6} {agreed:7.2f} % {self.missed:6} {self.false:6} {same:8.2f} % "
            f"({self.asked - self.field:3} other) {warned:7.2f} %"
        )


HEAD = f"{'area':16}{'cases':>6} {'agreement':>9} {'missed':>6} {'false':>6} {'same field':>10} {'':11} {'warnings':>9}"


def score(outcomes: Iterable[Outcome]) -> Score:
    """The counts of some outcomes."""
    every = list(outcomes)
    return Score(
        len(every),
        sum(each.agrees for each in every),
        sum(not each.agrees and not each.case.accepted for each in every),
        sum(not each.agrees and each.case.accepted for each in every),
        sum(each.field is not None for each in every),
        sum(bool(each.field) for each in every),
        sum(each.warned for each in every if each.agrees and each.case.accepted)
        + sum(not (each.agrees and each.case.accepted) for each in every),
    )


def _wanted(each: Outcome, show: str) -> bool:
    match show:
        case "missed":
            return not each.agrees and not each.case.accepted
        case "false":
            return not each.agrees and each.case.accepted
        case "field":
            return each.field is False
    return each.agrees and each.case.accepted and not each.warned


def _lines(each: Outcome) -> Iterable[str]:
    yield f"{each.case.id}  {json.dumps(each.case.patch)[:300]}"
    yield from (
        f"    server {error.get('field', '')}: {error['reason']}: {error['message'][:200]}"
        for error in each.case.errors
    )
    yield from (f"    server warns {text[:200]}" for text in each.case.warnings)
    yield from (f"    ours   {error.field}: {error.reason}: {error.message[:160]}" for error in each.verdict.errors)
    yield from (f"    we warn {warning.field}: {warning.message[:160]}" for warning in each.verdict.warnings)


def main() -> None:
    """Prints the table, and the cases asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--area", nargs="*", default=areas())
    parser.add_argument("--show", choices=("missed", "false", "field", "warn"))
    parser.add_argument("--limit", type=int, default=20)
    parser.add_argument("--grep", default="")
    parser.add_argument("--version", default="1.37")
    options = parser.parse_args()
    major, minor = options.version.split(".")
    version = (int(major), int(minor))
    begun = time.perf_counter()
    everything: list[Outcome] = []
    print(HEAD)
    for area in options.area:
        found = [outcome(case, version) for case in cases(area, version)]
        everything += found
        print(f"{area:16}{score(found)}")
    print(f"{'all':16}{score(everything)}   {time.perf_counter() - begun:.1f} s")
    if options.show:
        shown = [
            text
            for each in everything
            if _wanted(each, options.show)
            if options.grep in (text := "\n".join(_lines(each)))
        ]
        print("\n".join(shown[: options.limit]))
        print(f"{len(shown)} cases")


if __name__ == "__main__":
    main()
