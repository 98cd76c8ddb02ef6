"""The plan as JSON, in the vocabulary of `schemas/stslint/plan.schema.json`, written piece by piece.

What a person compares stands on a line of its own (a Pod, a claim, a field that changes), so that plans can be kept
beside the manifests and diffed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.renderers import PlanView

_DEEPEST: Final = 5
"""Maps nested deeper stand on one line."""


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    """One object; large plans are never one string."""
    encode = json.JSONEncoder(ensure_ascii=False).encode
    yield from _map(plan, 0, encode)
    yield "\n"


def _map(value: Mapping[str, Any], depth: int, encode: Any) -> Iterator[str]:
    margin = "  " * (depth + 1)
    lead = "{"
    for key, each in value.items():
        yield f"{lead}\n{margin}{encode(key)}: "
        lead = ","
        if isinstance(each, Mapping) and each and depth + 1 < _DEEPEST:
            yield from _map(each, depth + 1, encode)
        elif isinstance(each, list) and each and isinstance(each[0], (Mapping, list)):
            yield f"[\n{margin}  {encode(each[0])}"
            yield from (f",\n{margin}  {encode(one)}" for one in each[1:])
            yield f"\n{margin}]"
        else:
            yield encode(each)
    yield f"\n{'  ' * depth}}}" if lead == "," else "{}"
