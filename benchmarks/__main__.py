"""`make bench`: our whole-process times beside other tools' on the same files, as ratios of medians.

Writes the table to docs/performance.md. Tools that are not installed are named as missing and left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks import corpus, peers
from benchmarks.timing import Subject, race

ROOT = Path(__file__).resolve().parent.parent
STSLINT = str(Path(sys.executable).parent / "stslint")


class Row(NamedTuple):
    """One line of the table: a piece of work, who did it in which time, and the ratio that is wanted."""

    work: str
    subject: Subject
    other: Subject | None
    wanted: float | None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="measure only the groups whose name holds this")
    parser.add_argument("--documents", type=int, default=6000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stslint-bench-") as folder:
        bench = Bench(Path(folder), chosen.runs, chosen.documents)
        rows = [row for name, group in bench.groups().items() if chosen.only in name for row in group()]
    text = table(rows, bench.missing)
    print(text)
    if not chosen.only:
        (ROOT / "docs" / "performance.md").write_text(text, encoding="utf-8")
    return 0


class Bench:
    """The groups of measurements, each making what it needs in one scratch folder."""

    def __init__(self, folder: Path, runs: int, documents: int) -> None:
        self.folder, self.runs, self.documents = folder, runs, documents
        self.missing: list[str] = []
        self.cache = folder / "cache"

    def groups(self):  # type: ignore[no-untyped-def]
        return {"corpus": self.corpus, "small": self.small, "start": self.start, "large": self.large, "plan": self.plan}

    def tool(self, name: str) -> str | None:
        found = peers.find(name)
        if found is None and name not in self.missing:
            self.missing.append(name)
        return found

    def lint(self, name: str, path: Path, *options: str) -> Subject:
        return Subject(name, [STSLINT, "lint", str(path), "--cache-dir", str(self.cache), *options])

    def corpus(self) -> Iterator[Row]:
        files = self.folder / "corpus"
        corpus.write(files, self.documents)
        work = f"{self.documents} documents in {self.documents // 2} files"
        cold = self.lint("stslint, cold", files)
        cold.before = self.forget
        plain = self.lint("stslint, no cache", files, "--no-cache")
        others = self._other_linters(files)
        race([cold, plain, *others], self.runs)
        kubeconform = next((each for each in others if each.name.startswith("kubeconform")), None)
        yield Row(f"{work}, cold", cold, kubeconform, 0.8)
        yield Row(f"{work}, without a cache", plain, kubeconform, None)
        for other in others:
            yield Row(work, other, kubeconform, None)
        warm = self.lint("stslint, nothing changed", files)
        changed = self.lint("stslint, one file changed", files)
        changed.before = Toucher(next(files.rglob("*.yaml")))
        again = [warm, changed, *([kubeconform] if kubeconform else [])]
        for each in again:
            each.wall.clear(), each.cpu.clear(), each.peak.clear()
        race(again, self.runs)
        yield Row(f"{work}, nothing changed", warm, kubeconform, 0.15)
        yield Row(f"{work}, one file changed", changed, kubeconform, 0.2)

    def _other_linters(self, files: Path) -> list[Subject]:
        found = []
        if tool := self.tool("kubeconform"):
            location = peers.write_kubeconform_schemas(self.folder / "schemas")
            command = [tool, "-strict", "-n", "2", "-schema-location", location, str(files)]
            found.append(Subject("kubeconform -strict -n 2", command))
        if tool := self.tool("kube-linter"):
            found.append(Subject("kube-linter", [tool, "lint", str(files)]))
        if tool := self.tool("kubectl-validate"):
            command = [tool, str(files), "--local-schemas", "", "--version", "1.30"]
            found.append(Subject("kubectl-validate", [part for part in command if part]))
        return found

    def small(self) -> Iterator[Row]:
        file = ROOT / "examples" / "redis-pv" / "redis.yaml"
        ours = self.lint("stslint lint FILE", file)
        ours.before = self.forget
        hook = self.lint("stslint lint FILE, seen before", file)
        click = Subject("python -c 'import click'", [sys.executable, "-c", "import click"])
        subjects = [ours, hook, click]
        yamllint = None
        if tool := self.tool("yamllint"):
            yamllint = Subject("yamllint FILE", [tool, "-d", "relaxed", str(file)])
            subjects.append(yamllint)
        if tool := self.tool("kubernetes-validate"):
            subjects.append(Subject("kubernetes-validate FILE", [tool, "--strict", str(file)]))
        race(subjects, 3 * self.runs)
        for subject in (ours, hook):
            yield Row("one small file", subject, click, 2.5)
            if yamllint is not None:
                yield Row("one small file", subject, yamllint, 0.5)
        for subject in subjects[3:]:
            yield Row("one small file", subject, click, None)

    def start(self) -> Iterator[Row]:
        version = Subject("stslint --version", [STSLINT, "--version"])
        explain = Subject("stslint explain duplicate-key", [STSLINT, "explain", "duplicate-key"])
        click = Subject("python -c 'import click'", [sys.executable, "-c", "import click"])
        race([version, explain, click], 3 * self.runs)
        yield Row("start-up", version, click, 1.5)
        yield Row("start-up", explain, click, 1.5)

    def large(self) -> Iterator[Row]:
        small, large = self.folder / "once", self.folder / "tenfold"
        corpus.write(small, self.documents)
        corpus.write(large, 10 * self.documents, namespaces=400)
        one, ten = self.lint("stslint", small, "--no-cache"), self.lint("stslint", large, "--no-cache")
        race([one, ten], max(2, self.runs // 2))
        yield Row(f"{10 * self.documents} documents against {self.documents}", ten, one, 10.5)

    def plan(self) -> Iterator[Row]:
        half, whole = self.folder / "half", self.folder / "sets"
        corpus.sets(half, 250, 50)
        corpus.sets(whole, 500, 50)
        subjects = [
            Subject(f"stslint plan, {count} sets of 50", [STSLINT, "plan", str(path), "--format", "json"])
            for count, path in ((500, whole), (250, half))
        ]
        race(subjects, max(2, self.runs // 2))
        yield Row("plan", subjects[0], subjects[1], 2.1)

    def forget(self) -> None:
        shutil.rmtree(self.cache, ignore_errors=True)


class Toucher:
    """Changes one file a little, differently each time."""

    def __init__(self, path: Path) -> None:
        self.path, self.text, self.count = path, path.read_text(encoding="utf-8"), 0

    def __call__(self) -> None:
        self.count += 1
        self.path.write_text(self.text.replace("name: main", f"name: main{self.count}"), encoding="utf-8")


def table(rows: list[Row], missing: list[str]) -> str:
    """The figures as a Markdown page."""
    lines = [
        "# Performance",
        "",
        "Whole processes, medians of several runs in turn, made by `make bench` on one machine with",
        f"{os.cpu_count()} cores and Python {platform.python_version()}. Compare the ratios,",
        "since seconds depend on the machine.",
        "",
        "| work | process | wall s | CPU s | peak MiB | against | ratio of wall | wanted |",
        "|---|---|--:|--:|--:|---|--:|--:|",
    ]
    for row in rows:
        subject, other = row.subject, row.other
        ratio = f"{subject.wall_median / other.wall_median:.2f}" if other is not None else ""
        wanted = f"≤ {row.wanted:g}" if row.wanted is not None else ""
        figures = f"{subject.wall_median:.3f} | {subject.cpu_median:.3f} | {max(subject.peak):.0f}"
        lines.append(
            f"| {row.work} | {subject.name} | {figures} | {other.name if other else ''} | {ratio} | {wanted} |"
        )
    if missing:
        lines += ["", f"Not installed here, so not measured: {', '.join(missing)}."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
