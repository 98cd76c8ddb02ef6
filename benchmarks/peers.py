"""Other tools to measure beside: how to find and call each, and schemas on disk for kubeconform.

A tool that is not installed is left out of the table, and the table says so.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

_SCHEMAS: Final = "kubernetes-json-schema/v1.37.0-local-strict"
_REFERENCE: Final = "/api/_definitions.json#/$defs/"


def find(tool: str) -> str | None:
    """The path of an installed tool: on PATH, in Go's bin folder, or beside this interpreter."""
    places = os.pathsep.join((os.environ.get("PATH", ""), str(Path.home() / "go" / "bin"), str(_beside())))
    return shutil.which(tool, path=places)


def _beside() -> Path:
    import sys

    return Path(sys.executable).parent


def write_kubeconform_schemas(folder: Path) -> str:
    """One self-contained strict schema a kind, in kubeconform's layout; returns its -schema-location."""
    import kubernetes_validate

    origin = Path(kubernetes_validate.__file__).parent / _SCHEMAS
    definitions = json.loads((origin / "_definitions.json").read_text(encoding="utf-8"))["$defs"]
    folder.mkdir(parents=True, exist_ok=True)
    for path in origin.glob("*.json"):
        if path.name == "_definitions.json":
            continue
        schema = json.loads(path.read_text(encoding="utf-8"))
        used = _reachable(schema, definitions)
        schema["$defs"] = {name: definitions[name] for name in sorted(used)}
        schema.pop("$id", None)
        text = json.dumps(schema).replace(_REFERENCE, "#/$defs/")
        (folder / path.name).write_text(text, encoding="utf-8")
    return str(folder) + "/{{.ResourceKind}}{{.KindSuffix}}.json"


def _reachable(schema: Any, definitions: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = [schema]
    while waiting:
        for name in _references(waiting.pop()):
            if name not in found:
                found.add(name)
                waiting.append(definitions[name])
    return found


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str):
            yield reference.rpartition("/")[2]
        for each in value.values():
            yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)
