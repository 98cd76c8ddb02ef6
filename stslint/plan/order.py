"""In which order things happen, in the shape that says only what is fixed.

In: the events of one phase, in the order they were played. Out: for one OrderedReady set a list; for a Parallel set, or
one that is deleted, sets of names and the sequence as played; for several sets one of these each.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stslint.patterns import pattern
from stslint.plan.claimants import Reaches, claimants
from stslint.plan.state import Event, Name, StatefulSet

_CREATE_WORDS: Final = {
    "claim": "PVC",
    "create": "Pod",
    "ready": "Ready",
    "delete": "Delete",
    "claim-delete": "ClaimDelete",
}
_UPDATE_WORDS: Final = {**_CREATE_WORDS, "claim": "ClaimCreate", "create": "Create"}
_CREATE_KEYS: Final = (
    ("delete", "deleted"),
    ("claim-delete", "claims_deleted"),
    ("claim", "claims"),
    ("create", "pods"),
    ("ready", "ready"),
)
_UPDATE_KEYS: Final = (
    ("delete", "deleted"),
    ("claim-delete", "claims_deleted"),
    ("claim", "claims_created"),
    ("create", "created"),
    ("ready", "ready"),
)


@dataclass(frozen=True, slots=True)
class Scene:
    """What the order of a phase depends on besides its events."""

    sets: Mapping[Name, StatefulSet]
    """Sets there are after the phase, and those deleted in it."""
    reaches_before: Reaches
    reaches: Reaches
    deleted: frozenset[Name]
    recreated: frozenset[Name]
    creating: bool
    several: bool
    """Other phases have further sets: the shape is then the one for several."""
    namespace: str

    def show(self, name: Name) -> str:
        return name[1] if name[0] == self.namespace else f"{name[0]}/{name[1]}"


_DIGITS: Final = pattern("([0-9]+)")


def natural(text: str) -> list[Any]:
    """Sort key: digits by value, so `-10` comes after `-9`. Text and digits alternate, so keys can be compared."""
    parts: list[Any] = _DIGITS.split(text)
    parts[1::2] = map(int, parts[1::2])
    return parts


def order(events: Iterable[Event], scene: Scene) -> tuple[Any, dict[str, list[str]]]:
    """`order` and `order_any`."""
    by_set: dict[Name, list[Event]] = {name: [] for name in scene.sets}
    shared: list[Event] = []
    loose: dict[Name, list[Event]] = {}
    for event in events:
        owner = _owner(event, scene)
        if owner is None:
            shared.append(event)
        elif owner in scene.recreated and event.kind in ("delete", "claim-delete"):
            loose.setdefault(owner, []).append(event)
        elif owner in by_set:
            by_set[owner].append(event)
    any_order = {scene.show(name): sorted(_texts(found, scene)) for name, found in loose.items()}
    if len(by_set) == 1 and not scene.several:
        (name, found), *_ = by_set.items()
        return _one(name, found, scene), any_order
    if not by_set:
        return [], any_order
    result: dict[str, Any] = {"by_set": {scene.show(name): _one(name, found, scene) for name, found in by_set.items()}}
    if shared:
        result["shared"] = sorted(_texts(shared, scene))
    return result, any_order


def _owner(event: Event, scene: Scene) -> Name | None:
    """A claim's events are its set's; of a claim that several sets want, nobody's."""
    if event.kind not in ("claim", "claim-delete"):
        return event.owner or ("", "")
    wanted = claimants((event.namespace, event.name), scene.reaches_before, scene.reaches)
    if len(wanted) > 1:
        return None
    if wanted:
        return next(iter(wanted))
    return event.owner or ("", "")


def _texts(events: Iterable[Event], scene: Scene) -> list[str]:
    words = _CREATE_WORDS if scene.creating else _UPDATE_WORDS
    return [f"{words[event.kind]} {event.name}" for event in events]


def _one(name: Name, events: list[Event], scene: Scene) -> Any:
    if scene.sets[name].settings.parallel or name in scene.deleted:
        return _as_sets(events, scene)
    return _texts(_claim_deletes_in_place(events), scene)


def _as_sets(events: list[Event], scene: Scene) -> dict[str, list[str]]:
    result: dict[str, list[str]] = {}
    for kind, key in _CREATE_KEYS if scene.creating else _UPDATE_KEYS:
        found = sorted({event.name for event in events if event.kind == kind}, key=natural)
        if found:
            result[key] = found
    if result:
        result["observed"] = _texts(events, scene)
    return result


def _claim_deletes_in_place(events: list[Event]) -> list[Event]:
    """A claim that goes with its Pod is put right behind the Pod's Delete: it comes at any time after it."""
    result: list[Event] = []
    for event in events:
        if event.kind == "claim-delete":
            at = _delete_of(event, result)
            result.insert(len(result) if at is None else at, event)
        else:
            result.append(event)
    return result


def _delete_of(event: Event, before: list[Event]) -> int | None:
    """Behind the last Delete of a Pod whose ordinal the claim's name ends in, and claims put there already."""
    for index in range(len(before) - 1, -1, -1):
        if before[index].kind == "delete" and event.name.endswith(f"-{before[index].name}"):
            index += 1
            while index < len(before) and before[index].kind == "claim-delete":
                index += 1
            return index
    return None
