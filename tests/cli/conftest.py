"""Runs the command line in this process: (exit code, standard output, standard error)."""

import os

import pytest
from cli_manifests import SERVICE, SET

from stslint.cli.commands import run

ENVIRONMENT = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "GITHUB_ACTIONS", "COLUMNS")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in (*ENVIRONMENT, *(name for name in os.environ if name.startswith("STSLINT_"))):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty work tree of its own, so that no configuration from outside counts; it is the working folder."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def stslint(capsys):
    def call(*arguments):
        code = run([str(each) for each in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def manifests(folder):
    """A StatefulSet whose Service is called otherwise, and that Service."""
    (folder / "web.yaml").write_text(SET.format(service="wbe"))
    (folder / "svc.yaml").write_text(SERVICE.format(name="web"))
    return folder
