"""The program as a process: start-up, colours on real terminals, pipes that close, signals."""

import itertools
import os
import pty
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from cli_manifests import SERVICE, SET

ROOT = Path(__file__).parents[2]
STSLINT = (sys.executable, "-m", "stslint")
FORBIDDEN = {
    "--version": (
        "rich",
        "ruamel",
        "jsonschema",
        "jsonschema_rs",
        "importlib.metadata",
        "stslint.cli.lint",
        "stslint.rules",
    ),
    "lint": (
        "rich",
        "jsonschema",
        "importlib.metadata",
        "asyncio",
        "http",
        "ssl",
        "pydantic",
        "pathspec",
        "distributed",
    ),
    "explain": ("rich", "jsonschema", "jsonschema_rs", "importlib.metadata", "asyncio", "stslint.engine"),
}


def environment(**changes):
    kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")}
    return {**kept, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "STSLINT_CACHE_DIR": os.devnull, **changes}


def call(*arguments, **changes):
    return subprocess.run([*STSLINT, *arguments], capture_output=True, env=environment(**changes), check=False)


def call_on_terminal(*arguments, **changes):
    """Standard output of a run whose standard output is a terminal."""
    master, slave = pty.openpty()
    pieces = []

    def drain():
        try:
            while piece := os.read(master, 65536):
                pieces.append(piece)
        except OSError:
            return

    reader = threading.Thread(target=drain)
    reader.start()
    subprocess.run(
        [*STSLINT, *arguments], stdout=slave, stderr=subprocess.PIPE, env=environment(**changes), check=False
    )
    os.close(slave)
    reader.join()
    os.close(master)
    return b"".join(pieces)


@pytest.mark.parametrize("terminal", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize(
    ("changes", "flag", "wanted"),
    [
        ({}, None, None),
        ({"NO_COLOR": "1"}, None, False),
        ({"NO_COLOR": ""}, None, None),
        ({"FORCE_COLOR": "1"}, None, True),
        ({"FORCE_COLOR": "0"}, None, None),
        ({"CLICOLOR_FORCE": "1"}, None, True),
        ({"TERM": "dumb"}, None, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, None, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, None, False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"FORCE_COLOR": "1"}, "never", False),
    ],
)
def test_colour_is_right_in_every_cell(manifests, terminal, changes, flag, wanted):
    arguments = ["lint", *(["--color", flag] if flag else [])]
    out = call_on_terminal(*arguments, **changes) if terminal else call(*arguments, **changes).stdout
    assert b"STS201" in out
    assert (b"\x1b[" in out) == (terminal if wanted is None else wanted)


def test_a_terminals_width_is_used(manifests):
    wide, narrow = (call_on_terminal("lint", COLUMNS=columns, NO_COLOR="1").decode() for columns in ("200", "40"))
    assert len(narrow.splitlines()) > len(wide.splitlines())


@pytest.mark.parametrize("command", sorted(FORBIDDEN))
def test_start_up_imports_nothing_heavy(folder, command):
    (folder / "web.yaml").write_text(SET.format(service="web") + "---\n" + SERVICE.format(name="web"))
    arguments = {"lint": ["lint", "web.yaml"], "explain": ["explain", "STS201"]}.get(command, [command])
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "stslint", *arguments],
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert done.returncode == 0, done.stderr
    imported = set(re.findall(r"\| +([\w.]+)$", done.stderr, re.MULTILINE))
    assert "click" in imported
    assert not [name for name in imported if name.startswith(FORBIDDEN[command]) and _is(name, FORBIDDEN[command])]


def _is(name, forbidden):
    return any(name == each or name.startswith(f"{each}.") for each in forbidden)


@pytest.mark.parametrize("command", ["lint", "explain", "rules", "test", "fix", "new", "config", "--help"])
def test_one_command_does_not_import_another(folder, command):
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "stslint", command, *(["--help"] if command != "--help" else [])],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    modules = set(re.findall(r"\| +stslint\.cli\.(\w+)$", done.stderr, re.MULTILINE))
    from stslint.cli.commands import COMMANDS

    assert modules & set(COMMANDS) <= {command}


def test_a_reader_that_goes_away_ends_it_quietly(manifests):
    for number in range(300):
        (manifests / f"s{number}.yaml").write_text(SET.format(service="none").replace("name: web", f"name: w{number}"))
    with subprocess.Popen(
        [*STSLINT, "lint"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 141


def test_an_ascii_stream_gets_escapes_not_a_crash(folder):
    (folder / "a.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: \u6f22\u5b57}\n", encoding="utf-8")
    done = call("lint", "a.yaml", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode in (0, 1)
    assert b"Traceback" not in done.stderr
    assert done.stdout.isascii()


def test_output_is_the_same_bytes_for_every_hash_seed(manifests):
    for form in ("json", "sarif", "text"):
        assert len({call("lint", "-f", form, PYTHONHASHSEED=str(seed)).stdout for seed in (0, 1, 7)}) == 1


def test_every_command_explains_itself(folder):
    from stslint.cli.commands import COMMANDS

    for name in COMMANDS:
        done = call(name, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith(f"Usage: stslint {name} ".encode())


@pytest.mark.parametrize("arguments", [["lnt"], ["lint", "--formt", "x"]])
def test_slips_of_the_command_line_get_a_hint(folder, arguments):
    done = call(*arguments)
    assert done.returncode == 2
    assert re.search(rb"[Dd]id you mean", done.stderr)
    assert done.stderr.count(b"\n") == 1


def test_version_and_module_agree(folder):
    import stslint

    assert call("--version").stdout == f"stslint {stslint.__version__}\n".encode()


def test_hostile_texts_never_reach_a_terminal_raw(folder):
    evil = "\x1b]0;x\x07\x1b[31m\u202e\x9b2J"
    (folder / "a.yaml").write_text(SET.format(service=f'"{evil}"').replace("name: web", f'name: "{evil}"', 1), "utf-8")
    for form, flags in itertools.product(("text", "concise", "github", "json", "junit"), ([], ["-v", "--statistics"])):
        done = call("lint", "a.yaml", "-f", form, *flags)
        text = (done.stdout + done.stderr).decode("utf-8")
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
