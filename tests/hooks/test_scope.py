"""A hook gets a few files, and judges them as part of the set they belong to."""

import json
import random
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stslint.requests import Request
from stslint.runs import run

SET = """\
apiVersion: apps/v1
kind: StatefulSet
metadata: {{name: {name}}}
spec:
  serviceName: {service}
  selector: {{matchLabels: {{app: {name}}}}}
  template:
    metadata: {{labels: {{app: {name}}}}}
    spec:
      containers: [{{name: c, image: "nginx:1.27"}}]
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {{name: {name}}}
spec: {{clusterIP: None, selector: {{app: {name}}}, ports: [{{port: 80}}]}}
"""


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """Two overlays with the same names, a chart, a configured folder, loose files, and a file that is no manifest."""
    root = tmp_path_factory.mktemp("tree")
    (root / ".git").mkdir()

    def write(path, text):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)

    for overlay, service in (("dev", "web"), ("prod", "wbe")):
        write(f"overlays/{overlay}/kustomization.yaml", "resources: [sets/web.yaml, svc.yaml]\n")
        write(f"overlays/{overlay}/sets/web.yaml", SET.format(name="web", service=service))
        write(f"overlays/{overlay}/svc.yaml", SERVICE.format(name="web"))
    write("chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n")
    write("chart/rendered/db.yaml", SET.format(name="db", service="db"))
    write("configured/.stslint.yaml", "severity: {governing-service-missing: error}\n")
    write("configured/q.yaml", SET.format(name="q", service="queue"))
    write("loose/cache.yaml", SET.format(name="cache", service="cache"))
    write("elsewhere/cache-service.yaml", SERVICE.format(name="cache"))
    write("elsewhere/copy.yaml", SET.format(name="cache", service="cache"))
    write("values.yaml", "replicas: 3\n")
    return root


def findings(paths: Iterable[str]) -> set[str]:
    report = run(Request(tuple(paths), hook=True)).report
    assert report.failures == ()
    return {json.dumps(finding.to_dict(), sort_keys=True) for finding in report.findings}


def files(tree):
    return sorted(str(path.relative_to(tree)) for path in tree.rglob("*.yaml") if path.name != ".stslint.yaml")


def test_each_file_is_judged_in_its_own_set(tree, monkeypatch):
    monkeypatch.chdir(tree)
    found = [json.loads(each) for each in findings(files(tree))]
    missing = {each["file"]: each["severity"] for each in found if each["rule"] == "governing-service-missing"}
    assert missing == {
        "overlays/prod/sets/web.yaml": "warning",
        "chart/rendered/db.yaml": "warning",
        "configured/q.yaml": "error",
    }
    duplicated = {each["file"] for each in found if each["rule"] == "object-duplicated"}
    assert duplicated <= {"loose/cache.yaml", "elsewhere/copy.yaml"}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(seed=st.integers(0, 10_000), parts=st.integers(1, 6))
def test_any_split_of_the_files_gives_the_same_findings_together(tree, monkeypatch, seed, parts):
    monkeypatch.chdir(tree)
    names = files(tree)
    chance = random.Random(seed)
    shares: list[list[str]] = [[] for _ in range(parts)]
    for name in names:
        chance.choice(shares).append(name)
    for share in shares:
        chance.shuffle(share)
    together = set().union(*(findings(share) for share in shares if share))
    assert together == findings(names)


def test_without_a_hook_the_arguments_are_the_set(tree, monkeypatch):
    monkeypatch.chdir(tree)
    report = run(Request(("loose/cache.yaml",))).report
    assert [finding.rule for finding in report.findings] == ["governing-service-missing"]


def test_a_file_named_alone_is_still_judged_in_its_kustomization(tree, monkeypatch):
    monkeypatch.chdir(tree)
    assert run(Request(("overlays/dev/sets/web.yaml",))).report.findings == ()


def test_roots_say_what_belongs_together(tree, monkeypatch):
    monkeypatch.chdir(tree)
    said = {"roots": (str(tree / "overlays" / "dev"), str(tree / "overlays" / "prod"))}
    for paths in (("overlays",), ("overlays/prod/sets/web.yaml", "overlays/dev/sets/web.yaml")):
        report = run(Request(paths, said)).report
        missing = [each.source for each in report.findings if each.rule == "governing-service-missing"]
        assert missing == ["overlays/prod/sets/web.yaml"]
        assert not [each for each in report.findings if each.rule == "object-duplicated"]
