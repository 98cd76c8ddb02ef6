"""ControllerRevisions: which template is current, which is the update, and what their names are.

The name is the set's plus a hash of the stored patch, so it is known without a cluster (history.HashControllerRevision,
stateful_set_utils.go getPatch); it decides whether Pods of a set with a long name can be created at all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from stslint.plan.blueprint import Blueprint, read
from stslint.resources import mapping
from stslint.selectors import matches

_ALPHABET: Final = "bcdfghjklmnpqrstvwxz2456789"
_FNV_OFFSET: Final = 2166136261
_FNV_PRIME: Final = 16777619


@dataclass(slots=True, eq=False)
class Revision:
    name: str
    data: str
    number: int
    labels: Mapping[str, str]
    blueprint: Blueprint
    owner: int | None = None
    """uid of the StatefulSet, or None of an orphan."""


@dataclass(slots=True)
class History:
    """All revisions of a namespace's sets of one name, whoever owns them now."""

    revisions: list[Revision] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)
    """Revision name → 1, 2, … as it first came up."""


def encode(template: Mapping[str, Any], *, null_timestamps: bool = False) -> str:
    """The patch that a ControllerRevision holds, as Go's encoding/json writes a map: sorted, HTML escaped."""
    metadata = {**({"creationTimestamp": None} if null_timestamps else {}), **mapping(template.get("metadata"))}
    patch = {"spec": {"template": {"$patch": "replace", **template, "metadata": metadata}}}
    text = json.dumps(patch, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def revision_name(set_name: str, data: str) -> str:
    """FNV-1 over the patch and the collision count 0, its decimal digits as letters."""
    value = _FNV_OFFSET
    for byte in f"{data}0".encode():
        value = (value * _FNV_PRIME & 0xFFFFFFFF) ^ byte
    digits = str(value)
    return f"{set_name[:223]}-{''.join(_ALPHABET[ord(digit) % len(_ALPHABET)] for digit in digits)}"


def visible(history: History, uid: int, selector: Any) -> list[Revision]:
    """ListRevisions after adoptOrphanRevisions: the set's own and adopted orphans that the selector matches."""
    found = [each for each in history.revisions if each.owner in (uid, None) and matches(selector, each.labels)]
    for each in found:
        each.owner = uid
    return sorted(found, key=lambda each: each.number)


def update_revision(
    history: History, uid: int, set_name: str, spec: Mapping[str, Any], *, null_timestamps: bool = False
) -> Revision:
    """getStatefulSetRevisions: an equal revision is used again (and moved to the top), else one is made."""
    found = visible(history, uid, spec.get("selector"))
    template = mapping(spec.get("template"))
    data = encode(template, null_timestamps=null_timestamps)
    top = found[-1].number if found else 0
    equal = [each for each in found if each.data == data]
    if equal:
        if equal[-1] is not found[-1]:
            equal[-1].number = top + 1
        return equal[-1]
    name = revision_name(set_name, data)
    revision = next((each for each in history.revisions if each.name == name), None)
    if revision is None:
        blueprint = read(template)
        revision = Revision(name, data, top + 1, blueprint.labels, blueprint, uid)
        history.revisions.append(revision)
    history.seen.setdefault(name, len(history.seen) + 1)
    return revision


def truncate(history: History, uid: int, live: set[str], limit: int) -> None:
    """truncateHistory: the oldest that nobody uses go, until no more than the limit are left."""
    spare = sorted((each for each in history.revisions if each.owner == uid and each.name not in live), key=_number)
    if 0 <= limit < len(spare):
        gone = {id(each) for each in spare[: len(spare) - limit]}
        history.revisions = [each for each in history.revisions if id(each) not in gone]


def _number(revision: Revision) -> int:
    return revision.number
