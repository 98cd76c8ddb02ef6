"""Volumes as the server counts them in a StatefulSet: those of the claim templates come first.

In: errors at volumes as written. Out: the same errors at the server's paths, with `at` where the author wrote them.
Upstream: volumesToAddForTemplates and ValidateStatefulSetSpec in pkg/apis/apps/validation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from stslint.apiserver.decoded import struct, structs, text
from stslint.fields import FieldError, FieldPath

_STATEFUL_SET: Final = "StatefulSet"
_POD: Final[FieldPath] = ("spec", "template", "spec")


def claim_names(spec: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of a StatefulSet's claim templates, each once."""
    templates = structs(spec, "volumeClaimTemplates")
    return tuple(dict.fromkeys(text(struct(claim, "metadata"), "name") for _, claim in templates))


def as_served(body: Mapping[str, Any], errors: Iterable[FieldError]) -> Iterator[FieldError]:
    """Errors that a schema found in an object; what the decoder says is about the text as written."""
    if body.get("kind") != _STATEFUL_SET:
        yield from errors
        return
    spec = struct(body, "spec")
    claims = claim_names(spec)
    pod = struct(struct(spec, "template"), "spec")
    for error in errors:
        if error.reason == "FieldValueTypeInvalid" or not claims:
            yield error
        else:
            yield from behind_claims((error,), pod, _POD, claims)


def behind_claims(
    errors: Iterable[FieldError], spec: Mapping[str, Any], path: FieldPath, claims: tuple[str, ...]
) -> Iterator[FieldError]:
    """Volumes follow those of the claims; a claim replaces a volume of its name, whose errors are never found."""
    positions: dict[Any, int] = {}
    for index, volume in structs(spec, "volumes"):
        if text(volume, "name") not in claims:
            positions[index] = len(claims) + len(positions)
    volumes, depth = (*path, "volumes"), len(path) + 1
    for error in errors:
        if error.path[:depth] != volumes or len(error.path) == depth:
            yield error
        elif error.path[depth] in positions:
            server = (*volumes, positions[error.path[depth]], *error.path[depth + 1 :])
            yield error._replace(path=server, at=error.at or error.path)
