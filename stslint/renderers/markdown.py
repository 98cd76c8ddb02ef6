"""A plan as a pull-request comment: what is lost and what restarts first, long lists folded, never beyond the limit.

Words of manifests stand in code spans, where no markup, mention or link works.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from stslint.renderers import PlanView, creation, parts
from stslint.renderers.picture import Shown, pictures
from stslint.renderers.rolls import reasons, totals
from stslint.renderers.sections import SECTION_TABLE
from stslint.renderers.steps import Story, folded, stories
from stslint.terminal import printable

LIMIT: Final = 65_536
"""What GitHub takes as a comment, in characters; counted here in bytes, to be safe with any other place."""
_ROOM: Final = 200
_FOOTER: Final = 4_000
_OPEN: Final = 12
_LISTED: Final = 200
"""So many lines of a section are shown at all, and unfolded (`_OPEN`)."""
_SETS: Final = 5
"""More sets than this are folded."""
_FOLDED_SECTIONS: Final = frozenset({"changes", "names"})


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    """Blocks in the order of their weight, as many as fit."""
    footer = "".join(f"\n<sub>{words(line)}</sub>\n" for line in parts.assumptions(plan, view.outside))[:_FOOTER]
    room, left = LIMIT - _ROOM - _size(footer), 0
    for block in _blocks(plan, view):
        size = _size(block)
        if left or size > room:
            left += 1
            continue
        room -= size
        yield block
    if left:
        yield f"\n_{parts.count(left, 'more part')} of this plan did not fit: run `stslint plan` to see all._\n"
    yield footer


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _blocks(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    found = parts.updates(plan)
    if not found:
        yield from _creation(plan, view)
    for key, update in found:
        yield f"### stslint plan\n\n**{words(parts.summary(update['summary']))}**\n"
        if not parts.anything(update):
            yield "\nNothing changes: no object, no Pod, no PVC.\n"
            continue
        for name, title, describe in SECTION_TABLE:
            if view.only and name not in view.only:
                continue
            if name == "rolls":
                yield from _rolls(plan, key)
            else:
                yield from _section(name, title, [text for text, _ in describe(plan, key, view.width)])


def _section(name: str, title: str, lines: list[str]) -> Iterator[str]:
    if not lines:
        return
    body = "".join(_item(line) for line in lines[:_LISTED])
    if len(lines) > _LISTED:
        body += f"- … {len(lines) - _LISTED} more lines\n"
    if name in _FOLDED_SECTIONS or len(lines) > _OPEN:
        yield details(f"{title} ({len(lines)})", body)
    else:
        yield f"\n#### {title}\n\n{body}"


def _item(line: str) -> str:
    depth = len(line) - len(line.lstrip(" "))
    text = _AT_START.sub(r"\1\\\2", words(line.strip()))
    return f"{'  ' * (depth // 2)}- {text}\n"


def details(title: str, body: str) -> str:
    return f"\n<details><summary>{escape(printable(title))}</summary>\n\n{body}\n</details>\n"


def _rolls(plan: Mapping[str, Any], key: str) -> Iterator[str]:
    update = plan[key]
    found = list(stories(plan, key))
    touched = [story for story in found if story.touched]
    for story in touched:
        yield _story(story, list(folded(story.steps, parts.FOLDED)), fold=len(touched) > _SETS)
    untouched = [story.shown for story in found if story.steps and not story.touched]
    if untouched:
        yield f"\nNo Pod restarts of {', '.join(map(code, untouched[:20]))}{' …' if len(untouched) > 20 else ''}.\n"
    if update["stuck"]:
        stuck = [f"it goes no further: {parts.stuck_words(update.get('stuck_detail') or {})}", *update["advice"]]
        yield "\n" + "".join(f"- **{words(line)}**\n" for line in stuck)


def _story(story: Story, rows: list[Shown], *, fold: bool) -> str:
    why = "".join(f"- {words(line)}\n" for line in reasons(story))
    body = f"{why}\n{_table(rows)}"
    if fold:
        return details(f"StatefulSet {story.shown}: {totals(story)}", body)
    return f"\n#### StatefulSet {code(story.shown)}: {words(totals(story))}\n\n{body}"


def _table(rows: list[Shown]) -> str:
    lines = ["| | Pod | what happens | PVCs |", "|---|---|---|---|"]
    for row in rows:
        if isinstance(row, int):
            lines.append(f"| … | {row} more | the same | |")
            continue
        claims = "<br>".join(f"{code(claim)} {words(fate)}".strip() for claim, fate in row.claims)
        lines.append(f"| {words(row.mark)} | {code(row.pod)} | {words(row.words)} | {claims} |")
    return "\n".join(lines) + "\n"


def _creation(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    create = plan["create"]
    yield f"### stslint plan\n\n**{words(parts.create_summary(create))}**\n"
    refused = [text for text, _ in creation.refusals(create)]
    yield from _section("refused", "Refused by the API server", refused)
    yield from _section("stuck", "It goes no further", [text for text, _ in creation.stuck(create)])
    for picture in pictures(plan):
        facts = create["details"][picture.shown]
        names = [each["name"] for each in facts["dns"]["pods"] if facts["governing_service"]["names_pods"]]
        body = f"{words(picture.title)}\n\n{_table(list(picture.rows))}"
        body += "".join(f"- ⚠ {words(warning)}\n" for warning in facts["warnings"])
        body += f"\nDNS: {', '.join(map(code, names[:10]))}{' …' if len(names) > 10 else ''}\n" if names else ""
        title = f"StatefulSet {facts['namespace']}/{facts['name']}"
        few = len(create["details"]) <= 3
        yield f"\n#### {words(title)}\n\n{body}" if few else details(f"{title}: {picture.title}", body)


_MARKUP: Final = re.compile(r"([\\`*_\[\]|~])")
_AT_START: Final = re.compile(r"^([0-9]*)([-+=>#.)])")


def words(text: str) -> str:
    """Text without markup: every character stands for itself, nobody is mentioned, nothing is linked."""
    text = printable(text).replace("&", "&amp;").replace("<", "&lt;")
    text = _MARKUP.sub(r"\\\1", text)
    return text.replace("@", "@\u200b").replace("://", ":\u200b//")


def code(text: str) -> str:
    """A code span that its content cannot end; `|` is escaped, as tables need it even there."""
    text = printable(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence, gap = "`" * (longest + 1), " " if longest else ""
    return f"{fence}{gap}{text}{gap}{fence}" if text else ""
