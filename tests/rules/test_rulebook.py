"""The rulebook as a whole: ids, names, categories and texts follow the conventions."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from stslint.rulefiles import compile_rule, read_rule_file, rule_files
from stslint.rules import Rulebook, builtin

ROOT = Path(__file__).resolve().parents[2]
FILES = rule_files(ROOT / "rules")
RANGES = {
    "internal": "0",
    "syntax": "01",
    "api": "1",
    "network": "2",
    "storage": "3",
    "rollout": "4",
    "reliability": "4",
    "references": "5",
    "peers": "6",
    "security": "7",
}


def test_ids_and_names_are_unique() -> None:
    rules = builtin()
    assert [name for name, count in Counter(rule.name for rule in rules).items() if count > 1] == []
    assert [name for name, count in Counter(rule.id for rule in rules).items() if count > 1] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_rule_file_follows_the_conventions(path: Path) -> None:
    data = read_rule_file(path)
    category = data.get("category", path.parent.name)
    assert category == path.parent.name
    assert re.fullmatch(r"STS[0-9]{3}", data["id"])
    assert data["id"][3] in RANGES[category]
    assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", data["name"])
    assert not re.match(r"(avoid|do-not|no|prefer|use|should)-", data["name"]), "a name says what is bad"
    assert not data["summary"].endswith(".")
    assert not data["message"].endswith("."), "a message is one clause without a full stop"
    assert len(data["rationale"].split()) >= 12
    assert compile_rule(data, path)["name"] == path.stem


@pytest.mark.parametrize("rule", builtin(), ids=lambda rule: rule.name)
def test_a_check_exists_and_has_one_of_the_three_shapes(rule) -> None:  # type: ignore[no-untyped-def]
    if rule.check:
        assert callable(rule.function)


def test_every_answer_of_the_server_has_an_owner() -> None:
    from stslint.fields import WORDS, FieldError, FieldWarning

    rulebook = Rulebook(builtin())
    for reason in WORDS:
        assert rulebook.owner(FieldError(("spec", "x"), reason), "StatefulSet") is not None, reason  # type: ignore[arg-type]
    assert rulebook.owner(FieldWarning(("spec",), "something"), "StatefulSet") is not None
