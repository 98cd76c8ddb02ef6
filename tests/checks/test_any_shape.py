"""Checks never raise, whatever stands in a manifest."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stslint.checks.addresses import addresses
from stslint.cluster import Cluster
from stslint.documents import parse
from stslint.resources import Resource, resources_in
from stslint.rulefiles import compile_rule, read_rule_file, rule_files
from stslint.rules import Rule, rule_from
from stslint.text import Source

ROOT = Path(__file__).parents[2]
MANIFESTS = (Path(__file__).parent / "everything.yaml").read_text(encoding="utf-8")
ODD: tuple[Any, ...] = (None, 7, "web", [], {}, [None, 3], {"name": None}, True)


def _resources(text: str) -> list[Resource]:
    found = [each for document in parse(Source("x.yaml", text)) for each in resources_in(document)]
    return [each for each in found if isinstance(each, Resource)]


def _rules() -> list[Rule]:
    paths = rule_files(ROOT / "rules")
    return [rule for path in paths if (rule := rule_from(compile_rule(read_rule_file(path), path))).check]


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield (*path, key)
        yield from _places(inner, (*path, key))


def _replaced(body: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    changed = copy.deepcopy(body)
    holder: Any = changed
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return changed


def _run(rule: Rule, resource: Resource, cluster: Cluster) -> None:
    arguments: dict[str, Any] = {"cluster": cluster, "version": (1, 37)}
    extra = [arguments[rule.needs]] if rule.needs != "resource" else []
    list(rule.function(resource, *extra))


@pytest.mark.parametrize("kind", sorted({each.kind for each in _resources(MANIFESTS)}))
def test_checks_survive_any_value_anywhere(kind: str) -> None:
    base = _resources(MANIFESTS)
    rules = _rules()
    for number, resource in enumerate(base):
        if resource.kind != kind:
            continue
        for turn, path in enumerate(_places(resource.body)):
            for value in (ODD[turn % len(ODD)], ODD[(turn + 3) % len(ODD)]):
                body = _replaced(resource.body, path, value)
                (odd,) = _as_resource(body, resource)
                cluster = Cluster([*base[:number], odd, *base[number + 1 :]])
                for each in cluster.resources:
                    for rule in rules:
                        if (not rule.kinds or each.kind in rule.kinds) and (each is odd or rule.needs == "cluster"):
                            _run(rule, each, cluster)


def _as_resource(body: dict[str, Any], before: Resource) -> list[Resource]:
    metadata = body.get("metadata")
    name = metadata.get("name") if isinstance(metadata, dict) else ""
    return [
        Resource(
            before.api_version,
            before.kind,
            before.namespace,
            name if isinstance(name, str) else "",
            body,
            before.place,
        )
    ]


def test_everything_holds_addresses_so_that_the_test_means_something() -> None:
    cluster = Cluster(_resources(MANIFESTS))
    assert sum(len(addresses(each, cluster)) for each in cluster.resources) >= 8
