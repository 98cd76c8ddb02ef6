"""What earlier runs found: whole reports for inputs that are all known, single sources for the others.

In: a run's inputs and what it is told. Out: remembered values, never older than the content they were made from. Knows
nothing of how anything is judged, so that a run with nothing new imports little more than this.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from stslint import packing
from stslint.cache import Cache, digest, signature_of, tool_signature
from stslint.findings import Report
from stslint.options import Options
from stslint.rules import Rulebook
from stslint.sources.gather import Input, read

_FEW: Final = 64


class Task(NamedTuple):
    """An input to read and judge; context is only read."""

    input: Input
    target: bool = True


class Memory:
    """One run's window on the cache. Without a folder it remembers nothing."""

    def __init__(self, folder: str | None, tasks: Sequence[Task], rulebook: Rulebook, options: Options) -> None:
        self.cache = Cache(folder)
        self.tasks = tasks
        self.salt = _salt(rulebook, options) if self.cache.usable else b""
        self.signatures = self._signatures() if self.cache.usable else {}
        self.known = self.cache.digests(self.signatures)
        self._read_the_few_unknown()
        self.used: list[bytes] = []

    def _signatures(self) -> dict[str, str]:
        found = {}
        for each in (task.input for task in self.tasks):
            if each.data is None and (signature := signature_of(each.path)):
                found[os.path.abspath(each.path)] = signature
        return found

    def _read_the_few_unknown(self) -> None:
        """Files too young to trust their time stamps, or new, are read here if they are few: the rest may be known."""
        unknown = [task.input for task in self.tasks if self.digest_of(task) is None]
        if not self.known or len(unknown) > _FEW:
            return
        for each in unknown:
            source, _ = read(each)
            if source is not None:
                self.known[os.path.abspath(each.path)] = content_digest(source.text)

    def digest_of(self, task: Task) -> bytes | None:
        """The content's digest, if it is known without reading."""
        return self.known.get(os.path.abspath(task.input.path)) if self.known else None

    def report(self) -> Report | None:
        """The report of an earlier run on exactly these contents."""
        key = self._report_key(self.digest_of(task) for task in self.tasks)
        value = self.cache.values([key]).get(key) if key else None
        if value is None:
            return None
        self.used.append(key or b"")
        return packing.unpack_report(value)

    def _report_key(self, digests: Iterable[bytes | None]) -> bytes | None:
        parts = [self.salt]
        for task, content in zip(self.tasks, digests, strict=True):
            if content is None:
                return None
            parts += (task.input.name.encode("utf-8", "surrogateescape"), b"+" if task.target else b"-", content)
        return digest(*parts)

    def key(self, task: Task, content: bytes) -> bytes:
        """The key of what one source says by itself."""
        name = task.input.name.encode("utf-8", "surrogateescape")
        return digest(self.salt, name, b"+" if task.target else b"-", content)

    def sources(self) -> dict[str, bytes]:
        """What is remembered of single sources: input name → packed value."""
        keys = {self.key(task, content): task for task in self.tasks if (content := self.digest_of(task))}
        values = self.cache.values(list(keys)) if keys else {}
        self.used += values
        return {keys[key].input.name: value for key, value in values.items()}

    def keep(self, report: Report, fresh: Mapping[str, tuple[bytes, bytes | None]]) -> None:
        """Remember a run: its report, and (content digest, packed value) of the sources that were judged anew.

        A source whose value is None is not remembered, only that its content was seen.
        """
        if not self.cache.usable or report.failures:
            return
        by_name = {task.input.name: task for task in self.tasks}
        values = {self.key(by_name[name], content): value for name, (content, value) in fresh.items() if value}
        digests = [
            fresh[task.input.name][0] if task.input.name in fresh else self.digest_of(task) for task in self.tasks
        ]
        key = self._report_key(digests)
        if key is not None:
            values[key] = packing.pack_report(report)
        seen = {}
        for name, (content, _) in fresh.items():
            path = os.path.abspath(by_name[name].input.path)
            if path in self.signatures:
                seen[path] = (self.signatures[path], content)
        self.cache.store(values, self.used, seen)

    def close(self) -> None:
        self.cache.close()


def content_digest(text: str) -> bytes:
    """The digest of a source's text."""
    return digest(text.encode("utf-8", "surrogatepass"))


def _salt(rulebook: Rulebook, options: Options) -> bytes:
    """Everything besides content that findings depend on."""
    told = {
        **vars(options),
        "enabled": sorted(options.enabled),
        "severities": sorted(options.severities.items()),
        "per_file_ignores": sorted(options.per_file_ignores.items()),
    }
    own = [repr(rule) for rule in rulebook.rules if rule.id.startswith("STS9")]
    return digest(tool_signature(), json.dumps([told, own], default=str).encode())
