"""The map stage on a Dask cluster: the same results as here, in the same order; the reduce stage stays at home.

In: tasks and what they are judged by. Out: what was found in each. Texts travel with their tasks, since workers need
not see this machine's files. Dask runs the tasks of a lost worker again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from stslint import __version__
from stslint.errors import UserError
from stslint.judged import Judged, pack_many, unpack_many
from stslint.memory import Task
from stslint.options import Options
from stslint.rules import Rule, Rulebook

SCHEME: Final = "dask://"
_SHARE: Final = 64
_RETRIES: Final = 3


def spread_over_dask(address: str, tasks: Sequence[Task], rulebook: Rulebook, options: Options) -> list[Judged]:
    """The tasks' results from the workers of the scheduler at `dask://HOST:PORT`; raises UserError."""
    try:
        from distributed import Client
    except ImportError:
        raise UserError("--workers needs Dask: pip install 'stslint[dask]'") from None
    scheduler = "tcp://" + address.removeprefix(SCHEME)
    try:
        client = Client(scheduler, timeout="10s", set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError, ValueError) as error:
        raise UserError(f"--workers {address}: no Dask scheduler answers there ({type(error).__name__})") from None
    with client:
        return _spread(client, [_with_data(task) for task in tasks], rulebook, options)


def _spread(client, tasks: Sequence[Task], rulebook: Rulebook, options: Options) -> list[Judged]:  # type: ignore[no-untyped-def]
    shares = [tasks[start : start + _SHARE] for start in range(0, len(tasks), _SHARE)]
    rules = tuple(replace(rule) for rule in rulebook.rules)  # without what a rule remembers of this process
    futures = [
        client.submit(judge_share, share, rules, options, __version__, pure=False, retries=_RETRIES) for share in shares
    ]
    return [judged for future in futures for judged in unpack_many(future.result())]


def _with_data(task: Task) -> Task:
    """The task with its bytes; what cannot be read is found out where it is judged, as at home."""
    if task.input.data is not None:
        return task
    from stslint.sources.files import read_bytes

    data = read_bytes(task.input.path)
    return task if data is None else task._replace(input=task.input._replace(data=data))


def judge_share(tasks: Sequence[Task], rules: Sequence[Rule], options: Options, version: str) -> bytes:
    """Runs on a worker."""
    from stslint.judging import judge_task

    if version != __version__:
        raise UserError(f"a Dask worker has stslint {__version__}, but {version} asks it")
    rulebook = Rulebook(rules)
    return pack_many([judge_task(task, rulebook, options) for task in tasks])
