"""Every recorded scenario: the plan says what the real server and controller did."""

from __future__ import annotations

import pytest

from tests.plan import scenarios

OWN_WORDS = {
    "120-namespace-last": ("create.api_errors",),
    "134-refused-claim-name": ("create.api_errors",),
}
"""kubectl's sentence names the file, the plan gives the server's; and what only follows from an error is left out."""


def kept(name: str, found: list[scenarios.Difference]) -> list[str]:
    return [str(each) for each in found if each.path not in OWN_WORDS.get(name, ())]


@pytest.mark.parametrize("name", scenarios.NAMES)
def test_plan_is_what_really_happened(name: str) -> None:
    recorded = scenarios.truth(name)
    assert kept(name, scenarios.differences(recorded, scenarios.played(name))) == []


SAME = [(name, how) for name in scenarios.NAMES for how in scenarios.truth(name)["same_under"]]
OTHER_ERROR = {("253-up-strategy-recreate", "put"), ("374-pv-shrink", "put")}
"""PUT was refused for the same field, in slightly other words than were recorded for kubectl."""


@pytest.mark.parametrize(("name", "how"), SAME)
def test_other_ways_to_send_it_come_to_the_same(name: str, how: str) -> None:
    found = scenarios.differences(scenarios.truth(name), scenarios.played(name, how))
    if (name, how) in OTHER_ERROR:
        found = [each for each in found if not each.path.endswith(".error")]
    assert kept(name, [each for each in found if not each.path.endswith(".observed")]) == []


OTHER = [
    (name, how, phase)
    for name in scenarios.NAMES
    for how, recorded in scenarios.truth(name).get("under", {}).items()
    for phase in recorded
    if phase != "differences"
]


@pytest.mark.parametrize(("name", "how", "phase"), OTHER)
def test_ways_to_send_it_that_come_to_something_else(name: str, how: str, phase: str) -> None:
    recorded = scenarios.truth(name)["under"][how][phase]
    got = scenarios.played(name, how)[phase]
    found = list(scenarios.compare(phase, recorded, got))
    assert kept(name, [each for each in found if not each.path.endswith(".observed")]) == []
