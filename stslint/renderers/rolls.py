"""One set's Pods in an update as text: totals, why they restart, a row a Pod.

In: a Story. Out: lines with styles; rows of the table are laid out already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from stslint.renderers import parts
from stslint.renderers.steps import Step, Story, folded
from stslint.renderers.tables import grid
from stslint.terminal import printable

_WORDS: Final = (("~", "restarts", "restart"), ("+", "is new", "are new"), ("-", "is removed", "are removed"))
_ROW_STYLES: Final = {"~": "warning", "+": "good", "-": "error", "=": "dim", "…": "dim"}
_REASONS: Final = 3


def roll_lines(story: Story, width: int) -> Iterator[tuple[str, str]]:
    """`~ StatefulSet web: 3 Pods restart (3 Pods, 3 PVCs, OrderedReady, RollingUpdate)`, and what is below it."""
    yield f"{_mark(story)} StatefulSet {story.shown}: {totals(story)}{_kind(story)}", "bold"
    yield from ((f"  {text}", "dim") for text in reasons(story))
    for number, line in grid(rows := table(story), width, indent=4):
        yield f"\f{line}", _ROW_STYLES.get(rows[number][0], "")


def _mark(story: Story) -> str:
    if story.gone:
        return "-"
    marks = {step.mark for step in story.steps}
    return "+" if marks == {"+"} else "~"


def _kind(story: Story) -> str:
    facts = story.facts
    return f"  ({parts.totals_line(facts)})" if facts and not story.gone else ""


def totals(story: Story) -> str:
    """`2 Pods restart, 1 is new, 1 stays`."""
    found: list[str] = []
    for mark, one, many in _WORDS:
        number = len(story.pods(mark))
        if number:
            noun = "" if found else f"{'Pod' if number == 1 else 'Pods'} "
            found.append(f"{number} {noun}{one if number == 1 else many}")
    stay = sum(step.mark == "=" and step.did != "is not created" for step in story.steps)
    if stay and (found or story.gone):
        owner = " with no owner" if story.gone else ""
        found.append(f"{stay} {'stays' if stay == 1 else 'stay'}{owner}")
    if story.gone:
        found.insert(0, "deleted")
    return ", ".join(found) or "no Pod restarts"


def reasons(story: Story) -> Iterator[str]:
    """Why its Pods restart or would restart, how many at once, how long it takes."""
    roll = story.roll
    why = roll.get("why") or []
    head = "because" if roll.get("pods") else "waiting to be rolled out:"
    for change in why[:_REASONS]:
        yield f"{head} {next(parts.leaves(change))}"
    if len(why) > _REASONS:
        yield f"and {parts.count(len(why) - _REASONS, 'more change')} of the template"
    if story.deleted_first:
        how = "in the order below" if any(step.when for step in story.steps) else "all at once"
        yield f"all its Pods are deleted at once, then created again, {how}"
    if roll.get("pods") and (roll.get("at_once") or 1) > 1:
        yield "all at once" if roll["at_once"] >= len(roll["pods"]) > 1 else f"up to {roll['at_once']} at once"
    if roll.get("minimum_seconds"):
        yield f"takes at least {duration(roll['minimum_seconds'])} (minReadySeconds)"


def duration(seconds: int) -> str:
    """`90 s`, `5 min`, `2 h 30 min`."""
    if seconds < 120:
        return f"{seconds} s"
    hours, minutes, rest = seconds // 3600, seconds % 3600 // 60, seconds % 60
    found = [f"{number} {unit}" for number, unit in ((hours, "h"), (minutes, "min"), (rest, "s")) if number]
    return " ".join(found[:2])


def table(story: Story) -> Sequence[Sequence[str]]:
    """Mark, Pod, what happens, claims; many Pods that fare alike are folded."""
    return [_row(each) for each in folded(story.steps, parts.FOLDED)]


def _row(each: Step | int) -> list[str]:
    if isinstance(each, int):
        return ["…", f"{each} more", "the same", ""]
    return [each.mark, printable(each.pod), printable(each.words), printable(claims(each))]


def claims(step: Step) -> str:
    """`data-web-0 kept, logs-web-0 new and empty`."""
    return ", ".join(f"{claim} {fate}".strip() for claim, fate in step.claims)
