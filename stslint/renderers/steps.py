"""What happens to each Pod of each set, one row a Pod: the form in which all renderers tell of an update.

In: a plan as plain data. Out: `Story`s. Nothing is decided here: the plan's lists and orders are put side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stslint.renderers.parts import ordinal, qualified

Pods = Mapping[str, Mapping[str, Any]]

_FATES: Final = (
    ("terminating", "being DELETED"),
    ("reattached", "used again with its old data"),
    ("created", "new and empty"),
    ("deleted", "DELETED"),
    ("stranded", "orphaned"),
    ("kept", "kept"),
)
_SAME: Final = 5
"""A longer run of Pods that fare alike is told by its ends."""


class Step(NamedTuple):
    """A Pod's row. `mark` is one of `+ ~ - =`; `when` is "" where nothing happens or no order is fixed."""

    pod: str
    mark: str
    did: str
    when: str
    claims: tuple[tuple[str, str], ...]
    """Claims of the Pod and what becomes of each."""

    @property
    def words(self) -> str:
        return f"{self.did}, {self.when}" if self.when else self.did

    @property
    def alike(self) -> tuple[Any, ...]:
        return (self.mark, self.did, bool(self.when), tuple(fate for _, fate in self.claims))


class Story(NamedTuple):
    """One set in an update; `facts` are its details after it, or those from before if it is gone."""

    shown: str
    steps: tuple[Step, ...]
    roll: Mapping[str, Any]
    facts: Mapping[str, Any]
    gone: bool
    deleted_first: bool = False
    """Are all its Pods deleted at once, before any is made again?"""

    @property
    def touched(self) -> bool:
        """Does anything happen to it, or is anything held back?"""
        return self.gone or any(step.mark != "=" or step.did != "stays as it is" for step in self.steps)

    def pods(self, mark: str) -> list[str]:
        return [step.pod for step in self.steps if step.mark == mark]


def stories(plan: Mapping[str, Any], key: str) -> Iterator[Story]:
    """Every set that is there before or after that update, by name."""
    update, old_state, old_details = plan[key], *earlier(plan, key)
    before, after = _by_set(old_state, plan), _by_set(update["after"], plan)
    details = {**old_details, **update["details"]}
    lists = _lists(update)
    for shown in sorted({*details, *before, *after}):
        gone = shown not in update["details"]
        first = any(event.startswith("Delete ") for event in update.get("order_any", {}).get(shown, ()))
        lacking = dict(_lacking(details.get(shown, {}), lists, plan))
        pods = {**lacking, **before.get(shown, {}), **after.get(shown, {})}
        steps = tuple(_steps(shown, update, lists, pods, gone=gone, together=first))
        yield Story(shown, steps, update["rolls"].get(shown, {}), details.get(shown, {}), gone, first)


def earlier(plan: Mapping[str, Any], key: str) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The state and the details before an update."""
    state, details = plan["create"], plan["create"]["details"]
    for name, act in plan.items():
        if name == key:
            break
        if name.startswith("update"):
            state, details = act["after"], act["details"]
    return state, details


def _by_set(state: Mapping[str, Any], plan: Mapping[str, Any]) -> dict[str, dict[str, Mapping[str, Any]]]:
    """Set → Pod → facts, named as the plan's lists name them."""
    found: dict[str, dict[str, Mapping[str, Any]]] = {}
    for pod in state["pods"]:
        if pod["set"] is not None:
            pods = found.setdefault(qualified(pod["set"], pod["namespace"], plan), {})
            pods[qualified(pod["name"], pod["namespace"], plan)] = pod
    return found


class _Lists(NamedTuple):
    """An update's lists, ready to look names up."""

    replaced: frozenset[str]
    added: frozenset[str]
    removed: frozenset[str]
    not_created: frozenset[str]
    not_ready: frozenset[str]
    outdated: frozenset[str]
    not_removed: frozenset[str]
    fates: Mapping[str, str]


def _lists(update: Mapping[str, Any]) -> _Lists:
    stuck = update.get("stuck_detail") or {}
    return _Lists(
        replaced=frozenset(update["pods_replaced"]),
        added=frozenset(update["pods_added"]),
        removed=frozenset(update["pods_removed"]),
        not_created=frozenset(stuck.get("not_created", ())),
        not_ready=frozenset(stuck.get("not_ready", ())),
        outdated=frozenset(stuck.get("outdated", ())),
        not_removed=frozenset(stuck.get("not_removed", ())),
        fates=_fates(update["data"]),
    )


def _lacking(facts: Mapping[str, Any], lists: _Lists, plan: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Pods that should be there and cannot be created."""
    for ordinal_number, pod in enumerate(facts.get("pods", ()), facts.get("first_ordinal", 0)):
        name = qualified(pod, facts["namespace"], plan)
        if name in lists.not_created:
            yield name, {"name": pod, "ordinal": ordinal_number, "volumes": {}}


def _steps(
    shown: str, update: Mapping[str, Any], lists: _Lists, pods: Pods, *, gone: bool, together: bool
) -> Iterator[Step]:
    roll = update["rolls"].get(shown, {})
    turns = _turns(sequence_of(update["order"], shown)) or ({} if together else _in_turn(roll))
    held = set(roll.get("held_back", ()))
    for pod in sorted(pods, key=lambda name: _ordinal(pods[name])):
        facts = pods[pod]
        mark, did = _what(pod, facts["name"], lists, held)
        if gone and mark == "=":
            did = "stays, with no owner"
        claims = _claims(facts, pod, lists.fates)
        yield Step(pod, mark, did, turns.get(facts["name"], "") if mark in "+~-" else "", claims)


def _ordinal(pod: Mapping[str, Any]) -> tuple[int, str]:
    return (pod["ordinal"] if pod["ordinal"] is not None else -1, pod["name"])


def _what(pod: str, name: str, lists: _Lists, held: set[str]) -> tuple[str, str]:
    """Mark and words."""
    never = " but never gets Ready" if pod in lists.not_ready else ""
    if pod in lists.replaced:
        return "~", f"restarts{never}"
    if pod in lists.added:
        return "+", f"is new{never}"
    if pod in lists.removed:
        return "-", "is deleted, and not created again" if pod in lists.not_created else "is removed"
    if pod in lists.not_created:
        return "=", "is not created"
    if pod in lists.not_removed:
        return "=", "should be removed, but stays"
    if pod in lists.outdated:
        return "=", f"stays at the old template{', not Ready' if never else ''}"
    if name in held:
        return "=", "keeps the old template"
    return "=", "is not Ready" if never else "stays as it is"


def _claims(facts: Mapping[str, Any], pod: str, fates: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    prefix = pod[: pod.rfind("/") + 1]
    return tuple((claim, fates.get(f"{prefix}{claim}", "")) for claim in facts["volumes"].values())


def _fates(data: Mapping[str, Any]) -> dict[str, str]:
    fates: dict[str, str] = {}
    for key, words in _FATES:
        for claim in data[key]:
            both = key == "deleted" and fates.get(claim) == "new and empty"
            fates[claim] = "DELETED, then new and empty" if both else fates.get(claim, words)
    return fates


def sequence_of(order: Any, shown: str) -> Sequence[str] | None:
    """`["Delete web-2", "Create web-2", …]` of one set; None where only parts of the order are fixed."""
    found = order
    if isinstance(order, Mapping) and "by_set" in order:
        found = order["by_set"].get(shown)
    return found if isinstance(found, Sequence) else None


def _turns(sequence: Sequence[str] | None) -> dict[str, str]:
    """Pod → `1st`, `2nd, when web-2 is Ready`."""
    turns: dict[str, str] = {}
    done = ""
    for event in sequence or ():
        verb, _, pod = event.partition(" ")
        if verb in ("Delete", "Create", "Pod") and pod not in turns:
            turns[pod] = f"{ordinal(len(turns) + 1)}{done}"
        if verb == "Ready":
            done = f", when {pod} is Ready"
        elif verb == "Delete":
            done = f", when {pod} is gone"
        elif verb in ("Create", "Pod"):
            done = ""
    return turns if len(turns) > 1 else {}


def _in_turn(roll: Mapping[str, Any]) -> dict[str, str]:
    """Where only the restarts have an order (Parallel)."""
    pods = roll.get("pods") or ()
    if len(pods) <= max(1, roll.get("at_once") or 1):
        return {}
    return {pod: ordinal(number) for number, pod in enumerate(pods, 1)}


def folded(steps: Iterable[Step], limit: int) -> Iterator[Step | int]:
    """The rows, with a number in place of so many Pods that fare like their neighbours; all of them up to a limit."""
    rows = list(steps)
    if len(rows) <= limit:
        yield from rows
        return
    run: list[Step] = []
    for step in rows:
        if run and step.alike != run[-1].alike:
            yield from _told(run)
            run = []
        run.append(step)
    yield from _told(run)


def _told(run: Sequence[Step]) -> Iterator[Step | int]:
    if len(run) <= _SAME:
        yield from run
    else:
        yield from run[:2]
        yield len(run) - 4
        yield from run[-2:]
