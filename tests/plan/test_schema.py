"""The JSON format is the one that its schema describes."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from tests.plan import scenarios

SCHEMA = Path(__file__).resolve().parents[2] / "schemas" / "stslint" / "plan.schema.json"


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


@pytest.mark.parametrize("name", scenarios.NAMES)
def test_every_plan_fits_its_schema(name: str, validator: jsonschema.Draft7Validator) -> None:
    plan = json.loads(json.dumps(scenarios.played(name)))
    assert [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(plan)] == []
