"""What is shown of recorded scenarios is what was read and found good (`python -m tests.renderers.rewrite`)."""

from __future__ import annotations

import pytest

from tests.renderers import rewrite

SHOWN = dict(rewrite.goldens())


@pytest.mark.parametrize("name", sorted(SHOWN))
def test_it_is_shown_as_it_was_approved(name: str) -> None:
    assert SHOWN[name] == (rewrite.GOLDEN / name).read_text(encoding="utf-8")


def test_no_golden_is_left_over() -> None:
    assert {path.name for path in rewrite.GOLDEN.iterdir()} == set(SHOWN)
