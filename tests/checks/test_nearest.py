"""Suggestions: the one name a slip away, and none where two would do or digits make the difference."""

from __future__ import annotations

import pytest

from stslint.checks.nearest import FEW, Names, nearest


@pytest.mark.parametrize(
    ("written", "known", "expected"),
    [
        ("wbe", ["web", "api"], "web"),
        ("redis_svc", ["redis-svc"], "redis-svc"),
        ("Config", ["config"], "config"),
        ("postgres-credentails", ["postgres-credentials"], "postgres-credentials"),
        ("web-3", ["web-1", "web-2"], None),
        ("config-v1", ["config-v2"], None),
        ("app", ["api"], None),
        ("cat", ["bat"], None),
        ("data", ["date", "dota"], None),
        ("frontend", ["backend"], None),
        ("web", [], None),
    ],
)
def test_only_a_unique_slip_is_suggested(written: str, known: list[str], expected: str | None) -> None:
    assert nearest(written, known) == expected


def test_many_names_are_searched_through_an_index() -> None:
    many = Names(f"service-{chr(97 + index % 26)}{chr(97 + index // 26 % 26)}-main" for index in range(FEW + 400))
    assert many.nearest("service-aa-mian") == "service-aa-main"
    assert many.nearest("something-else") is None
