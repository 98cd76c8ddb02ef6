"""Our verdicts against 11,282 recorded answers of real API servers."""

from __future__ import annotations

import pytest

from tests.verdicts.cases import areas, cases, outcome
from tests.verdicts.report import HEAD, score

AGREEMENT = 99.5
SAME_FIELD = 97.0
FALSE_ALARMS = 0.2


@pytest.mark.parametrize("version", [(1, 37), (1, 33)])
@pytest.mark.parametrize("area", areas())
def test_an_area_is_judged_as_the_server_judges_it(area: str, version: tuple[int, int]) -> None:
    every = list(cases(area, version)) if version == (1, 37) else list(cases(area, version))[::7]
    found = score(outcome(case, version) for case in every)
    print(f"{HEAD}\n{area:16}{found}")
    assert 100 * found.agree >= AGREEMENT * found.cases
    assert 100 * found.field >= SAME_FIELD * found.asked
    assert 100 * found.false <= FALSE_ALARMS * found.cases
