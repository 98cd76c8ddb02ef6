"""Every rule keeps the promises of its own examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from stslint.examples import broken_promises
from stslint.rulefiles import read_rule_file, rule_files
from stslint.rules import Rulebook, builtin

RULES = Path(__file__).resolve().parents[2] / "rules"


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return Rulebook(builtin())


@pytest.mark.parametrize("path", rule_files(RULES), ids=lambda path: path.stem)
def test_a_rule_keeps_the_promises_of_its_examples(path: Path, rulebook: Rulebook) -> None:
    data = read_rule_file(path)
    rule = rulebook.by_name[data["name"]]
    assert list(broken_promises(data, rule, rulebook)) == []
