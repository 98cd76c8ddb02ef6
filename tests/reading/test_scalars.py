"""Scalars as values and as keys, against what go-yaml v2 and sigs.k8s.io/yaml (kubectl's decoder) made of them."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from stslint import scalars
from stslint.documents import parse
from stslint.text import Source

RECORDED: dict[str, dict[str, dict[str, str]]] = json.loads(Path(__file__).with_name("scalars.json").read_text("utf-8"))
INT64 = range(-(1 << 63), 1 << 63)


def as_sent(text: str) -> Any:
    """A JSON text as kubectl sends it on: int64 where the digits fit, else a float (apimachinery, util/json)."""
    value = json.loads(text)
    return float(value) if type(value) is int and value not in INT64 else value


@pytest.mark.parametrize("text", RECORDED["values"])
def test_a_value_is_what_kubectl_sends(text: str) -> None:
    recorded = RECORDED["values"][text]
    (document,) = parse(Source("a.yaml", f"k: {text}\n"))
    assert document.broken == ("error" in recorded), (recorded, document.problems)
    if not document.broken:
        assert repr(document.value["k"]) == repr(as_sent(recorded["json"]))


@pytest.mark.parametrize("text", RECORDED["keys"])
def test_a_key_is_the_string_kubectl_makes_of_it(text: str) -> None:
    recorded = RECORDED["keys"][text]
    (document,) = parse(Source("a.yaml", f"{text}: v\n"))
    assert document.broken == ("error" in recorded), (recorded, document.problems)
    if not document.broken:
        assert list(document.value) == [recorded["json"]]


@pytest.mark.parametrize(
    "text", ["9" * 10**6, "0" * 10**6 + "x", "1_" * 10**6, "1." + "0" * 10**6 + "e", "0b" + "1" * 10**6]
)
def test_long_numbers_take_no_longer_than_reading_them(text: str) -> None:
    started = time.process_time()
    scalars.plain(text)
    assert time.process_time() - started < 2
