"""Texts that a real kubectl was given: we refuse what it cannot read, and decode the rest to the same values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stslint import quantities
from stslint.documents import Document, parse
from stslint.resources import Resource, Skipped, resources_in
from stslint.text import Source

TEXTS = Path(__file__).parent / "text"
RECORDED = json.loads((TEXTS / "verdicts.json").read_text("utf-8"))
CASES = [pytest.param(case, id=case["case"]) for case in RECORDED]
OURS = {"duplicate-key", "key-rewritten"}
"""What we report although kubectl takes it without a word."""
KUBECTL_SAYS = ("error: error parsing", "error: no objects passed")


def documents(case: dict[str, Any]) -> list[Document]:
    file = next(TEXTS.glob(case["case"] + ".*"))
    return parse(Source(file.name, file.read_bytes().decode("utf-8")))


def objects(case: dict[str, Any]) -> list[Resource]:
    found = [each for document in documents(case) for each in resources_in(document)]
    return [each for each in found if isinstance(each, Resource)]


@pytest.mark.parametrize("case", CASES)
def test_a_text_is_refused_exactly_where_kubectl_cannot_read_it(case: dict[str, Any]) -> None:
    codes = {problem.code for document in documents(case) for problem in document.problems}
    refused = bool(codes - OURS) or any(document.unrendered for document in documents(case))
    assert refused == case["stderr"].startswith("error: error parsing")


@pytest.mark.parametrize("case", CASES)
def test_the_objects_are_those_kubectl_saw(case: dict[str, Any]) -> None:
    seen = case["objects"]
    if case["accepted"]:
        assert len(objects(case)) == len(seen)
    for ours, recorded in zip(objects(case), seen, strict=False):
        assert (ours.api_version, ours.kind) == (recorded["apiVersion"], recorded["kind"])
        for path, key in PROJECTIONS[ours.kind]:
            assert agrees(at(ours.body, path), recorded.get(key)), (key, at(ours.body, path), recorded.get(key))


@pytest.mark.parametrize("case", [case for case in CASES if "no objects passed" in case.values[0]["stderr"]])
def test_texts_without_objects_are_skipped_as_empty(case: dict[str, Any]) -> None:
    found = [each for document in documents(case) for each in resources_in(document)]
    assert all(isinstance(each, Skipped) and each.reason == "empty" for each in found)


PROJECTIONS = {
    "ConfigMap": [(("data",), "data")],
    "Service": [(("spec", "clusterIP"), "clusterIP"), (("spec", "ports"), "ports")],
    "StatefulSet": [
        (("spec", "replicas"), "replicas"),
        (("spec", "serviceName"), "serviceName"),
        (("spec", "selector"), "selector"),
        (("spec", "template", "metadata", "labels"), "labels"),
        (("spec", "template", "spec", "containers"), "containers"),
        (("spec", "template", "spec", "volumes"), "volumes"),
    ],
}
NOT_RECORDED = {"image", "ports", "name"}


def at(value: Any, path: tuple[str, ...]) -> Any:
    for step in path:
        value = (value or {}).get(step)
    return value


def agrees(written: Any, recorded: Any) -> bool:
    """Everything written is recorded; what the server defaults, or was not recorded, does not count."""
    if written is None:
        return True
    if isinstance(written, dict):
        return all(
            same_quantity(value, recorded[key])
            if key == "memory"
            else agrees(value, recorded[key])
            if key in recorded
            else value is None or key in NOT_RECORDED
            for key, value in written.items()
        )
    if isinstance(written, list):
        return len(written) == len(recorded) and all(map(agrees, written, recorded))
    return (type(written), written) == (type(recorded), recorded)


def same_quantity(written: Any, recorded: Any) -> bool:
    return quantities.parse(written) == quantities.parse(recorded) is not None
