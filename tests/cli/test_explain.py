"""`explain`, `rules` and `test`: the rule book for reading."""

import json
from pathlib import Path

import jsonschema
import pytest

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "stslint" / "rule.schema.json").read_text())

RULE = """\
id: STS901
name: team-label-missing
severity: error
stage: apply
category: own
kinds: [StatefulSet]
summary: A StatefulSet has no team label.
message: "the label team is missing"
schema:
  required: [metadata]
  properties:
    metadata:
      required: [labels]
      properties: {labels: {type: object, required: [team]}}
rationale: Nobody knows whom to call.
remediation: Add the label.
since: 0.1.0
examples:
  - bad: |
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:  # expect
        name: web
  - good: |
      apiVersion: apps/v1
      kind: StatefulSet
      metadata: {name: web, labels: {team: a}}
  - good: |
      apiVersion: v1
      kind: Service
      metadata: {name: web}
"""

PASTED = {
    "governing-service-missing": [
        "governing-service-missing",
        "STS201",
        "sts201",
        "https://stslint.dev/rules/governing-service-missing/",
        "web.yaml:6:16: warning[STS201] serviceName names wbe [*] (governing-service-missing)",
    ],
    "mount-without-volume": [
        'The StatefulSet "web" is invalid: spec.template.spec.containers[0].volumeMounts[0].name: Not found: "data"',
        '* spec.template.spec.initContainers[1].volumeMounts[0].name: Not found: "x"',
        (
            'create Pod web-0 in StatefulSet web failed error: Pod "web-0" is invalid: '
            'spec.containers[0].volumeMounts[0].name: Not found: "www"'
        ),
    ],
    "unknown-field": [
        (
            'Error from server (BadRequest): error when creating "web.yaml": StatefulSet in version "v1" cannot be '
            'handled as a StatefulSet: strict decoding error: unknown field "spec.serviceNam"'
        ),
    ],
    "kind-unknown": ['resource mapping not found: no matches for kind "Statefulset" in version "apps/v1"'],
    "duplicate-key": ['error converting YAML to JSON: yaml: unmarshal errors: line 5: key "name" already set in map'],
}


@pytest.mark.parametrize(
    ("rule", "words"), [(rule, words) for rule, all_words in PASTED.items() for words in all_words]
)
def test_what_people_paste_finds_its_rule(stslint, folder, rule, words):
    code, out, err = stslint("explain", "-f", "json", words)
    assert (code, err) == (0, "")
    data = json.loads(out)
    jsonschema.validate(data, SCHEMA)
    assert data[0]["name"] == rule


def test_a_page_says_why_what_to_do_and_shows_examples(stslint, folder):
    out = stslint("explain", "STS201")[1]
    assert out.startswith("warning[STS201] governing-service-missing\n")
    for part in (
        "\nWhy\n",
        "\nWhat to do\n",
        "\nWrong\n",
        "\nFixed\n",
        "# <-- here",
        "stslint: ignore[governing-service",
    ):
        assert part in out
    assert "# expect" not in out
    markdown = stslint("explain", "STS201", "-f", "markdown")[1]
    assert markdown.startswith("# governing-service-missing (STS201)\n")
    assert "```yaml\n" in markdown


def test_words_nobody_knows_exit_2(stslint, folder):
    code, out, err = stslint("explain", "qqqq")
    assert (code, out) == (2, "")
    assert err == "stslint: no rule explains that; `stslint rules` lists them all\n"


def test_rules_are_listed_in_three_forms(stslint, folder):
    table, markdown = stslint("rules")[1], stslint("rules", "-f", "markdown")[1]
    listed = json.loads(stslint("rules", "-f", "json")[1])
    assert len(table.splitlines()) == len(listed) + 1
    assert len(markdown.splitlines()) == len(listed) + 2
    assert [rule["id"] for rule in listed] == sorted(rule["id"] for rule in listed)


def test_rules_can_be_narrowed_as_lint_selects_them(stslint, folder):
    for words, key in (("network", "category"), ("stage:run", "stage")):
        listed = json.loads(stslint("rules", words, "-f", "json")[1])
        assert {rule[key] for rule in listed} == {words.removeprefix("stage:")}
    assert stslint("rules", "nonsense-x")[0] == 2


@pytest.fixture
def own(folder):
    (folder / "my-rules").mkdir()
    (folder / "my-rules" / "team-label-missing.yaml").write_text(RULE)
    return folder


def test_own_rules_are_tested_listed_explained_and_run(stslint, own):
    code, out, _ = stslint("test", "my-rules")
    assert (code, out) == (0, "ok   team-label-missing (3 examples)\n1 rule, 0 broken\n")
    (own / ".stslint.yaml").write_text("rules: [my-rules]\n")
    assert "STS901 team-label-missing" in stslint("rules")[1]
    assert "Nobody knows whom to call." in stslint("explain", "STS901")[1]
    (own / "web.yaml").write_text("apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\n")
    found = json.loads(stslint("lint", "web.yaml", "--select", "STS9", "-f", "json")[1])["findings"]
    assert [(each["rule"], each["line"]) for each in found] == [("team-label-missing", 3)]


def test_a_broken_promise_is_told_and_exits_1(stslint, own):
    path = own / "my-rules" / "team-label-missing.yaml"
    path.write_text(RULE.replace("metadata:  # expect\n        name: web", "metadata:\n        name: web  # expect"))
    code, out, _ = stslint("test", path)
    assert code == 1
    assert "FAIL team-label-missing\n" in out
    assert "expected example.yaml:4" in out


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("severity: error", "severity: fatal", "severity is one of"),
        ("name: team-label", "name: other-label", "is not the file's name"),
        ("schema:", "schemas:", "unknown key schemas"),
        ("type: object", "type: objct", "schema is no JSON Schema: "),
        ("rationale: Nobody knows whom to call.\n", "", "rationale is missing"),
    ],
)
def test_a_rule_file_that_cannot_be_used_is_one_line(stslint, own, old, new, words):
    path = own / "my-rules" / "team-label-missing.yaml"
    path.write_text(RULE.replace(old, new))
    code, out, _ = stslint("test", "my-rules")
    assert code == 1
    assert words in out
    code, _, err = stslint("lint", "--rules", "my-rules")
    assert code == 2
    assert words in err
    assert err.count("\n") == 1


def test_an_own_rule_cannot_take_a_built_in_name_or_id(stslint, own):
    path = own / "my-rules" / "team-label-missing.yaml"
    path.write_text(RULE.replace("STS901", "STS201"))
    code, _, err = stslint("lint", "--rules", "my-rules")
    assert code == 2
    assert "STS201 is taken" in err


def test_a_folder_without_rules_is_wrong_use(stslint, folder):
    assert stslint("test", ".")[0] == 2
    assert stslint("test", "none")[0] == 2
