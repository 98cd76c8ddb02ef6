"""The plan as JSON, in the vocabulary of `schemas/stslint/plan.schema.json`, written piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from stslint.renderers import PlanView


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    """One indented object; large plans are never one string."""
    yield from json.JSONEncoder(indent=2, ensure_ascii=False).iterencode(plan)
    yield "\n"
