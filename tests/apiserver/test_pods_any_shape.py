"""Any JSON value may stand anywhere in a Pod: nothing crashes, and every error can be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from stslint import apiserver
from tests.apiserver.test_pods import TABLES, deployment

ODD: tuple[Any, ...] = (None, "", 0, -1.5, True, [], [None], [[{}]], ["x"], {}, {"": None}, {"name": []}, 10**30)


def variants(value: Any) -> Iterator[Any]:
    """The value with one part of it, at any depth, replaced by something odd."""
    yield from ODD
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from ({**value, key: odd} for odd in variants(inner))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from ([*value[:index], odd, *value[index + 1 :]] for odd in variants(inner))


def shown(body: dict[str, Any]) -> list[str]:
    """Everything that is said of an object."""
    errors = [f"{each.field}: {each.message}" for each in apiserver.refusals(body, (1, 37))]
    return errors + [f"{each.field}: {each.message}" for each in apiserver.warnings(body, (1, 37))]


def test_pods_of_any_shape_are_judged() -> None:
    specs = [row["spec"] for table in TABLES.glob("*.yaml") for row in YAML(typ="safe").load(table.read_text())]
    judged = 0
    for spec in specs:
        for odd in variants(spec):
            if isinstance(odd, dict):
                template = deployment(odd)
                pod = {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a"}, "spec": odd}
                judged += isinstance(shown(template), list) + isinstance(shown(pod), list)
    assert judged > 10_000
