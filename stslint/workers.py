"""Spreads work over processes: a list of jobs in, their results out in the same order, whatever happens to a worker.

Workers are forked, so they start with everything the parent has imported and compiled, and hand back bytes through a
pipe. The parent works too. What a lost worker did not deliver, the parent does again. Without `fork`, or for little
work, everything happens in this process.
"""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")


def available() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return os.cpu_count() or 1


def spread(
    jobs: Sequence[Job],
    work: Callable[[Sequence[Job]], list[Result]],
    pack: Callable[[list[Result]], bytes],
    unpack: Callable[[bytes], list[Result]],
    processes: int,
) -> list[Result]:
    """`work(jobs)`, done by `processes` processes, each with a share of neighbours."""
    if processes < 2 or len(jobs) < 2 or not hasattr(os, "fork"):
        return work(jobs)
    size = -(-len(jobs) // processes)
    shares = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    workers: list[_Worker] = []
    try:
        with _undisturbed():  # a worker that is started is a worker that will be ended
            for share in shares[1:]:
                workers.append(_Worker(share, work, pack))
        results = work(shares[0])
        for worker, share in zip(workers, shares[1:], strict=True):
            data = worker.collect()
            results += work(share) if data is None else unpack(data)
        return results
    finally:
        for worker in workers:
            worker.end()


_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that would stop the run wait until the end of the block."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Worker:
    """A forked child that writes its packed results into a pipe; the last byte says that they are complete."""

    def __init__(
        self, share: Sequence[Job], work: Callable[[Sequence[Job]], list[Result]], pack: Callable[[list[Result]], bytes]
    ) -> None:
        self.reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid:
            os.close(writer)
            return
        status = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
            os.close(self.reader)
            with open(writer, "wb") as pipe:
                pipe.write(pack(work(share)))
                pipe.write(_COMPLETE)
            status = 0
        except BaseException:
            status = 1  # the parent does the share again, and meets the error itself
        finally:
            os._exit(status)

    def collect(self) -> bytes | None:
        """The bytes the worker delivered, None if it was lost on the way."""
        reader, self.reader = self.reader, -1
        with open(reader, "rb") as pipe:
            data = pipe.read()
        return data[:-1] if data.endswith(_COMPLETE) else None

    def end(self) -> None:
        """Leaves no process and no descriptor behind."""
        if self.reader >= 0:
            os.close(self.reader)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


_COMPLETE = b"\x06"
