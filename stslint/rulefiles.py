"""Rule files as people write them: `rules/<category>/<name>.yaml`, with texts and examples.

In: paths. Out: checked plain data, compiled rules for the index (or for own rules at run time), and the details that
`explain`, the documentation and the examples harness show. Runs without own rules never import this.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple

from stslint.documents import parse
from stslint.findings import SEVERITIES, STAGES
from stslint.text import Source

_COMPILED: Final = (
    "id",
    "name",
    "category",
    "severity",
    "stage",
    "preset",
    "kinds",
    "summary",
    "message",
    "help",
    "cases",
    "related",
    "check",
    "schema",
    "owns",
    "internal",
    "fix",
    "says",
)
_TEXTS: Final = ("rationale", "remediation", "references", "since", "examples")
_REQUIRED: Final = ("id", "name", "severity", "stage", "summary", "message", "rationale", "remediation", "since")


class RuleFileError(Exception):
    """A rule file that cannot be used; the text names the file, the key and what is wrong."""


class Example(NamedTuple):
    """One executed example: files (name → text), whether they are bad, and their text after the fix."""

    bad: bool
    files: Mapping[str, str]
    fixed: Mapping[str, str] | None
    options: Mapping[str, Any]


def rule_files(folder: Path) -> list[Path]:
    """All rule files below a folder, or the file itself, in a stable order."""
    if folder.is_file():
        return [folder]
    return sorted(path for path in folder.rglob("*.y*ml") if path.suffix in (".yaml", ".yml"))


def read_rule_file(path: Path) -> dict[str, Any]:
    """The checked data of one rule file; raises RuleFileError."""
    documents = parse(Source(str(path), path.read_text(encoding="utf-8")))
    for document in documents:
        for problem in document.problems:
            raise RuleFileError(f"{path}:{problem.span.start.line}: {problem.message}")
    if len(documents) != 1 or not isinstance(documents[0].value, dict):
        raise RuleFileError(f"{path}: a rule file holds exactly one map")
    data: dict[str, Any] = documents[0].value
    _check(data, path)
    return data


def _check(data: Mapping[str, Any], path: Path) -> None:
    def fail(text: str) -> None:
        raise RuleFileError(f"{path}: {text}")

    for key in _REQUIRED:
        if not isinstance(data.get(key), str) or not data[key]:
            fail(f"{key} is missing or not a text")
    for key in data:
        if key not in (*_COMPILED, *_TEXTS):
            fail(f"unknown key {key}")
    if data["name"] != path.stem:
        fail(f"name {data['name']} is not the file's name")
    if data["severity"] not in SEVERITIES or data["stage"] not in STAGES:
        fail(f"severity is one of {', '.join(SEVERITIES)}, stage one of {', '.join(STAGES)}")
    if sum(key in data for key in ("check", "schema", "owns", "internal")) != 1:
        fail("exactly one of check, schema, owns says how the rule is checked")
    if "schema" in data and (wrong := _schema_problem(data["schema"])):
        fail(f"schema is no JSON Schema: {wrong}")


def _schema_problem(schema: Any) -> str:
    from stslint.schemas.fragments import problem

    return problem(schema)


def compile_rule(data: Mapping[str, Any], path: Path, root: Path | None = None) -> dict[str, Any]:
    """What a run needs of a rule: its data without the texts, with `needs` read off the check's parameters."""
    compiled = {key: data[key] for key in _COMPILED if key in data}
    compiled.setdefault("category", path.parent.name)
    if "check" in data:
        compiled["needs"] = _needs(str(data["check"]), path)
    compiled["path"] = path.relative_to(root).as_posix() if root else str(path)
    return compiled


def _needs(check: str, path: Path) -> str:
    module_name, _, function_name = check.rpartition(".")
    try:
        function = getattr(import_module(f"stslint.checks.{module_name}"), function_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise RuleFileError(f"{path}: check {check} does not exist in stslint.checks") from error
    parameters = list(inspect.signature(function).parameters)
    shapes = {("resource",): "resource", ("resource", "version"): "version", ("resource", "cluster"): "cluster"}
    if tuple(parameters) not in shapes:
        raise RuleFileError(f"{path}: {check} takes ({', '.join(parameters)}); known: (resource[, version | cluster])")
    return shapes[tuple(parameters)]


def examples(data: Mapping[str, Any]) -> Iterator[Example]:
    """The examples of a rule, each as files."""
    for each in data.get("examples") or []:
        bad = "bad" in each
        fixed = each.get("fixed")
        yield Example(
            bad,
            _files(each["bad" if bad else "good"]),
            None if fixed is None else _files(fixed),
            each.get("options") or {},
        )


def _files(value: Any) -> Mapping[str, str]:
    return value if isinstance(value, dict) else {"example.yaml": str(value)}
