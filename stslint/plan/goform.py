"""Values as the server prints them in errors: its internal Go types, whose fields are capitalised and all there."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Final

from stslint import quantities
from stslint.fields import FieldError, lookup
from stslint.resources import items, mapping

_STATUS: Final = {
    "Phase": "Pending",
    "AccessModes": None,
    "Capacity": None,
    "Conditions": None,
    "AllocatedResources": None,
    "AllocatedResourceStatuses": None,
    "CurrentVolumeAttributesClassName": None,
    "ModifyVolumeStatus": None,
    "HealthStatus": None,
}
_METADATA: Final = ("name", "generateName", "namespace", "labels", "annotations", "finalizers")
_CONTEXT: Final = 3


def claim_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """core.PersistentVolumeClaimSpec."""
    resources = mapping(spec.get("resources"))
    return {
        "AccessModes": spec.get("accessModes"),
        "Selector": spec.get("selector"),
        "Resources": {"Limits": resources.get("limits"), "Requests": resources.get("requests")},
        "VolumeName": spec.get("volumeName", ""),
        "StorageClassName": spec.get("storageClassName"),
        "VolumeMode": spec.get("volumeMode", "Filesystem"),
        "DataSource": spec.get("dataSource"),
        "DataSourceRef": spec.get("dataSourceRef"),
        "VolumeAttributesClassName": spec.get("volumeAttributesClassName"),
    }


def claim_templates(templates: Any) -> list[dict[str, Any]] | None:
    """[]core.PersistentVolumeClaim, with the metadata's fields at the top."""
    if not templates:
        return None
    return [
        {
            **{field: value for field in _METADATA if (value := mapping(each.get("metadata")).get(field))},
            "Spec": claim_spec(mapping(each.get("spec"))),
            "Status": _STATUS,
        }
        for each in map(mapping, items(templates))
    ]


def rolling_update(block: Mapping[str, Any]) -> dict[str, Any]:
    return {"Partition": block.get("partition", 0), "MaxUnavailable": block.get("maxUnavailable")}


def shown(error: FieldError) -> FieldError:
    """The error with its value as the server prints it."""
    if error.path == ("spec", "updateStrategy") and isinstance(error.value, dict):
        block = error.value.get("rollingUpdate")
        form = rolling_update(block) if isinstance(block, dict) else None
        return error._replace(value={"Type": error.value.get("type", ""), "RollingUpdate": form})
    return error


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> str:
    """apimachinery's diff.Diff: a unified diff of the indented JSON, without its header."""
    left, right = (_lines(claim_spec(each)) for each in (old, new))
    lines = list(difflib.unified_diff(left, right, lineterm="", n=_CONTEXT))[2:]
    return "".join(f"{line}\n" for line in lines)


def _lines(value: Any) -> list[str]:
    return json.dumps(value, indent=1, ensure_ascii=False).splitlines()


def quantity(value: Any) -> Fraction:
    return quantities.parse(value) or Fraction(0)


def storage(body: Mapping[str, Any]) -> Fraction:
    return quantity(lookup(body, ("spec", "resources", "requests", "storage")))
