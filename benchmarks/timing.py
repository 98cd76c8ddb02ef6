"""Times whole processes in turn (A B A B …), so that a machine whose speed drifts is fair to both."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median


@dataclass
class Subject:
    """A command to time; `before` runs in front of each counted run and is not timed."""

    name: str
    command: Sequence[str]
    before: Callable[[], None] | None = None
    cwd: str | None = None
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)

    @property
    def wall_median(self) -> float:
        return median(self.wall)

    @property
    def cpu_median(self) -> float:
        return median(self.cpu)


def race(subjects: Sequence[Subject], runs: int) -> None:
    """One warm-up and `runs` counted runs of each, in turn."""
    for number in range(runs + 1):
        for subject in subjects:
            if subject.before is not None:
                subject.before()
            wall, cpu, peak = _once(subject)
            if number:
                subject.wall.append(wall)
                subject.cpu.append(cpu)
                subject.peak.append(peak)


def _once(subject: Subject) -> tuple[float, float, float]:
    """Wall and CPU seconds and peak memory (MiB) of one run, children of the process included in the CPU time."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    process = subprocess.Popen(
        subject.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=subject.cwd
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024
