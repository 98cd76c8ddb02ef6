"""What drawings show, whatever they are drawn with: per set its Services, its Pods and their claims.

In: a plan as plain data. Out: `Picture`s, sets to which something happens first. Long rows of Pods are folded.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from stslint.renderers import creation, parts
from stslint.renderers.steps import Step, Story, folded, stories

DRAWN: Final = 40
"""More sets than this are not drawn, but counted."""

Shown = Step | int
"""A Pod, or so many Pods that fare like the one before."""


class Door(NamedTuple):
    """A Service in front of a set; `mark` is `-` if it is gone, `pods` are those it leads to ("" for any not shown)."""

    name: str
    what: str
    pods: frozenset[str]


class Picture(NamedTuple):
    """One set."""

    shown: str
    title: str
    doors: tuple[Door, ...]
    rows: tuple[Shown, ...]
    story: Story
    update: bool


def pictures(plan: Mapping[str, Any]) -> list[Picture]:
    """Of the (last) update, or of the creation."""
    updates = parts.updates(plan)
    if updates:
        key, update = updates[-1]
        found = [_of_update(story, plan, update) for story in stories(plan, key)]
        return sorted(found, key=lambda each: not each.story.touched)
    create = plan["create"]
    pods = creation.pods_of(create)
    disks = {(each["namespace"], each["name"]): _disk(each) for each in create["claims"]}
    return [_of_creation(shown, plan, pods, disks) for shown in create["details"]]


def _of_update(story: Story, plan: Mapping[str, Any], update: Mapping[str, Any]) -> Picture:
    services = update["after"]["services"]
    facts = update["details"].get(story.shown)
    doors = tuple(_doors(facts, services, plan)) if facts else ()
    title = "deleted" if story.gone else parts.totals_line(story.facts)
    return Picture(story.shown, title, doors, tuple(folded(story.steps, parts.FOLDED)), story, True)


def _of_creation(
    shown: str, plan: Mapping[str, Any], pods: creation.Pods, disks: Mapping[tuple[str, str], str]
) -> Picture:
    create = plan["create"]
    facts = create["details"][shown]
    own = pods.get((facts["namespace"], facts["name"]), {})
    steps = []
    for number, row in enumerate(creation.rows_of(shown, create, pods), 1):
        pod, when = row[1], row[4]
        name = parts.qualified(pod, facts["namespace"], plan)
        made = "not created" not in when
        did = ("is created, not Ready" if "not Ready" in when else "is created") if made else "is not created"
        turn = when.partition(",")[0]
        turn = f"{parts.ordinal(number)}, {turn}" if turn.startswith("after") else turn
        found = own[pod]["volumes"].values() if pod in own else ()
        claims = tuple((claim, disks.get((facts["namespace"], claim), "missing")) for claim in found)
        steps.append(Step(name, "+" if made else "=", did, turn if made else "", claims))
    story = Story(shown, tuple(steps), {}, facts, False)
    doors = tuple(_doors(facts, create["services"], plan))
    return Picture(shown, parts.totals_line(facts), doors, tuple(folded(steps, parts.FOLDED)), story, False)


def _disk(claim: Mapping[str, Any]) -> str:
    """`new, 10Gi fast`."""
    new = "" if claim.get("from_manifest") else "new, "
    return f"{new}{claim['request']} {claim['storageClassName'] or ''}".strip()


def _doors(facts: Mapping[str, Any], services: Mapping[str, Any], plan: Mapping[str, Any]) -> Iterator[Door]:
    """Services that select the set's Pods, the governing one first, whether it selects them or not."""
    governing = facts["governing_service"]["name"]
    others = [name for name in facts["selected_by"]["services"] if name != governing]
    for name in [*([governing] if governing else []), *others]:
        service = services.get(parts.qualified(name, facts["namespace"], plan))
        role = "governing, " if name == governing else ""
        if service is None:
            yield Door(name, f"{role}not in this set", frozenset())
            continue
        kind = "headless" if service["headless"] else service["type"]
        ports = ", ".join(dict.fromkeys(str(port["port"]) for port in service["ports"]))
        reached = (*service["endpoint_pods"], *service.get("not_ready_pods", ()))
        pods = frozenset(parts.qualified(pod, facts["namespace"], plan) for pod in reached)
        yield Door(name, f"{role}{kind}{f' :{ports}' if ports else ''}", pods)


def reaches(door: Door, rows: Sequence[Shown], at: int) -> bool:
    """Does the Service lead to that row? A fold fares like the row before it."""
    row = rows[at]
    if isinstance(row, int):
        return at > 0 and reaches(door, rows, at - 1)
    return row.pod in door.pods
