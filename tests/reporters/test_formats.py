"""Each machine format keeps its promise to the service that reads it."""

import json
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import jsonschema
import make
import pytest

from stslint.findings import Counts, Report
from stslint.reporters import FOR_PEOPLE, REPORTERS, reporter
from stslint.reporters.view import View
from stslint.rules import rule_from

SARIF = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text())
ROOT = Path(__file__).parents[2]
REPORTS = {
    "empty": lambda: (Report(), View()),
    "typical": make.typical,
    "hostile": make.hostile,
    "many": lambda: make.many(30),
}


def shown(name: str, report: Report, view: View) -> str:
    return "".join(reporter(name)(report, view))


@pytest.fixture(params=sorted(REPORTS))
def case(request):
    return REPORTS[request.param]()


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_no_format_lets_a_control_character_of_a_manifest_through(name):
    text = shown(name, *make.hostile())
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]", text)


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_every_format_works_on_a_bare_report_and_ends_with_a_newline(name):
    report, _ = make.typical()
    text = shown(name, report, View())
    assert text.endswith("\n")
    assert "governing-service-missing" in text


@pytest.mark.parametrize("name", sorted(FOR_PEOPLE))
def test_formats_for_people_always_say_what_was_looked_at(name):
    counts = Counts(files=3, objects=12, skipped=4, not_validated=5, suppressed=6)
    text = shown(name, Report(counts=counts), View())
    for part in ("12 objects", "3 files", "no problems found", "4 skipped", "5 not validated", "6 suppressed"):
        assert part in text


def test_json_is_the_report_and_follows_its_schema(case):
    schema = json.loads((ROOT / "schemas" / "stslint" / "report.schema.json").read_text())
    report, view = case
    data = json.loads(shown("json", report, view))
    assert data == report.to_dict()
    jsonschema.validate(data, schema)


def test_jsonl_is_one_finding_a_line(case):
    report, view = case
    lines = shown("jsonl", report, view).splitlines()
    assert [json.loads(line) for line in lines] == [finding.to_dict() for finding in report.findings]


def test_sarif_follows_the_official_schema(case):
    report, view = case
    log = json.loads(shown("sarif", report, view._replace(version="1.2.3")))
    jsonschema.Draft4Validator(SARIF).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    marks = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(marks)) == len(marks) == len(report.findings)


def test_sarif_links_related_places_from_the_message_and_carries_the_fix():
    (result,) = json.loads(shown("sarif", *make.typical()))["runs"][0]["results"]
    (related,) = result["relatedLocations"]
    assert f"[{related['message']['text']}]({related['id']})" in result["message"]["text"]
    assert related["physicalLocation"]["artifactLocation"]["uri"] == "svc.yaml"
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"] == {"text": "web"}
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 16


def test_sarif_rules_carry_the_rule_books_texts():
    rule = rule_from(
        {
            "id": "STS201",
            "name": "governing-service-missing",
            "category": "network",
            "severity": "warning",
            "stage": "run",
            "message": "m",
            "summary": "The Service is missing",
            "help": "create it",
        }
    )
    report, view = make.typical()
    log = json.loads(shown("sarif", report, view._replace(rules={rule.name: rule})))
    jsonschema.Draft4Validator(SARIF).validate(log)
    (driver_rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert driver_rule["shortDescription"]["text"] == "The Service is missing"
    assert driver_rule["defaultConfiguration"] == {"level": "warning"}
    assert driver_rule["help"]["text"].startswith("create it")
    assert "network" in driver_rule["properties"]["tags"]


def test_sarif_says_which_commit_it_is_about_if_that_is_known():
    report, view = make.typical()
    log = json.loads(shown("sarif", report, view._replace(repository="https://example.com/x", revision="abc")))
    jsonschema.Draft4Validator(SARIF).validate(log)
    (origin,) = log["runs"][0]["versionControlProvenance"]
    assert (origin["repositoryUri"], origin["revisionId"]) == ("https://example.com/x", "abc")


def test_sarif_says_how_many_results_it_leaves_out():
    report, view = make.many(5003)
    (run,) = json.loads(shown("sarif", report, view))["runs"]
    assert len(run["results"]) == 5000
    assert "3 findings" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_uris_are_relative_to_the_runs_folder_and_encoded():
    source = make.Source("/repo/a b/w%b.yaml", make.SET)
    report = Report(findings=(make.finding(source, "wbe"),))
    log = json.loads(shown("sarif", report, View(folder="/repo")))
    artifact = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "a%20b/w%25b.yaml", "uriBaseId": "SRCROOT"}


def test_junit_counts_agree_with_its_cases(case):
    report, view = case
    root = ET.fromstring(shown("junit", report, view._replace(fail_on="warning")))
    cases = root.findall(".//testcase")
    assert int(root.get("tests")) == len(cases)
    assert int(root.get("failures")) == len(root.findall(".//failure")) == len(report.findings)
    assert int(root.get("errors")) == len(root.findall(".//error")) == len(report.failures)


def test_junit_passes_findings_below_the_fail_on_level_and_clean_files():
    report, view = make.typical()
    root = ET.fromstring(shown("junit", report, view._replace(fail_on="error")))
    assert not root.findall(".//failure")
    assert "no such Service" in root.find(".//system-out").text
    assert [case.get("name") for case in root.findall("testsuite[@name='svc.yaml']/testcase")] == ["no problems found"]


def test_gitlab_has_the_fields_gitlab_requires(case):
    report, view = case
    issues = json.loads(shown("gitlab", report, view))
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(report.findings)
    for issue in issues:
        assert issue["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith("./")
        assert issue["description"]
        assert issue["check_name"]


def test_github_annotates_the_most_severe_and_logs_the_rest():
    errors, view = make.many(12, severity="error")
    infos, _ = make.many(12, severity="info")
    report = Report(findings=(*infos.findings, *errors.findings))
    lines = shown("github", report, view).splitlines()
    assert [line.split()[0] for line in lines[:20]] == ["::error"] * 10 + ["::notice"] * 10
    assert lines[19] == "::notice title=stslint::5 more findings without annotation in the log"
    assert sum("governing-service-missing" in line for line in lines) == 24
    assert not any(line.startswith("::") for line in lines[20:])


def test_github_commands_hold_together_whatever_a_manifest_says():
    lines = shown("github", *make.hostile()).splitlines()
    assert sum(line.lstrip().startswith("::") for line in lines) == 1
    properties = lines[0].removeprefix("::warning ").split("::")[0]
    assert [part.split("=")[0] for part in properties.split(",")] == ["title", "file", "line", "endLine"]
    many, view = make.many(12, message="::stop-commands::x ##[set-env name=a]b")
    assert not any("##[" in line for line in shown("github", many, view).splitlines()[10:])


def test_concise_lines_match_the_problem_matcher():
    matcher = json.loads((ROOT / ".github" / "stslint-matcher.json").read_text())
    (pattern,) = matcher["problemMatcher"][0]["pattern"]
    first, *_, last = shown("concise", *make.typical()).splitlines()
    match = re.fullmatch(pattern["regexp"], first)
    assert (match[pattern["file"]], match[pattern["line"]], match[pattern["column"]]) == ("web.yaml", "6", "16")
    assert match[pattern["severity"]] == "warning"
    assert match[pattern["code"]] == "STS201"
    assert re.fullmatch(pattern["regexp"], last) is None


def test_markdown_keeps_the_table_in_shape_whatever_a_manifest_says():
    *_, row = shown("markdown", *make.hostile()).splitlines()
    assert len(re.findall(r"(?<!\\)\|", row)) == 5
    assert "<" not in re.sub(r"\\.", "", row)
