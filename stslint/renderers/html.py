"""A plan as one page of HTML: what is lost first, then a picture of each set. It asks nobody for anything.

In: a plan as plain data. Out: pieces of a page without scripts; every word of a manifest is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from stslint.renderers import PlanView, creation, parts
from stslint.renderers.drawing import LOOKS, draw
from stslint.renderers.page import CLOSE, OPEN
from stslint.renderers.picture import Picture, pictures
from stslint.renderers.rolls import reasons, totals
from stslint.renderers.sections import SECTION_TABLE
from stslint.terminal import printable

_UNFOLDED: Final = 6
"""More sets than this start folded."""
_LINES: Final = 30
_STEPS: Final = 24
_LOOK_OF: Final = {"✗": "removed", "-": "removed", "!": "changed", "~": "changed", "±": "changed", "+": "added"}


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    found = parts.updates(plan)
    summary = parts.summary(found[-1][1]["summary"]) if found else parts.create_summary(plan["create"])
    yield OPEN.replace("TITLE", text(summary))
    yield f"<header><h1>stslint plan</h1>\n<p class=total>{text(summary)}</p></header>\n"
    yield from _update_lists(plan, found[-1][0], view) if found else _creation_lists(plan["create"])
    drawn = pictures(plan)
    if drawn:
        yield "<h2>StatefulSets</h2>\n"
        yield _LEGEND if found else ""
    for number, picture in enumerate(drawn):
        yield from _set(picture, opened=number < _UNFOLDED and (picture.story.touched or not found))
    yield "<footer>" + "".join(f"<p>{text(line)}</p>" for line in parts.assumptions(plan, view.outside)) + "</footer>\n"
    yield CLOSE


_LEGEND: Final = (
    "<p class=legend><span class=added>new</span> <span class=changed>restarts, or left behind</span> "
    "<span class=removed>removed or deleted</span> <span class=same>stays</span> "
    "numbers tell whose turn it is</p>\n"
)


def text(found: str) -> str:
    return escape(printable(found))


def _update_lists(plan: Mapping[str, Any], key: str, view: PlanView) -> Iterator[str]:
    update = plan[key]
    if not parts.anything(update):
        yield "<p>Nothing changes: no object, no Pod, no PVC.</p>\n"
        return
    for name, title, describe in SECTION_TABLE:
        if name == "rolls":
            if update["stuck"]:
                words = f"✗ it goes no further: {parts.stuck_words(update.get('stuck_detail') or {})}"
                yield from _list(name, "Stuck", [words, *(f"  {line}" for line in update["advice"])])
            continue
        yield from _list(name, title, [line for line, _ in describe(plan, key, view.width)])


def _creation_lists(create: Mapping[str, Any]) -> Iterator[str]:
    yield from _list("refused", "Refused by the API server", [line for line, _ in creation.refusals(create)])
    yield from _list("stuck", "Stuck", [line for line, _ in creation.stuck(create)])


def _list(name: str, title: str, lines: list[str]) -> Iterator[str]:
    """A section; long ones, and what is only changed, start folded."""
    if not lines:
        return
    opened = name not in ("changes",) and len(lines) <= _LINES
    yield f"<details class=list{' open' if opened else ''}><summary><h2>{text(title)}</h2></summary>\n<ul>\n"
    yield from (_item(line) for line in lines)
    yield "</ul></details>\n"


def _item(line: str) -> str:
    bare = line.strip()
    look = _LOOK_OF.get(bare[:1], "") if bare[1:2] == " " else ""
    deeper = " deeper" if line.startswith("  ") else ""
    return f'<li class="{look}{deeper}">{text(bare)}</li>\n'


def _set(picture: Picture, *, opened: bool) -> Iterator[str]:
    story = picture.story
    mark = ("-" if story.gone else "~" if story.touched else "=") if picture.update else "+"
    said = totals(story) if picture.update else ""
    yield f"<details class=set{' open' if opened else ''}><summary><span class={LOOKS[mark]}>{mark}</span> "
    yield f"<b>{text(picture.shown)}</b> {text(said)} <small>{text(picture.title)}</small></summary>\n"
    notes = [*reasons(story), *(() if picture.update else story.facts.get("warnings", ()))]
    if notes:
        yield "<ul>" + "".join(f"<li>{text(note)}</li>" for note in notes) + "</ul>\n"
    if picture.rows or picture.doors:
        yield "<div class=picture>\n"
        yield from draw(picture)
        yield "</div>\n"
    else:
        yield "<p>no Pods</p>\n"
    yield from _turns(picture)
    yield from _names(picture)
    yield "</details>\n"


def _turns(picture: Picture) -> Iterator[str]:
    """The steps in their order."""
    steps = [(int(found[0]), each) for each in picture.story.steps if (found := re.match("[0-9]+", each.when))]
    if not picture.update or len(steps) < 2:
        return
    ordered = [each for _, each in sorted(steps, key=lambda step: step[0])]
    yield "<ol class=steps>"
    for each in ordered[:_STEPS]:
        yield f"<li class={LOOKS[each.mark]}>{text(each.pod)} <small>{text(each.did)}</small></li>"
    yield f"<li class=same>{len(ordered) - _STEPS} more</li>" if len(ordered) > _STEPS else ""
    yield "</ol>\n"


def _names(picture: Picture) -> Iterator[str]:
    facts = picture.story.facts
    if not facts or picture.story.gone or not facts["governing_service"]["names_pods"] or not facts["dns"]["pods"]:
        return
    yield f"<details><summary>DNS names ({len(facts['dns']['pods'])})</summary><table>"
    yield "<tr><th>Pod</th><th>full name</th><th>in the same namespace</th></tr>\n"
    for each in facts["dns"]["pods"]:
        cells = (each["pod"], each["name"], each["same_namespace"])
        yield "<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in cells) + "</tr>\n"
    yield "</table></details>\n"
