"""`import stslint`: the verbs as functions from values to values."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from cli_manifests import SERVICE, SET

import stslint as package

TEXTS = {"web.yaml": SET.format(service="wbe"), "svc.yaml": SERVICE.format(name="web")}


def rules(report):
    return [finding.rule for finding in report.findings]


def test_texts_and_paths_give_the_same_report(manifests):
    from_texts = package.lint(TEXTS)
    from_paths = package.lint([Path("web.yaml"), "svc.yaml"])
    assert rules(from_texts) == ["governing-service-missing"]
    assert from_texts.to_dict() == from_paths.to_dict()
    assert package.lint(".").to_dict() == from_paths.to_dict()


def test_the_report_is_what_the_command_prints(stslint, manifests):
    assert package.lint(".").to_dict() == json.loads(stslint("lint", "-f", "json")[1])


def test_options_are_the_long_options(manifests):
    assert rules(package.lint(TEXTS, ignore="network")) == []
    assert rules(package.lint(TEXTS, select=["storage"])) == []
    (finding,) = package.lint(TEXTS, severity={"STS201": "error"}, kubernetes_version="v1.31").findings
    assert finding.severity == "error"
    assert rules(package.lint(TEXTS, per_file_ignores={"web.yaml": ["network"]})) == []


def test_no_configuration_is_read_unless_it_is_named(manifests):
    (manifests / ".stslint.yaml").write_text("ignore: [network]\n")
    assert rules(package.lint(".")) == ["governing-service-missing"]
    assert rules(package.lint(".", config=".stslint.yaml")) == []


def test_context_is_only_read():
    report = package.lint({"svc.yaml": TEXTS["svc.yaml"]}, context={"web.yaml": TEXTS["web.yaml"]})
    assert rules(report) == []
    report = package.lint({"web.yaml": TEXTS["web.yaml"]}, context={"svc.yaml": TEXTS["svc.yaml"]})
    assert [place.source for place in report.findings[0].related] == ["svc.yaml"]


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"kubernetes_version": "1.2"}, package.UserError, "known: 1.29"),
        ({"select": ["nonsense-x"]}, package.UserError, "no rule is called nonsense-x"),
        ({"fail_on": "x"}, package.UserError, "fail_on is one of"),
        ({"severity": {"STS201": "x"}}, package.UserError, "not one of"),
        ({"config": "none.yaml"}, package.UserError, "cannot be read"),
        ({"nonsense": 1}, TypeError, "no option is called nonsense"),
    ],
)
def test_a_wrong_choice_raises_and_says_why(options, error, words):
    with pytest.raises(error, match=words):
        package.lint(TEXTS, **options)


def test_an_unreadable_path_is_a_failure_of_the_report(folder):
    assert package.lint(["none.yaml"]).failures == ("none.yaml: no such file or folder",)
    with pytest.raises(package.UserError, match=r"none\.yaml"):
        package.load(["none.yaml"])


def test_fix_gives_new_texts_and_writes_nothing(manifests):
    fixed = package.fix(["web.yaml", "svc.yaml"], unsafe_fixes=True)
    assert fixed.texts["web.yaml"] == TEXTS["web.yaml"].replace("wbe", "web")
    assert fixed.texts["svc.yaml"] == TEXTS["svc.yaml"]
    assert [finding.rule for finding in fixed.fixed] == ["governing-service-missing"]
    assert fixed.report.findings == ()
    assert (manifests / "web.yaml").read_text() == TEXTS["web.yaml"]
    json.dumps(fixed.to_dict())


def test_load_gives_objects():
    objects = package.load({**TEXTS, "values.yaml": "a: b\n", "broken.yaml": "a: [\n"})
    assert [(each.api_version, each.kind, each.namespace, each.name) for each in objects] == [
        ("apps/v1", "StatefulSet", "default", "web"),
        ("v1", "Service", "default", "web"),
    ]
    assert objects[0].body["spec"]["replicas"] == 2


def test_plan_is_a_function_even_after_its_room_was_imported():
    import stslint.plan

    assert callable(package.plan)
    first = package.plan(TEXTS).to_dict()
    assert stslint.plan(TEXTS).to_dict() == first
    after = {**TEXTS, "web.yaml": TEXTS["web.yaml"].replace("replicas: 2", "replicas: 3")}
    assert {"create", "update"} <= package.plan(after, before=TEXTS).to_dict().keys()


def test_importing_the_package_imports_nothing_else():
    code = "import sys, stslint; print(sorted(name for name in sys.modules if name[:5] in ('stsli', 'click', 'ruame')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "['stslint']\n"


def test_what_is_offered_is_there():
    for name in package.__all__:
        assert getattr(package, name)
    with pytest.raises(AttributeError, match="nonsense"):
        package.nonsense  # noqa: B018
