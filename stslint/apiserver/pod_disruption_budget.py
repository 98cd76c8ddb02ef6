"""PodDisruptionBudget: one of two amounts, and a selector.

In: a PodDisruptionBudget as written. Out: FieldErrors. Upstream: pkg/apis/policy/validation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stslint.apiserver.decoded import struct
from stslint.apiserver.errors import invalid
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.int_or_string import validate_amount_or_percent, validate_at_most_100_percent
from stslint.apiserver.labels import validate_label_selector
from stslint.fields import FieldError


def validate_pod_disruption_budget(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidatePodDisruptionBudgetSpec; the metadata of a budget is validated by no function of its own."""
    spec = struct(body, "spec")
    if spec.get("minAvailable") is not None and spec.get("maxUnavailable") is not None:
        at = ("spec", "maxUnavailable")
        yield invalid(("spec",), spec, "minAvailable and maxUnavailable cannot be both set", at, "key")
    for field in ("minAvailable", "maxUnavailable"):
        yield from validate_amount_or_percent(spec.get(field), ("spec", field))
        yield from validate_at_most_100_percent(spec.get(field), ("spec", field))
    yield from validate_label_selector(spec.get("selector"), ("spec", "selector"))
