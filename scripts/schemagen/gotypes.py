"""Facts that only the Go types tell: which fields are pointers, which kinds have no namespace, when APIs were removed.

In: a folder with checked-out `k8s.io/*` modules. Out: `gotypes.json`, kept in the project, so that the modules are
needed only for a new Kubernetes minor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_STRUCT = re.compile(r"^type (\w+) struct \{\n(.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\t(?:(\w+) +)?(\S.*?)\s+`[^`]*json:\"([^\"]*)\"[^`]*`", re.MULTILINE)
_TYPE = re.compile(r"^type (\w+) struct", re.MULTILINE)
_LIFECYCLE = re.compile(r"func \(in \*(\w+)\) APILifecycle(\w+)\(\)[^{]*\{\n\treturn (.*)\n\}")
_REPLACEMENT = re.compile(r'Group: "(.*?)", Version: "(.*?)", Kind: "(.*?)"')

PACKAGES = (
    ("api", "", "*/*"),
    ("apimachinery", "pkg/apis", "meta/v1"),
    ("apiextensions-apiserver", "pkg/apis", "apiextensions/v1"),
    ("kube-aggregator", "pkg/apis", "apiregistration/v1"),
)


def read(modules: Path) -> dict[str, Any]:
    """Everything the Go sources say, by short type name (`core.v1.Container`)."""
    pointers: dict[str, list[str]] = {}
    cluster: list[str] = []
    lifecycle: dict[str, dict[str, Any]] = {}
    for package in _packages(modules):
        prefix = f"{package.parent.name}.{package.name}"
        text = "\n".join(each.read_text() for each in sorted(package.glob("*types*.go")))
        structs = {name: list(_FIELD.findall(body)) for name, body in _STRUCT.findall(text)}
        for name in structs:
            pointers[f"{prefix}.{name}"] = sorted(_pointers(name, structs))
        cluster += [f"{prefix}.{name}" for name in _cluster_kinds(text)]
        lifecycle |= _lifecycle(prefix, package)
    return {"pointers": {k: v for k, v in pointers.items() if v}, "cluster": sorted(cluster), "lifecycle": lifecycle}


def _packages(modules: Path) -> Iterator[Path]:
    for module, folder, pattern in PACKAGES:
        for root in sorted(modules.glob(f"{module}@*")):
            yield from (each for each in sorted((root / folder).glob(pattern)) if each.is_dir())


def _pointers(name: str, structs: dict[str, list[tuple[str, str, str]]]) -> Iterator[str]:
    """JSON names of the pointer fields of a struct, those of inlined structs included."""
    for field, go_type, tag in structs.get(name, ()):
        json_name = tag.partition(",")[0]
        if not field and not json_name:
            yield from _pointers(go_type.split(".")[-1], structs)
        elif go_type.startswith("*") and json_name:
            yield json_name


def _cluster_kinds(text: str) -> Iterator[str]:
    for mark in re.finditer(r"^// \+genclient:nonNamespaced$", text, re.MULTILINE):
        if found := _TYPE.search(text, mark.end()):
            yield found[1]


def _lifecycle(prefix: str, package: Path) -> dict[str, dict[str, Any]]:
    source = package / "zz_generated.prerelease-lifecycle.go"
    table: dict[str, dict[str, Any]] = {}
    for kind, what, value in _LIFECYCLE.findall(source.read_text() if source.exists() else ""):
        entry = table.setdefault(f"{prefix}.{kind}", {})
        if what == "Replacement":
            group, version, name = _REPLACEMENT.search(value).groups()  # type: ignore[union-attr]
            entry["replacement"] = [f"{group}/{version}" if group else version, name]
        else:
            entry[what.lower()] = [int(part) for part in value.split(",")]
    return {key: value for key, value in table.items() if not key.endswith("List")}
