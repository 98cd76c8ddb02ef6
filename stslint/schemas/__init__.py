"""What the published structure, hardened by our overlays, says of one object.

In: a decoded object and a Kubernetes minor. Out: FieldErrors. The few objects of a small run are walked directly; once
a kind is seen often its schema is compiled for a native validator, and only what that refuses is walked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from stslint.fields import FieldError
from stslint.schemas.bundle import Bundle, Version, bundle, lifecycles, versions
from stslint.schemas.compiled import compiled
from stslint.schemas.duplicates import has_duplicates
from stslint.schemas.elsewhere import with_places
from stslint.schemas.explain import Walk
from stslint.schemas.tidy import tidy

__all__ = ["Lifecycle", "is_known", "is_namespaced", "known_kinds", "lifecycle", "published", "validate", "versions"]

_ROOT: Final = "#/definitions/"
COMPILE_AFTER: Final = 10
"""Objects of one kind that are walked before its schema is compiled, which costs as much as some ten walks."""


class Lifecycle(NamedTuple):
    """When an API came, is deprecated and goes (minors), and what to write instead."""

    introduced: Version | None
    deprecated: Version | None
    removed: Version | None
    replacement: tuple[str, str] | None
    """apiVersion and kind."""


def is_known(api_version: str, kind: str, version: Version) -> bool:
    """Whether this minor has the kind built in."""
    return f"{api_version} {kind}" in bundle(version).kinds


def is_namespaced(api_version: str, kind: str, version: Version) -> bool | None:
    """Whether objects of the kind have a namespace; None if the kind is not built in."""
    entry = bundle(version).kinds.get(f"{api_version} {kind}")
    return None if entry is None else bool(entry[1])


def known_kinds(version: Version) -> Mapping[str, list[str]]:
    """The built-in kinds, and the apiVersions that have each."""
    return bundle(version).by_kind


def lifecycle(api_version: str, kind: str) -> Lifecycle | None:
    """An API's life, removed ones included; None for APIs without an end and for unknown ones."""
    facts = lifecycles().get(f"{api_version} {kind}")
    if facts is None:
        return None
    introduced, deprecated, removed = (_minor(facts.get(key)) for key in ("introduced", "deprecated", "removed"))
    replacement = facts.get("replacement")
    return Lifecycle(introduced, deprecated, removed, tuple(replacement) if replacement else None)


def _minor(pair: list[int] | None) -> Version | None:
    return (pair[0], pair[1]) if pair else None


def validate(body: Mapping[str, Any], version: Version) -> list[FieldError]:
    """Everything the schema of the object's kind has against it; nothing for kinds that are not built in."""
    known = bundle(version)
    entry = known.kinds.get(f"{body.get('apiVersion')} {body.get('kind')}")
    if entry is None or _accepted(known, entry[0], entry[2], body):
        return []
    return explain(known, entry[0], body)


def _accepted(known: Bundle, name: str, lists: list[str], body: Mapping[str, Any]) -> bool:
    """Whether a native validator has nothing against the body; False as long as compiling one would not pay."""
    if name not in known.accepts:
        known.seen[name] += 1
        if known.seen[name] < COMPILE_AFTER:
            return False
        known.accepts[name] = compiled(known, name)
    accepts = known.accepts[name]
    return accepts is not None and accepts(body) and not has_duplicates(body, lists)


def explain(known: Bundle, name: str, body: Any) -> list[FieldError]:
    """The errors of a body against one type, without repetition and follow-ups."""
    try:
        errors = tidy(Walk(known.resolve).errors(known.resolve(_ROOT + name), body, ()))
        return with_places(known, name, errors) if errors else errors
    except RecursionError:
        return [FieldError((), "InternalError", "is nested too deeply to be checked")]


def published(api_version: str, kind: str, version: Version) -> dict[str, Any] | None:
    """The self-contained hardened schema of a kind, for editors and other validators; None if it is not built in."""
    known = bundle(version)
    entry = known.kinds.get(f"{api_version} {kind}")
    if entry is None:
        return None
    schema: dict[str, Any] = json.loads(known.schema_text(entry[0]))
    root = schema["definitions"][entry[0]]
    root["properties"] |= {"apiVersion": {"const": api_version}, "kind": {"const": kind}}
    root["required"] = ["apiVersion", "kind", *root.get("required", ())]
    return schema
