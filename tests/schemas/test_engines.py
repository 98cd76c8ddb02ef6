"""The walk, jsonschema-rs and jsonschema agree on what is valid."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import jsonschema
import jsonschema_rs
import pytest

from stslint import schemas
from stslint.schemas.bundle import bundle
from stslint.schemas.compiled import compiled
from stslint.schemas.duplicates import has_duplicates
from stslint.schemas.patterns import strict
from tests.verdicts.cases import areas, base, cases

VERSION = (1, 37)
KNOWN = bundle(VERSION)


def entry(body: dict[str, Any]) -> list[Any] | None:
    return KNOWN.kinds.get(f"{body.get('apiVersion')} {body.get('kind')}")


def _strict(node: Any) -> Any:
    if isinstance(node, dict):
        return {
            key: strict(each) if key == "pattern" and isinstance(each, str) else _strict(each)
            for key, each in node.items()
        }
    return [_strict(each) for each in node] if isinstance(node, list) else node


@cache
def second_opinion(name: str) -> Any:
    return jsonschema.Draft7Validator(_strict(json.loads(KNOWN.schema_text(name))))


@cache
def whole(name: str) -> Any:
    validator = jsonschema_rs.Draft7Validator(KNOWN.schema_text(name).decode(), validate_formats=False)
    return validator.is_valid


@cache
def native(name: str) -> Any:
    return compiled(KNOWN, name)


@pytest.mark.parametrize("area", areas())
def test_the_native_validator_accepts_only_what_the_walk_accepts(area: str) -> None:
    for case in cases(area):
        kind = entry(case.body)
        if kind and native(kind[0])(case.body) and not has_duplicates(case.body, kind[2]):
            assert not schemas.explain(KNOWN, kind[0], case.body), case.id


@pytest.mark.parametrize("area", areas())
def test_the_whole_schema_refuses_what_the_walk_refuses(area: str) -> None:
    for case in cases(area):
        kind = entry(case.body)
        if kind and schemas.explain(KNOWN, kind[0], case.body):
            assert not whole(kind[0])(case.body) or has_duplicates(case.body, kind[2]), case.id


@pytest.mark.parametrize("area", areas())
def test_the_whole_schema_refuses_nothing_the_server_accepts(area: str) -> None:
    for case in cases(area):
        if case.accepted and (kind := entry(case.body)):
            assert whole(kind[0])(case.body), case.id


@pytest.mark.parametrize("area", ["sts-minimal", "sts-pvc", "svc-headless", "deployment", "configmap"])
def test_ordinary_objects_are_not_walked(area: str) -> None:
    body = base(area)
    kind = entry(body)
    assert kind
    assert native(kind[0])(body)


@pytest.mark.parametrize("area", areas())
def test_jsonschema_and_jsonschema_rs_agree(area: str) -> None:
    for case in list(cases(area))[::40]:
        if kind := entry(case.body):
            assert second_opinion(kind[0]).is_valid(case.body) is whole(kind[0])(case.body), case.id


def test_a_kind_seen_often_is_judged_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    body = base("sts-pod")
    wrong = {**body, "spec": {**body["spec"], "replicas": -1}}
    first = schemas.validate(wrong, VERSION)
    monkeypatch.setattr(schemas, "COMPILE_AFTER", 0)
    assert schemas.validate(body, VERSION) == []
    assert schemas.validate(wrong, VERSION) == first != []


@pytest.mark.parametrize("version", schemas.versions())
def test_every_kind_of_every_minor_compiles(version: tuple[int, int]) -> None:
    known = bundle(version)
    for name in (
        {kind[0] for kind in known.kinds.values()} if version in ((1, 29), (1, 37)) else {"apps.v1.StatefulSet"}
    ):
        assert compiled(known, name) is not None
