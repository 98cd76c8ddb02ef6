"""A short run of the fuzzer on numbers that never change, and every text it ever found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.mutations import damaged, seeds
from tests.fuzz.promises import broken_promises

FOUND = sorted((Path(__file__).parent / "found").glob("*.yaml"))


@pytest.mark.parametrize("start", [0, 20, 40, 60])
def test_damaged_manifests_break_no_promise(start: int) -> None:
    texts = seeds()
    for number in range(start, start + 20):
        assert list(broken_promises(damaged(number, texts))) == [], number


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_once_broke_a_promise_keeps_it(path: Path) -> None:
    assert list(broken_promises(path.read_bytes().decode("utf-8", "surrogatepass"))) == []
