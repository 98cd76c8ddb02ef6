"""Inputs are found, read or refused, one by one; nothing follows links out, waits, or runs code."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from stslint import sources
from stslint.sources import Gathered, gather
from stslint.sources.files import read_file

POSIX_ONLY = pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX files")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"name: {name}\n", encoding="utf-8")


def names(gathered: Gathered) -> list[str]:
    return [source.name for source in gathered.sources]


def codes(gathered: Gathered) -> list[str]:
    return [problem.code for problem in gathered.problems]


def test_a_folder_gives_its_manifests_in_an_order_of_names(folder: Path) -> None:
    write(folder, "b.yml", "a/z.yaml", "a/b.json", "a.yaml", "c.txt", "Z.YAML", ".git/x.yaml", ".hidden/x.yaml")
    expected = [".hidden/x.yaml", "Z.YAML", "a/b.json", "a/z.yaml", "a.yaml", "b.yml"]
    assert names(gather(["."])) == expected
    assert names(gather([folder])) == [f"{folder.as_posix()}/{name}" for name in expected]


def test_inputs_are_read_once_and_named_ones_are_known(folder: Path) -> None:
    write(folder, "a/x.yaml", "b.txt")
    gathered = gather(["b.txt", "a", "./b.txt", "a/x.yaml"])
    assert names(gathered) == ["b.txt", "a/x.yaml"]
    assert gathered.explicit == {"b.txt"}


def test_what_git_ignores_is_left_out_unless_named(folder: Path) -> None:
    write(folder, "a.yaml", "out/b.yaml", "deploy/c.yaml", "deploy/keep.yaml", "deploy/tmp/d.yaml", "deploy/e/f.yaml")
    (folder / ".git").mkdir()
    (folder / ".gitignore").write_text("out/\n*.yaml\n!a.yaml\n!c.yaml\n# c\n")
    (folder / "deploy" / ".gitignore").write_text("!keep.yaml\n/tmp\n!f.yaml\n/e\n")
    assert names(gather(["."])) == ["a.yaml", "deploy/c.yaml", "deploy/keep.yaml"]
    assert names(gather(["deploy"])) == ["deploy/c.yaml", "deploy/keep.yaml"]
    assert names(gather(["out/b.yaml"])) == ["out/b.yaml"]


def test_exclude_patterns_speak_gitignore_and_hold_for_named_files(folder: Path) -> None:
    write(folder, "a.yaml", "vendor/b.yaml", "x/vendor/c.yaml", "x/d.yaml")
    assert names(gather(["."], exclude=["vendor/", "!x/vendor/"])) == ["a.yaml", "x/d.yaml", "x/vendor/c.yaml"]
    assert names(gather(["a.yaml", "x/d.yaml"], exclude=["a.*"])) == ["x/d.yaml"]


def test_odd_and_hostile_patterns_neither_fail_nor_take_long(folder: Path) -> None:
    write(folder, "a" * 200 + ".yaml", "b.yaml", "c.yaml")
    (folder / ".git").mkdir()
    odd = ["!", "\\", "[z-a]", "[[a]", "[", "x\\", "\0", "**" * 50, "a*" * 60 + "b", "**/a/" * 40, "c.yaml"]
    (folder / ".gitignore").write_bytes("\n".join(odd).encode() + b"\n\xff\n")
    assert names(gather(["."])) == ["a" * 200 + ".yaml", "b.yaml"]
    assert names(gather(["."], exclude=[*odd, "b.*"])) == ["a" * 200 + ".yaml"]


def test_standard_input_has_the_name_it_is_given() -> None:
    gathered = gather(["-", "-"], stdin=io.BytesIO(b"a: 1\n"), stdin_name="web.yaml")
    assert [(source.name, source.text) for source in gathered.sources] == [("web.yaml", "a: 1\n")]
    assert codes(gather(["-"])) == ["unreadable"]


def test_texts_by_name_are_sources_too() -> None:
    assert [(each.name, each.text) for each in sources.sources_from({"b": "1", "a": "2"})] == [("b", "1"), ("a", "2")]


def test_a_missing_file_keeps_no_other_from_being_read(folder: Path) -> None:
    write(folder, "a.yaml")
    gathered = gather(["nope.yaml", "a.yaml", ""])
    assert names(gathered) == ["a.yaml"]
    assert codes(gathered) == ["no-such-file", "no-such-file"]


def test_a_file_that_vanishes_is_a_problem(folder: Path) -> None:
    write(folder, "a.yaml")
    (found,), _ = sources.expand(["."])
    (folder / "a.yaml").unlink()
    source, problem = sources.read(found)
    assert source is None
    assert problem is not None
    assert problem.code == "no-such-file"


def test_a_folder_in_a_file_s_place_is_a_problem(folder: Path) -> None:
    source, problem = read_file("a", str(folder))
    assert source is None
    assert problem is not None
    assert problem.code == "unreadable"


def test_a_name_with_nul_is_a_problem() -> None:
    assert codes(gather(["a\0b.yaml"])) == ["no-such-file"]


@POSIX_ONLY
def test_fifos_and_devices_are_refused_without_waiting(folder: Path) -> None:
    os.mkfifo(folder / "pipe.yaml")
    assert codes(gather(["pipe.yaml", "/dev/null", "."])) == ["not-a-file", "not-a-file"]


@POSIX_ONLY
def test_links_are_followed_inside_a_folder_only(folder: Path) -> None:
    write(folder, "in/a.yaml", "in/deep/b.yaml")
    write(folder.parent, "secret.yaml", "other/c.yaml")
    (folder / "in" / "loop").symlink_to(folder / "in")
    (folder / "in" / "self.yaml").symlink_to("self.yaml")
    (folder / "in" / "alias.yaml").symlink_to("a.yaml")
    (folder / "in" / "out.yaml").symlink_to(folder.parent / "secret.yaml")
    (folder / "in" / "outside").symlink_to(folder.parent / "other")
    (folder / "in" / "again").symlink_to("deep")
    gathered = gather(["in"])
    assert names(gathered) == ["in/a.yaml", "in/again/b.yaml", "in/alias.yaml"]
    assert [problem.message for problem in gathered.problems] == ["a symbolic link that leads to itself"]


def test_files_without_permission_are_problems(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, "a.yaml")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    assert codes(gather(["a.yaml"])) == ["no-permission"]


@pytest.mark.parametrize(
    ("data", "text", "code", "place"),
    [
        (b"\xef\xbb\xbfa: 1\n", "\ufeffa: 1\n", None, None),
        (b"a: 1\nb: \xe4h\n", "a: 1\nb: \ufffdh\n", "not-utf8", (2, 4)),
        (b"\xff\xfea\x00:\x00 \x001\x00", "a: 1", "not-utf8", (1, 1)),
        (b"\xfe\xff\x00a\x00:\x00 \x001", "a: 1", "not-utf8", (1, 1)),
        (b"\x7fELF\x00\x00", None, "binary", None),
        (b"\x89PNG\r\n\x00\xff", None, "binary", None),
        (b"", "", None, None),
    ],
)
def test_bytes_become_text_as_for_kubectl(
    data: bytes, text: str | None, code: str | None, place: tuple[int, int] | None
) -> None:
    source, problem = sources.decoded("a", data)
    assert (source and source.text) == text
    assert (problem and problem.code) == code
    span = problem.span if problem else None
    assert (span and (span.start.line, span.start.column)) == place


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(folder: Path) -> Path:
    write(folder, "deploy/a.yaml", "deploy/sub/b.yml", "deploy/c.txt", "top.json")
    (folder / "deploy" / "link.yaml").symlink_to("a.yaml")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "first")
    write(folder, "deploy/later.yaml")
    return folder


def test_a_commit_is_read_from_the_object_store(repository: Path) -> None:
    assert names(gather(["git:main"])) == ["git:main:deploy/a.yaml", "git:main:deploy/sub/b.yml", "git:main:top.json"]
    gathered = gather(["git:HEAD:deploy/sub", "git:HEAD:top.json"], exclude=["*.txt"])
    assert [source.text for source in gathered.sources] == ["name: deploy/sub/b.yml\n", "name: top.json\n"]
    assert gathered.explicit == {"git:HEAD:top.json"}
    assert names(gather(["git:main"], exclude=["deploy"])) == ["git:main:top.json"]


@pytest.mark.parametrize("address", ["git:nope", "git:main:nope", "git:", "git:--help", "git:--output=x:y"])
def test_unknown_revisions_are_problems(repository: Path, address: str) -> None:
    assert codes(gather([address])) == ["unreadable"]
    assert not (repository / "x").exists()


def test_nothing_a_repository_configures_is_run(repository: Path) -> None:
    touch = f"touch {repository / 'ran'};cat"
    git(repository, "config", "filter.evil.smudge", touch)
    git(repository, "config", "filter.evil.textconv", touch)
    git(repository, "config", "diff.evil.textconv", touch)
    git(repository, "config", "core.fsmonitor", touch)
    git(repository, "config", "core.pager", touch)
    git(repository, "config", "alias.cat-file", f"!{touch}")
    (repository / ".git" / "info" / "attributes").write_text("*.yaml filter=evil diff=evil\n")
    assert len(gather(["git:main"]).sources) == 3
    assert not (repository / "ran").exists()


def test_without_git_the_message_says_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    (problem,) = gather(["git:main"]).problems
    assert problem.message == "git is not installed"
