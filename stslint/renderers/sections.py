"""The sections of an update as text, by loss: refused, data, Pods, DNS names, warnings, what has no effect, changes.

In: a plan as plain data, which of its updates. Out: lines of text with a style.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from stslint.renderers import PlanView, parts
from stslint.renderers.rolls import roll_lines
from stslint.renderers.steps import earlier, stories
from stslint.terminal import paint, printable, wrap

Lines = Iterator[tuple[str, str]]
"""Text and style; leading blanks are the depth."""


def update_sections(plan: Mapping[str, Any], key: str, view: PlanView) -> Iterator[str]:
    """Every section that has something to say, then the totals."""
    if not view.only and not parts.anything(plan[key]):
        yield "nothing changes: no object, no Pod, no PVC\n\n"
        yield paint(parts.summary(plan[key]["summary"]), "bold", view.color) + "\n"
        return
    said = False
    for name, title, describe in SECTION_TABLE:
        if view.only and name not in view.only:
            continue
        lines = list(describe(plan, key, view.width))
        if lines:
            said = True
            yield paint(title, "bold", view.color) + "\n"
            for text, style in lines:
                yield from laid_out(text, style, view)
            yield "\n"
    if not said:
        yield "nothing of that changes\n\n"
    yield paint(parts.summary(plan[key]["summary"]), "bold", view.color) + "\n"


def laid_out(text: str, style: str, view: PlanView, margin: int = 2) -> Iterator[str]:
    """Wrapped below its own mark; a line that is laid out already starts with a form feed."""
    if text.startswith("\f"):
        lines: Iterator[str] = iter([text[1:]])
    else:
        depth = len(text) - len(text.lstrip(" ")) + margin
        lines = wrap(printable(text.strip()), view.width, " " * (depth + 4), " " * depth)
    for line in lines:
        yield (paint(line, style, view.color) if style else line) + "\n"


def _refused(plan: Mapping[str, Any], key: str, width: int) -> Lines:
    for each in plan["create"]["refusals"] if key == "update" else ():
        yield (
            f"✗ {parts.named(each)} is refused even as it is there now (--from): the update starts without it",
            "error",
        )
        yield f"  server: {parts.short(each['message'])}", "dim"
    for each in plan[key]["refusals"]:
        recipes = parts.recipes(each)
        what = "this change is refused, and the object stays as it is" if recipes else "refused"
        yield f"✗ {parts.named(each)}: {what}", "error"
        for field in each["fields"]:
            for leaf in parts.leaves(field):
                yield f"  {leaf}{'  (immutable: forces replacement)' if field['recipe'] else ''}", ""
        for recipe in recipes:
            yield f"  instead: {recipe}", "good"
        yield f"  server: {parts.short(each['message'])}", "dim"


def _data(plan: Mapping[str, Any], key: str, width: int) -> Lines:
    update = plan[key]
    data = update["data"]
    for each in update["renames"]:
        yield f"± StatefulSet {each['from']} becomes {each['to']}: {_rename(each, update, plan)}", "error"
    sizes = {
        parts.qualified(claim["name"], claim["namespace"], plan): claim["request"]
        for claim in update["after"]["claims"]
        if claim["request"]
    }
    for name, mark, style, one, many in _DISKS:
        found = data[name]
        if found:
            words = one if len(found) == 1 else many
            yield f"{mark} {_disks(found, sizes)} {words}: {parts.listed(found)}", style
    kept = _without(data["kept"], data["terminating"], data["reattached"])
    if kept:
        yield f"= {_disks(kept, sizes)} kept: {parts.listed(kept)}", "dim"


def _without(names: Sequence[str], *others: Sequence[str]) -> list[str]:
    left_out = {name for each in others for name in each}
    return [name for name in names if name not in left_out]


def _disks(found: Sequence[str], sizes: Mapping[str, str]) -> str:
    """`2 PVCs of 10Gi`; a claim keeps its size whatever its template says now."""
    known = list(dict.fromkeys(sizes[name] for name in found if name in sizes))
    return f"{parts.count(len(found), 'PVC')}{f' of {known[0]}' if len(known) == 1 else ''}"


def _rename(each: Mapping[str, Any], update: Mapping[str, Any], plan: Mapping[str, Any]) -> str:
    new = set(update["data"]["created"])
    own = [
        f"{'' if pod['namespace'] == plan['namespace'] else pod['namespace'] + '/'}{claim}"
        for pod in update["after"]["pods"]
        if parts.qualified(pod["set"] or "", pod["namespace"], plan) == each["to"]
        for claim in pod["volumes"].values()
    ]
    disks = "its disks are new and empty" if new.intersection(own) else "it uses the claims that are there"
    left = f"; left behind: {parts.listed(each['stranded_claims'])}" if each["stranded_claims"] else ""
    return f"to Kubernetes this is a new StatefulSet with Pods of its own; {disks if own else 'it has no disks'}{left}"


_RECLAIM: Final = "(unless the PersistentVolume's reclaim policy is Retain)"
_DISKS: Final = (
    (
        "deleted",
        "-",
        "error",
        f"DELETED, and its data with it {_RECLAIM}",
        f"DELETED, and their data with them {_RECLAIM}",
    ),
    (
        "terminating",
        "-",
        "error",
        "being DELETED, as soon as no Pod uses it",
        "being DELETED, as soon as no Pod uses them",
    ),
    (
        "stranded",
        "!",
        "warning",
        "orphaned: no Pod uses it any more; the data stays, and is paid for",
        "orphaned: no Pod uses them any more; the data stays, and is paid for",
    ),
    (
        "reattached",
        "~",
        "warning",
        "used again, with the data it holds from before",
        "used again, with the data they hold from before",
    ),
    ("created", "+", "good", "new and empty", "new and empty"),
    ("shared", "!", "warning", "used by more than one Pod", "used by more than one Pod each"),
)


def _rolls(plan: Mapping[str, Any], key: str, width: int) -> Lines:
    update = plan[key]
    for each in update.get("did") or ():
        if "deleted_pod" in each:
            yield f"given: Pod {each['deleted_pod']} is deleted by hand", "info"
        if "unready" in each:
            verb = "is" if len(each["unready"]) == 1 else "are"
            yield f"given: {parts.listed(each['unready'])} {verb} not Ready before", "info"
    untouched = []
    for story in stories(plan, key):
        if story.touched:
            yield from roll_lines(story, width)
        elif story.steps:
            untouched.append(story.shown)
    if untouched:
        yield f"no Pod of {parts.listed(untouched)} restarts", "dim"
    if update["stuck"]:
        words = parts.stuck_words(update.get("stuck_detail") or {})
        yield f"✗ it goes no further: {words}", "error"
        yield from ((f"  {text}", "error") for text in update["advice"])


def _names(plan: Mapping[str, Any], key: str, width: int) -> Lines:
    names = plan[key]["names"]
    for mark, style, found in (("-", "error", names["disappear"]), ("+", "good", names["appear"])):
        shown = found if len(found) <= parts.FOLDED else [*found[: parts.FOLDED - 2], None, found[-1]]
        for name in shown:
            yield f"{mark} {name or f'… {len(found) - parts.FOLDED + 1} more'}", style
    for each in names["still_used"]:
        holder = parts.named({**each, "name": each["object"]})
        yield f"! {each['written']} is gone, but {holder} still uses it: {each['field']} ({each['source']})", "error"


def _warnings(plan: Mapping[str, Any], key: str, width: int) -> Lines:
    """What was not so before; what advice says already is left out."""
    update, (_, details) = plan[key], earlier(plan, key)
    for shown, facts in update["details"].items():
        known = details.get(shown, {}).get("warnings", ())
        for warning in facts["warnings"]:
            if warning not in known and not any(warning in advice for advice in update["advice"]):
                yield f"! {shown}: {warning}", "warning"
    for warning in update.get("api_warnings", ()):
        yield f"! the API server warns: {warning}", "warning"


def _no_effect(plan: Mapping[str, Any], key: str, width: int) -> Lines:
    for each in plan[key]["no_effect"]:
        yield f"{parts.named(each)}, {each['field']}: {each['why']}", ""


def _changes(plan: Mapping[str, Any], key: str, width: int) -> Lines:
    for each in plan[key]["changes"]:
        if each["action"] == "refuse":
            continue
        word = {"recreate": " (deleted and created anew)", "delete": " (deleted)"}.get(each["action"], "")
        yield f"{parts.MARKS[each['action']]} {parts.named(each)}{word}", parts.STYLES[each["action"]]
        for field in each["fields"][: parts.FOLDED]:
            forced = each["action"] == "recreate" and parts.forces_replacement(each["kind"], field["field"])
            yield f"  {next(parts.leaves(field))}{'  (forces replacement)' if forced else ''}", ""
        if len(each["fields"]) > parts.FOLDED:
            yield f"  … {len(each['fields']) - parts.FOLDED} more fields", "dim"


SECTION_TABLE: Final[tuple[tuple[str, str, Callable[[Mapping[str, Any], str, int], Lines]], ...]] = (
    ("refused", "Refused by the API server", _refused),
    ("data", "Data", _data),
    ("rolls", "Pods", _rolls),
    ("names", "DNS names", _names),
    ("warnings", "Warnings", _warnings),
    ("no effect", "Without effect", _no_effect),
    ("changes", "Changes", _changes),
)
