"""The wheel holds the package, its rules and its schemas, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LARGEST = 4 << 20


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", str(ROOT)]
    subprocess.run([*command, "--wheel-dir", str(folder)], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    return next(folder.glob("*.whl"))


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size <= LARGEST


def test_it_holds_rules_schemas_and_types(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = ("py.typed", "_data/rules/index.json", "_data/schemas/kubernetes/v1.37.json")
    wanted += ("_data/schemas/stslint/report.schema.json", "_data/rules/storage/claim-never-mounted.yaml")
    assert {f"stslint/{name}" for name in wanted} <= names


def test_it_holds_nothing_else(wheel: Path) -> None:
    tops = {name.partition("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert sorted(top.rpartition(".")[2] if "." in top else top for top in tops) == ["dist-info", "stslint"]


def test_it_works_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    manifest = tmp_path / "a.yaml"
    manifest.write_text("apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec: {replica: 1}\n", "utf-8")
    program = f"import sys; sys.path.insert(0, {str(tmp_path / 'site')!r}); from stslint.cli.commands import run; "
    program += f"import stslint; assert stslint.__file__.startswith({str(tmp_path)!r}); sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-I", "-c", program, "lint", str(manifest), "-f", "concise", "--no-cache"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "unknown-field" in done.stdout) == (1, True), done.stdout + done.stderr
