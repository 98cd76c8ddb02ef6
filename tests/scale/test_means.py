"""By whatever means a run works, its report is the same, byte for byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import corpus
from stslint.reporters import reporter
from stslint.reporters.view import View
from stslint.requests import Request
from stslint.runs import Means, run

DOCUMENTS = 160


@pytest.fixture(scope="module")
def manifests(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus with some mistakes in it, local and across files."""
    folder = tmp_path_factory.mktemp("manifests")
    corpus.write(folder, DOCUMENTS, namespaces=4)
    for number, path in enumerate(sorted(folder.rglob("*.yaml"))):
        text = path.read_text(encoding="utf-8")
        if number % 5 == 0:
            path.write_text(text.replace("serviceName: ", "serviceName: x"), encoding="utf-8")
        if number % 7 == 0:
            path.write_text(text.replace("port: ", "prot: ", 1), encoding="utf-8")
    return folder


def shown(manifests: Path, means: Means) -> str:
    outcome = run(Request(paths=(str(manifests),)), means)
    return "".join(reporter("json")(outcome.report, View(sources=outcome.sources)))


@pytest.fixture(scope="module")
def alone(manifests: Path) -> str:
    """What one process without any cache says."""
    text = shown(manifests, Means())
    assert json.loads(text)["findings"]
    return text


def test_processes_do_not_change_the_report(manifests: Path, alone: str) -> None:
    assert shown(manifests, Means(processes=3)) == alone


def test_a_cache_does_not_change_the_report(manifests: Path, alone: str, tmp_path: Path) -> None:
    cold = shown(manifests, Means(cache=str(tmp_path)))
    assert (cold, shown(manifests, Means(cache=str(tmp_path)))) == (alone, alone)


def test_a_changed_file_is_judged_anew(manifests: Path, tmp_path: Path) -> None:
    cache, file = Means(cache=str(tmp_path)), sorted(manifests.rglob("*.yaml"))[1]
    text = file.read_text(encoding="utf-8")
    before = shown(manifests, cache)
    try:
        file.write_text(text.replace("kind: ", "kidn: ", 1), encoding="utf-8")
        assert shown(manifests, cache) == shown(manifests, Means()) != before
    finally:
        file.write_text(text, encoding="utf-8")
    assert shown(manifests, cache) == before


def test_the_values_of_secrets_are_never_remembered(tmp_path: Path) -> None:
    file, cache = tmp_path / "secret.yaml", tmp_path / "cache"
    secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: pa55-w0rd-of-mine}\n"
    file.write_text(f"{secret}data: {{broken: '%%%pa55-w0rd-of-mine'}}\n", encoding="utf-8")
    told = [shown(file, Means(cache=str(cache))) for _ in range(2)]
    assert told[0] == told[1]
    assert json.loads(told[0])["findings"]
    kept = b"".join(path.read_bytes() for path in cache.iterdir())
    assert b"pa55-w0rd" not in kept + told[0].encode()


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_broken_cache_is_only_a_miss(manifests: Path, alone: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "results.sqlite").write_bytes(content)
    assert shown(manifests, Means(cache=str(tmp_path))) == alone
    assert shown(manifests, Means(cache=str(tmp_path))) == alone


def test_a_cache_that_cannot_be_written_is_silent(manifests: Path, alone: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert shown(manifests, Means(cache=str(tmp_path / "file" / "below"))) == alone


def test_two_runs_at_once_share_a_cache(manifests: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "stslint",
        "lint",
        str(manifests),
        "--format",
        "json",
        "--cache-dir",
        str(tmp_path),
    ]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    texts = {each.communicate(timeout=120)[0] for each in runs}
    assert len(texts) == 1


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="children are looked up in /proc")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_that_is_stopped_leaves_nothing_behind(tmp_path: Path, sent: signal.Signals, code: int) -> None:
    manifests, output = tmp_path / "manifests", tmp_path / "out.json"
    corpus.write(manifests, 3000)
    command = [sys.executable, "-m", "stslint", "lint", str(manifests), "--jobs", "2", "--no-cache"]
    program = [*command, "--format", f"json:{output}"]
    with subprocess.Popen(program, stderr=subprocess.DEVNULL, preexec_fn=listen_to_sigint) as run_process:
        worker = child_of(run_process)
        run_process.send_signal(sent)
        assert run_process.wait(30) == code
    assert not Path(f"/proc/{worker}").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["manifests"]


def listen_to_sigint() -> None:
    """A shell that runs tests in the background has its children ignore ^C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def child_of(process: subprocess.Popen[bytes]) -> int:
    """The process's first child, once it has one."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    for _ in range(1000):
        found = children.read_text(encoding="utf-8").split()
        if found:
            return int(found[0])
        time.sleep(0.01)
    raise AssertionError("no worker was started")


def test_shards_together_are_the_whole(manifests: Path, alone: str) -> None:
    whole = json.loads(alone)["findings"]
    parts = [json.loads(shown(manifests, Means(shard=(part, 3))))["findings"] for part in (1, 2, 3)]
    key = json.dumps
    assert all(parts)
    assert sorted(map(key, (each for part in parts for each in part))) == sorted(map(key, whole))


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers, each a process of its own, on loopback."""
    pytest.importorskip("distributed")
    quiet = {**os.environ, "DASK_LOGGING__DISTRIBUTED": "critical"}
    where = ["--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    with subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", *where], stderr=subprocess.PIPE, text=True
    ) as scheduler:
        address = ""
        while "tcp://" not in address:
            assert scheduler.stderr is not None
            address = scheduler.stderr.readline()
        address = address[address.index("tcp://") :].strip()
        one = [
            sys.executable,
            "-m",
            "distributed.cli.dask_worker",
            address,
            "--nthreads",
            "1",
            "--no-dashboard",
            "--no-nanny",
        ]
        workers = [subprocess.Popen(one, env=quiet, stderr=subprocess.DEVNULL) for _ in range(2)]
        try:
            yield address.replace("tcp://", "dask://"), workers
        finally:
            for process in (*workers, scheduler):
                process.kill()
            for process in workers:
                process.wait()


def test_a_dask_cluster_does_not_change_the_report_even_if_a_worker_dies(
    manifests: Path, alone: str, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, workers = cluster
    assert shown(manifests, Means(workers=address)) == alone
    dying = subprocess.Popen(["sh", "-c", f"sleep 0.3; kill -{signal.SIGKILL.value} {workers[0].pid}"])
    assert shown(manifests, Means(workers=address)) == alone
    dying.wait()
    time.sleep(0.5)
    assert shown(manifests, Means(workers=address)) == alone
