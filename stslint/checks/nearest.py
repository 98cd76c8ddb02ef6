"""Which known name did the author mean?

In: a name that resolves to nothing, and the names that exist. Out: the only one a slip of the keyboard away, or None.
Names that differ in digits only (`web-1`, `web-2`) are different things, never slips.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Final

from stslint.checks.memory import keyed
from stslint.cluster import Cluster
from stslint.patterns import pattern

FEW: Final = 50
"""Up to so many names are compared one by one; above, only slips of one character are found, through an index."""

_DIGITS = pattern(r"\d+")


class Names:
    """Names that exist, asked for the nearest one to a name that does not."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = sorted({name for name in names if name})

    @cached_property
    def _by_deletion(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for name in self.names:
            for shorter in _deletions(name):
                index[shorter].append(name)
        return dict(index)

    def nearest(self, name: str) -> str | None:
        """The one name nearest to this, if it is near and no other is as near."""
        limit = 1 if len(name) < 8 else 2
        if len(self.names) <= FEW:
            candidates: Iterable[str] = self.names
        else:
            candidates = {near for shorter in _deletions(name) for near in self._by_deletion.get(shorter, ())}
        ranked = sorted(
            (slips, each) for each in candidates if (slips := _slips(name, each, limit)) <= limit and each != name
        )
        if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
            return None
        return ranked[0][1]


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The one name of these nearest to `name`, if any is near."""
    return Names(names).nearest(name)


@keyed
def names_of(cluster: Cluster, kind: str, namespace: str) -> Names:
    """The names of all objects of a kind in a namespace."""
    return Names(each.name for each in cluster.of_kind(kind, namespace))


def _deletions(name: str) -> Iterator[str]:
    yield name
    for index in range(len(name)):
        yield name[:index] + name[index + 1 :]


def _slips(written: str, known: str, limit: int) -> int:
    """How many single slips apart (case, one character more, less, other, two swapped); a large number if too many."""
    first, second = _plain(written), _plain(known)
    if first == second:
        return 0
    too_many = limit + 1
    if abs(len(first) - len(second)) > limit or _DIGITS.sub("", first) == _DIGITS.sub("", second):
        return too_many
    if min(len(first), len(second)) < 4 and sorted(first) != sorted(second):
        return too_many
    return _distance(first, second, limit)


def _plain(name: str) -> str:
    return name.lower().replace("_", "-")


def _distance(first: str, second: str, limit: int) -> int:
    """Optimal string alignment distance, given up once it exceeds the limit."""
    before: list[int] = []
    previous = list(range(len(second) + 1))
    for row, char in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            best = min(previous[column] + 1, current[-1] + 1, previous[column - 1] + (char != other))
            if row > 1 and column > 1 and char == second[column - 2] and first[row - 2] == other:
                best = min(best, before[column - 2] + 1)
            current.append(best)
        if min(current) > limit:
            return limit + 1
        before, previous = previous, current
    return previous[-1]
