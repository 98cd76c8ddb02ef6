"""Compare stslint's verdicts with a server's answers to the same cases.

In: base manifests and answers, one a line: a case with what the server said (`accepted`, `code`, `errors` with `field`
and `reason`, `warnings`). Out: counts on standard output, and with --show the cases behind one of them.

    python scripts/compare_cases.py tests/verdicts/bases answers.jsonl --show missed
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from stslint.fields import FieldWarning
from stslint.verdict import verdict

JUDGED = (200, 201, 400, 422)
"""Other codes depend on what else is in the cluster."""


def patched(document: Any, patch: list[dict[str, Any]]) -> Any:
    """RFC 6902 add, replace and remove."""
    root = {"": deepcopy(document)}
    for operation in patch:
        *steps, last = [step.replace("~1", "/").replace("~0", "~") for step in operation["path"].split("/")]
        here: Any = root
        for step in steps:
            here = here[int(step)] if isinstance(here, list) else here[step]
        _apply(here, last, operation)
    return root[""]


def _apply(container: Any, step: str, operation: dict[str, Any]) -> None:
    if isinstance(container, dict):
        if operation["op"] == "remove":
            del container[step]
        else:
            container[step] = operation["value"]
    elif operation["op"] == "add":
        container.insert(len(container) if step == "-" else int(step), operation["value"])
    elif operation["op"] == "replace":
        container[int(step)] = operation["value"]
    else:
        del container[int(step)]


def judged(case: dict[str, Any], body: Any, version: tuple[int, int]) -> tuple[str, str]:
    """The kind of agreement, and what to show of it."""
    if not isinstance(body, dict):
        return "not an object", ""
    ours = verdict(body, version)
    said = sorted({error.field for error in ours.errors if "stage" not in error.facts})
    asked = sorted({error.get("field", "") for error in case.get("errors", ())})
    if case["accepted"]:
        if said:
            return "false", "; ".join(f"{error.field}: {error.message[:100]}" for error in ours.errors)
        return _warned(case, ours.warnings)
    if not said:
        return "missed", "; ".join(f"{error.get('field')}: {error['message'][:100]}" for error in case["errors"])
    if case["code"] == 400:
        return "agreed (400)", ""
    if not set(asked) & set(said):
        return "field", f"{asked} but {said}"
    return ("extra", f"{asked} but also {sorted({*said} - {*asked})}") if {*said} - {*asked} else ("same", "")


def _warned(case: dict[str, Any], warnings: tuple[FieldWarning, ...]) -> tuple[str, str]:
    """Warnings at fields are compared by field, others by their text; the server says nothing twice."""
    asked = {_place(_unquoted(text)) for text in case.get("warnings", ())}
    said = {warning.field or warning.message for warning in warnings}
    return ("same", "") if asked == said else ("warnings", f"{sorted(asked)} but {sorted(said)}")


def _place(text: str) -> str:
    return text if text.startswith("volume ") else text.partition(": ")[0]


def _unquoted(header: str) -> str:
    """The text of a `Warning:` header such as `299 - "text"`; recorded answers have the text alone."""
    text = header.partition('"')[2].removesuffix('"') if header.startswith("299 ") else header
    return text.replace('\\"', '"')


def answers(files: list[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with file.open() as lines:
            yield from map(json.loads, lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bases", type=Path)
    parser.add_argument("answers", type=Path, nargs="+")
    parser.add_argument("--kubernetes-version", default="1.37")
    parser.add_argument("--show", default="", help="some of false,missed,field,extra,warnings")
    options = parser.parse_args()
    major, minor = options.kubernetes_version.split(".")
    bases = {file.stem: YAML(typ="safe").load(file.read_text()) for file in options.bases.glob("*.yaml")}
    counts: Counter[str] = Counter()
    for case in answers(options.answers):
        code = case.get("code", 201)
        base = case.get("base") or max((name for name in bases if case["id"].startswith(name)), key=len)
        if code not in JUDGED:
            counts["elsewhere"] += 1
            continue
        body = patched(bases[base], case["patch"])
        kind, words = judged({**case, "code": code}, body, (int(major), int(minor)))
        counts[kind] += 1
        if kind in options.show.split(","):
            sys.stdout.write(
                f"{kind} {base} {json.dumps(case['patch'], ensure_ascii=False)[:300]}\n    {words[:600]}\n"
            )
    sys.stdout.write(json.dumps(dict(counts.most_common())) + "\n")


if __name__ == "__main__":
    main()
