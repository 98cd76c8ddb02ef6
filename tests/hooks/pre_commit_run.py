"""The hooks under a real pre-commit; named so that only `make test-hooks` runs it, since it builds an environment."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_scope import SERVICE, SET

ROOT = Path(__file__).parents[2]
SHIPPED = ("stslint", "rules", "schemas", "pyproject.toml", "README.md", "LICENSE", ".pre-commit-hooks.yaml")
IDENTITY = ("-c", "user.name=test", "-c", "user.email=test@example.com", "-c", "commit.gpgsign=false")
CONFIG = """\
repos:
  - repo: {repo}
    rev: {rev}
    hooks:
      - id: {hook}
"""


def git(folder, *arguments):
    done = subprocess.run(["git", *IDENTITY, *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory):
    """A repository with the project as it is, and pre-commit's own folder."""
    base = tmp_path_factory.mktemp("hooks")
    repo = base / "stslint"
    repo.mkdir()
    for name in SHIPPED:
        path = ROOT / name
        ignored = shutil.ignore_patterns("__pycache__")
        (shutil.copytree(path, repo / name, ignore=ignored) if path.is_dir() else shutil.copy(path, repo / name))
    git(repo, "init", "-q")
    git(repo, "add", "-A")
    git(repo, "commit", "-qm", "all")
    return repo, base / "home"


@pytest.fixture
def project(tmp_path):
    """A user's repository: a correct set, and a file that is no manifest."""
    git(tmp_path, "init", "-q")
    (tmp_path / "web.yaml").write_text(SET.format(name="web", service="web"))
    (tmp_path / "svc.yaml").write_text(SERVICE.format(name="web"))
    (tmp_path / "values.yaml").write_text("replicas: 3\n")
    (tmp_path / ".stslint.yaml").write_text("fail-on: warning\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "all")
    return tmp_path


def pre_commit(project, home, *arguments):
    environment = {**os.environ, "PRE_COMMIT_HOME": str(home), "STSLINT_CACHE_DIR": str(home / "cache")}
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def run_hook(project, shipped, hook):
    repo, home = shipped
    (project / ".pre-commit-config.yaml").write_text(
        CONFIG.format(repo=repo, rev=git(repo, "rev-parse", "HEAD"), hook=hook)
    )
    git(project, "add", "-A")
    return pre_commit(project, home, "run", "-v")


def test_a_changed_file_is_judged_with_the_unchanged_rest_of_its_set(project, shipped):
    (project / "web.yaml").write_text(SET.format(name="web", service="web") + "# changed\n")
    (project / "values.yaml").write_text("replicas: 4\n")
    code, out = run_hook(project, shipped, "stslint")
    assert code == 0, out
    assert "Passed" in out


def test_a_mistake_in_a_changed_file_fails_the_commit(project, shipped):
    (project / "web.yaml").write_text(SET.format(name="web", service="wbe"))
    code, out = run_hook(project, shipped, "stslint")
    assert code == 1
    assert "governing-service-missing" in out


def test_a_commit_that_only_deletes_the_service_is_caught_by_the_project_hook(project, shipped):
    run_hook(project, shipped, "stslint-project")
    git(project, "commit", "-qm", "hooks")
    (project / "svc.yaml").unlink()
    code, out = run_hook(project, shipped, "stslint-project")
    assert code == 1
    assert "governing-service-missing" in out


def test_safe_fixes_are_applied_and_fail_the_commit(project, shipped):
    text = SERVICE.format(name="web").replace("{name: web}", "{name: web, labels: {tier: 1}}")
    (project / "svc.yaml").write_text(text)
    code, out = run_hook(project, shipped, "stslint-fix")
    assert code == 1, out
    assert (project / "svc.yaml").read_text() == text.replace("tier: 1", 'tier: "1"'), out


def test_try_repo_works_for_every_hook(project, shipped):
    repo, home = shipped
    code, out = pre_commit(project, home, "try-repo", str(repo), "--files", "web.yaml", "values.yaml")
    assert code == 0, out
    assert out.count("Passed") == 3
