"""The sections of an update as text, by loss: refused, data, rolls, names, what else changes, what has no effect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from stslint.renderers import PlanView, parts
from stslint.terminal import paint, printable, wrap

Lines = Iterator[tuple[str, str]]
"""Text and style."""


def update_sections(update: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    """Every section that has something to say, then the totals."""
    said = False
    for key, title, describe in _SECTIONS:
        lines = list(describe(update))
        if lines and (not view.only or key in view.only):
            said = True
            yield paint(title, "bold", view.color) + "\n"
            for text, style in lines:
                yield from _laid_out(text, style, view)
            yield "\n"
    if not said and not view.only:
        yield "nothing changes\n\n"
    yield paint(parts.summary(update["summary"]), "bold", view.color) + "\n"


def _laid_out(text: str, style: str, view: PlanView) -> Iterator[str]:
    depth = len(text) - len(text.lstrip(" "))
    for line in wrap(printable(text.strip()), view.width, " " * (depth + 6), " " * (depth + 2)):
        yield (paint(line, style, view.color) if style else line) + "\n"


def _refused(update: Mapping[str, Any]) -> Lines:
    for each in update["refusals"]:
        yield f"✗ {_object(each)}: the API server refuses this change", "error"
        for field in each["fields"]:
            for leaf in parts.leaves(field):
                yield f"  {leaf}  (cannot change)" if field["recipe"] else f"  {leaf}", ""
            if field["recipe"]:
                yield f"  instead: {field['recipe']}", "good"
        yield f"  server: {_short(each['message'])}", "dim"


def _short(message: str) -> str:
    return message if len(message) <= 300 else f"{message[:200]} … {message[-80:]}"


def _data(update: Mapping[str, Any]) -> Lines:
    data = update["data"]
    for each in update["renames"]:
        yield f"± {each['from']} becomes {each['to']}: {each['why']}", "error"
        if each["stranded_claims"]:
            yield f"  left behind: PVCs {parts.listed(each['stranded_claims'])}", "error"
    for key, mark, words, style in _DISKS:
        if data[key]:
            yield f"{mark} PVC {parts.listed(data[key])}: {words}", style
    if data["kept"]:
        yield f"  PVC {parts.listed(data['kept'])}: kept", "dim"


_DISKS: Final = (
    ("deleted", "-", "DELETED with its data (unless the volume's reclaim policy is Retain)", "error"),
    ("terminating", "-", "being deleted, as soon as no Pod uses it", "error"),
    ("stranded", "?", "left without a Pod: the data stays, and so does the bill", "warning"),
    ("reattached", "~", "used again, with the data it holds from before", "warning"),
    ("created", "+", "new and empty", ""),
    ("shared", "!", "used by more than one Pod", "warning"),
)


def _rolls(update: Mapping[str, Any]) -> Lines:
    for name, roll in update["rolls"].items():
        if roll["pods"]:
            yield f"~ {name}: restarts {parts.listed(roll['pods'])}, in this order", "warning"
            if roll["at_once"] and roll["at_once"] > 1:
                yield f"  up to {roll['at_once']} at once", ""
            if roll["minimum_seconds"]:
                yield f"  takes at least {_duration(roll['minimum_seconds'])} (minReadySeconds)", ""
        for change in roll["why"][: parts.FOLDED]:
            yield f"  because {next(parts.leaves(change))}", "dim"
        if roll["held_back"]:
            yield f"  stay at the old template: {parts.listed(roll['held_back'])}", "warning"
    for key, mark, words in (("pods_added", "+", "added"), ("pods_removed", "-", "removed, highest ordinal first")):
        if update[key]:
            yield f"{mark} Pod {parts.listed(update[key])}: {words}", ""
    if update["stuck"]:
        yield "the update gets stuck here", "error"
        yield from ((f"  {text}", "error") for text in update["advice"])
    yield from _order(update)


def _order(update: Mapping[str, Any]) -> Lines:
    order = update["order"]
    if isinstance(order, list) and order:
        yield f"  order: {parts.listed((each.lower() for each in order), 14)}", "dim"


def _duration(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{seconds // 60} min {seconds % 60} s".replace(" 0 s", "")


def _names(update: Mapping[str, Any]) -> Lines:
    names = update["names"]
    if names["disappear"]:
        yield f"- {parts.listed(names['disappear'], 6)}", ""
    if names["appear"]:
        yield f"+ {parts.listed(names['appear'], 6)}", ""
    for each in names["still_used"]:
        yield f"! {each['written']} is gone, but {_object({**each, 'name': each['object']})} still uses it", "error"
        yield f"  {each['source']}, {each['field']}", "dim"


def _changes(update: Mapping[str, Any]) -> Lines:
    for each in update["changes"]:
        if each["action"] == "refuse":
            continue
        yield f"{parts.MARKS[each['action']]} {_object(each)}", "bold"
        for field in each["fields"][: parts.FOLDED]:
            yield f"  {next(parts.leaves(field))}", ""
        if len(each["fields"]) > parts.FOLDED:
            yield f"  … {len(each['fields']) - parts.FOLDED} more fields", "dim"


def _no_effect(update: Mapping[str, Any]) -> Lines:
    for each in update["no_effect"]:
        yield f"{_object(each)} {each['field']}: {each['why']}", ""


def _object(each: Mapping[str, Any]) -> str:
    name = f"{each['namespace']}/{each['name']}" if each.get("namespace") else str(each["name"])
    return f"{each['kind']} {name}"


_SECTIONS: Final[tuple[tuple[str, str, Callable[[Mapping[str, Any]], Lines]], ...]] = (
    ("refused", "Refused by the API server", _refused),
    ("data", "Data", _data),
    ("rolls", "Pods", _rolls),
    ("names", "DNS names", _names),
    ("changes", "Changes", _changes),
    ("no effect", "Without effect", _no_effect),
)
