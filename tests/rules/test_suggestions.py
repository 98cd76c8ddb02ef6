"""What is suggested for a refused value is what its author meant, or nothing."""

from __future__ import annotations

from typing import Any

import pytest

from stslint.fields import FieldError
from stslint.quantities import legal_spelling, parse
from stslint.suggestions import replacement, written


@pytest.mark.parametrize(
    ("text", "legal"),
    [
        ("10GiB", "10Gi"),
        ("10 Gi", "10Gi"),
        ("1GB", "1G"),
        ("1K", "1k"),
        ("512mb", "512M"),
        ("1_000", "1000"),
        ("1,5Gi", "1.5Gi"),
        ("ten", None),
        ("1Gi2", None),
        ("10 apples", None),
        ("", None),
        ("1Gi", None),
    ],
)
def test_a_quantity_is_put_into_legal_spelling(text: str, legal: str | None) -> None:
    assert legal_spelling(text) == legal
    assert legal is None or parse(legal) is not None


@pytest.mark.parametrize(
    ("value", "types", "meant"),
    [
        ("6379", ["integer"], 6379),
        ("007", ["integer"], None),
        ("many", ["integer"], None),
        ("yes", ["boolean"], True),
        ("6379", ["integer", "string"], None),
        (5, ["string"], None),
        (None, ["integer"], None),
    ],
)
def test_a_value_of_the_wrong_type_is_replaced_only_if_one_is_meant(value: Any, types: list[str], meant: Any) -> None:
    error = FieldError(("spec", "replicas"), "FieldValueTypeInvalid", value=value, facts={"types": types})
    assert replacement(error) == meant


@pytest.mark.parametrize(("mode", "meant"), [(755, 0o755), (644, 0o644), (999, None), (1000, None)])
def test_a_decimal_mode_is_read_as_octal_if_its_digits_are(mode: int, meant: int | None) -> None:
    detail = "must be a number between 0 and 0777 (octal), both inclusive"
    assert replacement(FieldError(("defaultMode",), "FieldValueInvalid", detail, mode)) == meant


def test_a_wrong_key_is_compared_by_its_name_and_a_value_by_what_stands_there() -> None:
    body = {"spec": {"replica": 3, "updateStrategy": {"type": "rolling"}}}
    key = FieldError(("spec", "replica"), "FieldValueTypeInvalid", value=3, anchor="key")
    inner = FieldError(("spec", "updateStrategy"), "FieldValueInvalid", value={}, at=("spec", "updateStrategy", "type"))
    assert written(key, body) == "replica"
    assert written(inner, body) == "rolling"
