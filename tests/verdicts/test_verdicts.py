"""Our verdicts against 11,282 recorded answers of real API servers; `python -m tests.verdicts.report` shows more."""

from __future__ import annotations

import pytest

from tests.verdicts.cases import areas, cases, differing, outcome
from tests.verdicts.report import HEAD, score

AGREEMENT = 99.5
SAME_FIELD = 97.0
FALSE_ALARMS = 0.2
WARNINGS = 97.0


@pytest.mark.parametrize("area", areas())
def test_an_area_is_judged_as_the_server_judges_it(area: str) -> None:
    found = score(map(outcome, cases(area)))
    print(f"{HEAD}\n{area:16}{found}")
    assert 100 * found.agree >= AGREEMENT * found.cases
    assert 100 * found.field >= SAME_FIELD * found.asked
    assert 100 * found.false <= FALSE_ALARMS * found.cases
    assert 100 * found.warned >= WARNINGS * found.cases


def test_an_older_server_is_known_as_well() -> None:
    version = (1, 33)
    every = [case for area in areas() for case in cases(area, version)]
    found = score(
        outcome(case, version) for index, case in enumerate(every) if case.id in differing() or not index % 20
    )
    print(f"{HEAD}\n{'1.33':16}{found}")
    assert found.cases > len(differing())
    assert 100 * found.agree >= AGREEMENT * found.cases
