"""Values of any JSON type may stand anywhere: nothing crashes, and every error can be shown."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from stslint import apiserver
from tests.apiserver.test_objects import CASES as OBJECTS
from tests.apiserver.test_policies import CASES as POLICIES
from tests.apiserver.test_service import PLAIN
from tests.apiserver.test_workloads import CASES as WORKLOADS

ODD: tuple[Any, ...] = (
    None,
    "",
    "x",
    0,
    -1,
    1.5,
    True,
    [],
    [None],
    ["x"],
    [[]],
    [{}],
    {},
    {"": None},
    {"name": []},
    10**30,
)
TABLES = [*OBJECTS, *POLICIES, *WORKLOADS]
BASES: dict[str, dict[str, Any]] = {case[0]["kind"]: case[0] for case in TABLES} | {"Service": PLAIN}


def fields_of(value: Any) -> Iterator[str]:
    """Every field name that occurs, also in the tables' paths."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from str(key).replace("[0]", "").split(".")
            yield from fields_of(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from fields_of(each)


FIELDS = sorted({name for case in TABLES for name in fields_of(case)})


def spoiled(value: Any, chance: random.Random) -> Any:
    """A copy with some values replaced and some fields added."""
    if isinstance(value, dict):
        value = {key: spoiled(each, chance) for key, each in value.items()}
        if chance.random() < 0.3:
            value[chance.choice(FIELDS)] = chance.choice(ODD)
        return value if chance.random() > 0.05 else chance.choice(ODD)
    if isinstance(value, list):
        return [spoiled(each, chance) for each in value]
    return value if chance.random() > 0.3 else chance.choice(ODD)


@pytest.mark.parametrize("kind", sorted(BASES))
def test_any_value_anywhere_is_survived(kind: str) -> None:
    chance = random.Random(kind)
    for _ in range(200):
        head = {"apiVersion": BASES[kind]["apiVersion"], "kind": kind}
        body = {name: spoiled(value, chance) for name, value in BASES[kind].items()} | head
        for version in ((1, 29), (1, 37)):
            assert all(error.field is not None and error.message for error in apiserver.refusals(body, version))
            assert all(warning.message for warning in apiserver.warnings(body, version))


@pytest.mark.parametrize("changes", [{"spec": odd} for odd in ODD] + [{"metadata": odd} for odd in ODD])
def test_odd_blocks_are_survived_by_every_kind(changes: dict[str, Any]) -> None:
    for base in BASES.values():
        assert all(error.message for error in apiserver.refusals(base | changes, (1, 37)))
        assert all(warning.message for warning in apiserver.warnings(base | changes, (1, 37)))


def test_an_object_without_a_kind_is_survived() -> None:
    assert list(apiserver.warnings({"apiVersion": [], "kind": {}}, (1, 37))) == []
    assert all(error.field for error in apiserver.refusals({"apiVersion": [], "kind": {}}, (1, 37)))
