"""One object, all its refusals at once, each said once."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stslint.fields import FieldError
from stslint.verdict import verdict
from tests.verdicts.cases import areas, base

VERSION = (1, 37)


def fields(body: Any) -> list[str]:
    return [error.field for error in verdict(body, VERSION).errors]


def stateful_set() -> Any:
    return copy.deepcopy(base("sts-minimal"))


@pytest.mark.parametrize("area", areas())
def test_a_valid_manifest_is_accepted(area: str) -> None:
    assert verdict(base(area), VERSION).errors == ()


def test_validation_errors_are_reported_beside_decoding_errors() -> None:
    body = stateful_set()
    body["spec"]["replicas"] = "3"
    body["spec"]["template"]["spec"]["containers"][0]["imagePullPolicy"] = "always"
    assert fields(body) == ["spec.replicas", "spec.template.spec.containers[0].imagePullPolicy"]


def test_nothing_follows_from_a_value_that_could_not_be_decoded() -> None:
    body = stateful_set()
    body["spec"]["template"]["spec"]["containers"] = "redis"
    assert fields(body) == ["spec.template.spec.containers"]


def test_a_number_in_a_label_does_not_also_break_the_selector() -> None:
    body = stateful_set()
    body["spec"]["selector"]["matchLabels"]["port"] = 6379
    body["spec"]["template"]["metadata"]["labels"]["port"] = 6379
    assert fields(body) == ["spec.selector.matchLabels[port]", "spec.template.metadata.labels[port]"]


def test_a_field_both_layers_refuse_is_refused_once() -> None:
    body = stateful_set()
    body["spec"]["template"]["spec"]["containers"][0]["name"] = ""
    assert fields(body).count("spec.template.spec.containers[0].name") == 1


def test_the_object_as_written_is_left_alone() -> None:
    body = stateful_set()
    body["spec"]["template"]["spec"]["containers"][0]["ports"] = [{"containerPort": "http"}, None]
    before = copy.deepcopy(body)
    verdict(body, VERSION)
    assert body == before


def test_a_kind_that_is_not_built_in_is_not_judged() -> None:
    assert not verdict({"apiVersion": "apps/v1beta1", "kind": "StatefulSet"}, VERSION).known


def test_an_older_server_finds_some_mistakes_only_later() -> None:
    body = stateful_set()
    body["spec"]["template"]["spec"]["containers"][0]["imagePullPolicy"] = "always"
    (error,) = verdict(body, (1, 33)).errors
    assert error.facts["stage"] == "create"
    assert "stage" not in verdict(body, VERSION).errors[0].facts


PLACES = [
    (area, path)
    for area in ("sts-pod", "sts-volumes", "svc-nodeport", "hpa", "ingress", "netpol")
    for path in [
        ("metadata",),
        ("spec",),
        ("spec", "template"),
        ("spec", "template", "spec", "containers"),
        ("spec", "template", "spec", "containers", 0),
        ("spec", "template", "spec", "containers", 0, "env"),
        ("spec", "template", "spec", "volumes"),
        ("spec", "selector"),
        ("spec", "ports"),
        ("spec", "rules"),
        ("spec", "metrics"),
    ]
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2**33) | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "key", "value", "type", "labels", "port", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(PLACES), JSON)
def test_any_value_anywhere_gets_an_answer(place: tuple[str, tuple[str | int, ...]], value: Any) -> None:
    area, path = place
    body = copy.deepcopy(base(area))
    here = body
    for step in path[:-1]:
        here = here[step] if (isinstance(here, list) and here) or step in here else {}
    if isinstance(here, dict) or here:
        here[path[-1]] = value  # type: ignore[index]
    assert all(isinstance(error, FieldError) and error.message for error in verdict(body, VERSION).errors)
