"""What the server refuses in Pod templates, as tables: `pods/<area>.yaml`, answered by a v1.37 API server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from stslint.verdict import verdict

TABLES = Path(__file__).parent / "pods"
POD = "spec.template.spec."
LABELS = {"matchLabels": {"app": "web"}}


def deployment(spec: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    """A Deployment whose Pods have one container and this spec."""
    template = {
        "metadata": {"labels": {"app": "web"}, **metadata},
        "spec": {"containers": [{"name": "c", "image": "i"}], **spec},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {"selector": LABELS, "template": template},
    }


def said(body: dict[str, Any], version: tuple[int, int] = (1, 37)) -> list[str]:
    """`field Reason` of every refusal, fields of the Pod without their long prefix."""
    errors = verdict(body, version).errors
    return [f"{each.field.removeprefix(POD)} {each.reason.removeprefix('FieldValue')}" for each in errors]


def rows() -> Iterator[Any]:
    for table in sorted(TABLES.glob("*.yaml")):
        for row in YAML(typ="safe").load(table.read_text()):
            yield pytest.param(row["spec"], row["refused"], id=f"{table.stem}: {row['case']}")


@pytest.mark.parametrize(("spec", "refused"), list(rows()))
def test_the_verdict_names_the_servers_fields(spec: dict[str, Any], refused: list[str]) -> None:
    assert sorted(said(deployment(spec))) == sorted(refused)
