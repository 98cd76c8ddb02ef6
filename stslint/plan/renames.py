"""A renamed (or moved) set is a new set: new Pods, empty disks, and the old claims left behind.

In: the actions of a phase and the documents sent. Out: plain data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.plan.apply import Action
from stslint.plan.state import Body
from stslint.resources import Resource, items, mapping

Name = tuple[str, str]


def describe(
    actions: list[Action],
    documents: list[Resource],
    sets: dict[Name, Body],
    claims: list[dict[str, Any]],
    namespace: str,
) -> list[dict[str, Any]]:
    """`sets`: those there were before the phase; `claims`: as they are after it."""
    sent = {(each.namespace, each.name) for each in documents if each.kind == "StatefulSet"}
    dropped = {name: body for name, body in sets.items() if name not in sent}
    created = [each for each in actions if each.kind == "StatefulSet" and each.action == "create" and each.after]
    found = []
    for action in created:
        for name in [each for each in dropped if _alike(dropped[each], action.after or {}, each, action)]:
            found.append(_entry(name, dropped.pop(name), action, claims, namespace))
            break
    return found


def _alike(old: Body, new: Body, name: Name, action: Action) -> bool:
    """The same images, and the same name elsewhere or another name in the same namespace."""
    if _images(old) != _images(new) or not _images(old):
        return False
    return name[0] == action.namespace or name[1] == action.name


def _images(body: Body) -> list[str]:
    """Without tags: a rename often comes with a new version."""
    spec = mapping(mapping(mapping(body.get("spec")).get("template")).get("spec"))
    return sorted(_repository(str(mapping(each).get("image", ""))) for each in items(spec.get("containers")))


def _repository(image: str) -> str:
    name = image.partition("@")[0]
    stem, colon, tag = name.rpartition(":")
    return stem if colon and "/" not in tag else name


def _entry(name: Name, old: Body, action: Action, claims: list[dict[str, Any]], namespace: str) -> dict[str, Any]:
    ends = tuple(_claim_stems(old, name[1]))
    left = [
        str(each["name"])
        for each in claims
        if each["namespace"] == name[0] and not each["used_by"] and str(each["name"]).rpartition("-")[0] in ends
    ]
    return {
        "from": _show(name, namespace),
        "to": _show((action.namespace, action.name), namespace),
        "stranded_claims": left,
        "why": "to Kubernetes this is a new StatefulSet: its Pods have new names, and its claims are new and empty "
        "unless claims of their names are there already",
    }


def _claim_stems(body: Body, set_name: str) -> Iterator[str]:
    for template in items(mapping(body.get("spec")).get("volumeClaimTemplates")):
        yield f"{mapping(mapping(template).get('metadata')).get('name')}-{set_name}"


def _show(name: Name, namespace: str) -> str:
    return name[1] if name[0] == namespace else f"{name[0]}/{name[1]}"
