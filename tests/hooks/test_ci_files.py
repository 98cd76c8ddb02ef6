"""The files for CI services do what they say; their scripts are run as the services would run them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML
from test_scope import SERVICE, SET

from stslint.cli.lint import command as lint

ROOT = Path(__file__).parents[2]


def load(name):
    return YAML(typ="safe", pure=True).load((ROOT / name).read_text())


@pytest.fixture
def runner(tmp_path, monkeypatch):
    """A GitHub runner's folders, with this stslint where the action installs it, and a work tree with a mistake."""
    shim = tmp_path / "temp" / "stslint" / "bin" / "stslint"
    shim.parent.mkdir(parents=True)
    shim.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m stslint "$@"\n')
    shim.chmod(0o755)
    work = tmp_path / "work"
    (work / "a b").mkdir(parents=True)
    (work / ".git").mkdir()
    (work / "web.yaml").write_text(SET.format(name="web", service="wbe"))
    (work / "svc.yaml").write_text(SERVICE.format(name="web"))
    return tmp_path


def step(runner, **inputs):
    """Runs the action's lint step; gives its log, summary and outputs."""
    action = load("action.yml")
    (script,) = [each for each in action["runs"]["steps"] if each.get("id") == "lint"]
    given = {name: str(value.get("default", "")) for name, value in action["inputs"].items()} | inputs
    environment = {
        name: given[str(value).removeprefix("${{ inputs.").removesuffix(" }}")] for name, value in script["env"].items()
    }
    files = {name: runner / name for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script["run"]],
        cwd=runner / "work",
        env={
            "PATH": os.environ["PATH"],
            "RUNNER_TEMP": str(runner / "temp"),
            "GITHUB_ACTIONS": "true",
            "STSLINT_NO_CACHE": "1",
            **environment,
            **{name: str(path) for name, path in files.items()},
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    outputs = dict(line.split("=", 1) for line in files["GITHUB_OUTPUT"].read_text().splitlines())
    return done.stdout, files["GITHUB_STEP_SUMMARY"].read_text(), outputs


def test_the_action_annotates_writes_the_summary_and_hands_on_the_exit_code(runner):
    log, summary, outputs = step(runner, **{"fail-on": "warning"})
    assert log.startswith("::warning title=STS201 governing-service-missing,file=web.yaml,line=5")
    assert "| warning | web.yaml" in summary
    assert outputs == {"exit-code": "1", "sarif-file": ""}


def test_the_action_writes_sarif_when_it_is_to_be_uploaded(runner):
    _, _, outputs = step(runner, **{"upload-sarif": "true"})
    assert outputs["exit-code"] == "0"
    assert json.loads(Path(outputs["sarif-file"]).read_text())["version"] == "2.1.0"


def test_inputs_of_the_action_are_data_not_script(runner):
    hostile = "$(touch pwned) `touch pwned` ; touch pwned"
    for name in ("paths", "args", "config", "kubernetes-version", "fail-on", "sarif-file"):
        (runner / "GITHUB_OUTPUT").unlink(missing_ok=True)
        (runner / "GITHUB_STEP_SUMMARY").write_text("")
        assert step(runner, **{name: hostile})[2]["exit-code"] == ("0" if name == "sarif-file" else "2")
        assert not (runner / "work" / "pwned").exists()


def test_no_script_of_the_action_is_put_together_from_expressions():
    for each in load("action.yml")["runs"]["steps"]:
        assert "${{" not in each.get("run", "")


def test_every_hook_calls_the_command_with_options_it_has():
    known = {name for parameter in lint.params for name in (*parameter.opts, *parameter.secondary_opts)}
    for hook in load(".pre-commit-hooks.yaml"):
        program, command, *options = hook["entry"].split()
        assert (program, command) == ("stslint", "lint")
        assert set(options) <= known
        assert hook["id"].startswith("stslint")


def test_gitlab_gets_both_reports_even_if_the_job_fails(runner):
    job = load("ci/gitlab.yml")["stslint"]
    assert job["artifacts"]["when"] == "always"
    script = job["script"][-1].replace(
        "stslint lint", str(runner / "temp" / "stslint" / "bin" / "stslint") + " lint", 1
    )
    done = subprocess.run(
        ["bash", "-c", f"set -f\n{script}"],
        cwd=runner / "work",
        env={"PATH": os.environ["PATH"], "STSLINT_PATHS": ".", "STSLINT_FAIL_ON": "warning", "STSLINT_NO_CACHE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    reports = job["artifacts"]["reports"]
    (issue,) = json.loads((runner / "work" / reports["codequality"]).read_text())
    assert issue["location"]["path"] == "web.yaml"
    assert (runner / "work" / reports["junit"]).read_text().startswith("<?xml")
