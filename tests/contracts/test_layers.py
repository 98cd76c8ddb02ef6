"""The rooms import downward only, and third-party packages only where the architecture allows them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "stslint"

ROOMS = """
values: lazy garbage text fields names selectors quantities standards assets versions errors terminal patterns
reading: scalars emitter documents sources
model: recognition resources kustomize cluster services
judging: schemas apiserver hits checks
verdict: verdict
rulebook: findings rules rulefiles fingerprints suggestions
policy: suppressions options config settings answers requests
running: locating judged judging customs remote packing cache memory workers engine fixes examples writing plan
showing: reporters renderers pages
door: runs scope mending manifests api cli __init__ __main__
"""
"""The layers from the bottom up, each with its rooms; ARCHITECTURE.md says what they are for."""

LAYERS: dict[str, int] = {
    name: number for number, line in enumerate(ROOMS.strip().splitlines()) for name in line.partition(":")[2].split()
}

THIRD_PARTY: dict[str, set[str]] = {
    "documents": {"ruamel", "_ruamel_yaml"},
    "schemas": {"jsonschema", "jsonschema_rs", "referencing"},
    "sources": {"pathspec"},
    "remote": {"distributed", "dask"},
    "cli": {"click"},
    "__main__": {"click"},
}

NEVER: dict[str, set[str]] = {
    "plan": {"rules", "findings", "rulefiles", "engine", "checks", "judging"},
    "checks": {"schemas", "apiserver"},
    "apiserver": {"checks", "hits", "schemas"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            if module == "stslint":
                yield from (f"stslint.{alias.name}" for alias in node.names)
            else:
                yield module


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_its_layer_allows(path: Path) -> None:
    here = room(path)
    assert here in LAYERS, f"{here} has no layer: name it in ARCHITECTURE.md and here"
    for name in imported(path):
        top, _, rest = name.partition(".")
        if top == "stslint":
            other = rest.partition(".")[0]
            if other not in LAYERS:
                continue
            assert LAYERS[other] <= LAYERS[here], f"{here} imports upward from {other}"
            assert other not in NEVER.get(here, set()), f"{here} must not know {other}"
        elif top not in sys.stdlib_module_names:
            assert top in THIRD_PARTY.get(here, set()), f"{here} must not import {top}"


def test_every_named_room_exists_or_is_the_door() -> None:
    assert {room(path) for path in modules()} <= set(LAYERS)
