"""`stslint new`, `expose` and `convert` write manifests that lint clean and say what was asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import stslint as library
from stslint.errors import UserError
from stslint.writing import Claim, Port, Scaffold, manifest

Run = Callable[..., Any]

FULL = Scaffold(
    "web",
    "registry.example.com/web:1.4",
    3,
    (Port.parse("8080:http"), Port.parse("9090", 1)),
    (Claim.parse("data:10Gi:fast:RWX:/data"), Claim.parse("logs:500Mi:/logs")),
    "prod",
    True,
    True,
)


def objects(text: str) -> dict[tuple[str, str], Any]:
    return {(each.kind, each.name): each for each in library.load({"a.yaml": text})}


@pytest.mark.parametrize("scaffold", [FULL, Scaffold("db", "registry.example.com/db:2.1")])
def test_a_new_set_has_no_error_or_warning_in_any_category(scaffold: Scaffold) -> None:
    report = library.lint({"new.yaml": manifest(scaffold)}, preset="all", closed_world=False)
    loud = [each for each in report.findings if each.severity != "info"]
    assert [(each.rule, each.message) for each in loud] == []


def test_a_new_set_is_what_was_asked_for() -> None:
    found = objects(manifest(FULL))
    assert set(found) == {(k, "web") for k in ("Service", "ServiceAccount", "PodDisruptionBudget", "StatefulSet")}
    spec = found["StatefulSet", "web"].body["spec"]
    claims = [(each["metadata"]["name"], each["spec"]["accessModes"]) for each in spec["volumeClaimTemplates"]]
    assert (spec["replicas"], spec["serviceName"], found["Service", "web"].namespace) == (3, "web", "prod")
    assert claims == [("data", ["ReadWriteMany"]), ("logs", ["ReadWriteOnce"])]
    plan = library.plan({"new.yaml": manifest(FULL)}).to_dict()["create"]
    assert {"data-web-0", "logs-web-2"} <= {each["name"] for each in plan["claims"]}
    assert plan["refusals"] == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["Web", "--image", "x:1"], "a letter first"),
        (["w" * 53, "--image", "x:1"], "above 52"),
        (["web", "--image", "x:1", "--port", "70000"], "from 1 to 65535"),
        (["web", "--image", "x:1", "--port", "80:HTTP_PORT"], "at most 15"),
        (["web", "--image", "x:1", "--claim", "data:/data"], "NAME:SIZE"),
        (["web", "--image", "x:1", "--claim", "data:10GB:/data"], "no size such as 10Gi"),
        (["web", "--image", "x:1", "--claim", "data:1Gi::RWZ:/data"], "no access mode"),
        (["web", "--image", "x:1", "--claim", "data:1Gi:data"], "does not start with /"),
        (["web", "--image", "x:1", "--port", "80", "--port", "80:b"], "are the same"),
        (["web", "--image", "x:1", "--replicas", "-1"], "0 to 10000"),
    ],
)
def test_a_wrong_wish_is_one_line(stslint: Run, arguments: list[str], words: str) -> None:
    code, out, err = stslint("new", *arguments)
    assert code == 2
    assert words in err
    assert out == ""


def test_expose_writes_the_service_that_is_missing(stslint: Run, tmp_path: Path) -> None:
    file = tmp_path / "set.yaml"
    file.write_text(manifest(FULL).split("---\n")[-1], encoding="utf-8")
    code, out, _err = stslint("expose", str(file))
    made = objects(out)["Service", "web"].body["spec"]
    assert code == 0
    assert made["clusterIP"] == "None"
    assert [(each["name"], each["port"]) for each in made["ports"]] == [("http", 8080), ("port-9090", 9090)]
    report = library.lint({"a.yaml": file.read_text(encoding="utf-8") + "---\n" + out})
    assert [each.rule for each in report.findings if each.severity != "info"] == []


def test_expose_has_nothing_to_do_where_the_service_is(stslint: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.yaml"
    file.write_text(manifest(FULL), encoding="utf-8")
    code, out, err = stslint("expose", str(file))
    assert (code, out) == (0, "")
    assert "has its Service already" in err


DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: db}
spec:
  replicas: 1
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec:
      containers:
        - name: db
          image: registry.example.com/db:1
          volumeMounts: [{name: data, mountPath: /data}, {name: tmp, mountPath: /tmp}]
      volumes:
        - {name: data, persistentVolumeClaim: {claimName: db-disk}}
        - {name: tmp, emptyDir: {}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: db-disk}
spec: {accessModes: [ReadWriteOncePod], volumeName: pv-7, resources: {requests: {storage: 7Gi}}}
"""


def test_convert_turns_the_claim_into_a_template(stslint: Run, tmp_path: Path) -> None:
    file = tmp_path / "db.yaml"
    file.write_text(DEPLOYMENT, encoding="utf-8")
    _code, out, _err = stslint("convert", str(file))
    found = objects(out)
    spec = found["StatefulSet", "db"].body["spec"]
    template = spec["volumeClaimTemplates"][0]
    assert set(found) == {("Service", "db"), ("StatefulSet", "db")}
    assert template["metadata"]["name"] == "data"
    assert template["spec"] == {"accessModes": ["ReadWriteOncePod"], "resources": {"requests": {"storage": "7Gi"}}}
    assert [each["name"] for each in spec["template"]["spec"]["volumes"]] == ["tmp"]
    assert library.plan({"a.yaml": out}).to_dict()["create"]["refusals"] == []


@pytest.mark.parametrize("command", ["expose", "convert"])
@pytest.mark.parametrize("text", ["a: [", "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\n"])
def test_nothing_to_write_from_is_one_line_and_exit_code_2(
    stslint: Run, tmp_path: Path, command: str, text: str
) -> None:
    file = tmp_path / "odd.yaml"
    file.write_text(text, encoding="utf-8")
    code, out, err = stslint(command, str(file))
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_a_size_that_is_no_quantity_is_refused_by_the_library_too() -> None:
    with pytest.raises(UserError):
        Claim.parse("data:much:/data")
