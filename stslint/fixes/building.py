"""Fixes of findings: patches of a hit, or what a refusal's facts suggest, as edits in the finding's own source."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from stslint.documents import Document
from stslint.fields import FieldError, FieldWarning
from stslint.findings import Fix
from stslint.fixes.edits import edit_for
from stslint.hits import Hit, Patch
from stslint.resources import Resource
from stslint.rules import Rule

DocumentOf = Callable[[str, int], Document]


def fix_for_hit(
    rule: Rule, hit: Hit, resource: Resource, facts: Mapping[str, Any], document_of: DocumentOf
) -> Fix | None:
    """The fix of a check's hit, None if it has no patches or one of them cannot be written."""
    return _fix(rule, hit.patches, resource, facts, document_of)


def fix_for_refusal(
    rule: Rule, error: FieldError | FieldWarning, resource: Resource, facts: Mapping[str, Any], document_of: DocumentOf
) -> Fix | None:
    """The fix a refusal suggests: what the rule's `fix.patch` names, a replacement, or the one near name."""
    patch = _suggested(rule, error, facts)
    return _fix(rule, (patch,) if patch else (), resource, facts, document_of)


def _suggested(rule: Rule, error: FieldError | FieldWarning, facts: Mapping[str, Any]) -> Patch | None:
    path = error.path if error.at is None else error.at
    if rule.fix_patch == "remove":
        return Patch("remove", path)
    if rule.fix_patch == "quote":
        return Patch("quote", path)
    if "replacement" in facts:
        return Patch("rename" if error.anchor == "key" else "set", path, facts["replacement"])
    if facts.get("near") and (rule.applicability != "safe" or facts.get("sure", True)):
        return Patch("rename" if error.anchor == "key" else "set", path, facts["near"])
    return None


def _fix(
    rule: Rule, patches: Sequence[Patch], resource: Resource, facts: Mapping[str, Any], document_of: DocumentOf
) -> Fix | None:
    if not patches or rule.applicability is None:
        return None
    edits = []
    for patch in patches:
        owner = patch.resource or resource
        if owner.place.source != resource.place.source:
            return None
        edit = edit_for(patch, document_of(owner.place.source, owner.place.document), owner.place.base)
        if edit is None:
            return None
        edits.append(edit)
    return Fix(rule.fix_title.format_map(facts), rule.applicability, tuple(sorted(edits)))
