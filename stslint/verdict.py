"""What the API server says of one object: schema first, then the checks of more than one field, all at once.

In: an object as written, the server's minor. Out: a Verdict. The server stops at the first value it cannot decode; here
the checks see a copy without such values, and what would only follow from their absence is dropped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stslint import apiserver, schemas
from stslint.fields import FieldError, FieldPath, FieldWarning
from stslint.schemas.custom import CustomSchemas
from stslint.schemas.tidy import is_decoding, tidy

Version = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    """Refused if there are errors. `known` is False for kinds that this minor does not have built in."""

    errors: tuple[FieldError, ...] = ()
    warnings: tuple[FieldWarning, ...] = ()
    known: bool = True


def verdict(
    body: Mapping[str, Any], version: Version, namespace: str = "default", custom: CustomSchemas | None = None
) -> Verdict:
    """The verdict on one object; kinds that are neither built in nor among the custom ones are not judged."""
    kind = (str(body.get("apiVersion")), str(body.get("kind")))
    if schemas.is_known(*kind, version):
        said = list(apiserver.with_stages(body, iter(schemas.validate(body, version)), version))
    elif custom is not None and custom.knows(*kind):
        said = custom.validate(body, version)
    else:
        return Verdict(known=False)
    undecoded = [each for each in said if is_decoding(each)]
    readable = _pruned(body, undecoded) if undecoded else body
    paths = [each.path for each in undecoded]
    further = [each for each in apiserver.refusals(readable, version) if not _follows(each, paths)]
    errors = tidy(_merged(said, further)) if said or further else []
    if not errors:
        return Verdict((), tuple(apiserver.warnings(body, version)))
    missing = {each.path for each in errors}
    warnings = (each for each in apiserver.warnings(readable, version) if each.path not in missing)
    return Verdict(tuple(errors), tuple(warnings))


def _merged(said: list[FieldError], further: list[FieldError]) -> Iterator[FieldError]:
    """Both, but where they say the same of a field only the checks, whose words are more exact."""
    exact = {(each.path, each.reason) for each in further}
    yield from (each for each in said if (each.path, each.reason) not in exact or is_decoding(each))
    yield from further


def _follows(error: FieldError, undecoded: list[FieldPath]) -> bool:
    """Whether an error may only come from a value that was taken out."""
    if not undecoded:
        return False
    for path in undecoded:
        if error.reason == "FieldValueNotFound" and _may_name(path):
            return True
        short = min(len(path), len(error.path))
        if short > 1 and path[:short] == error.path[:short]:
            return True
    return False


def _may_name(path: FieldPath) -> bool:
    """Whether the value at a path may hold names that others refer to: a name, or a list or map with names in it."""
    last = path[-1] if path else ""
    return isinstance(last, int) or last in _HOLD_NAMES


_HOLD_NAMES = frozenset(
    ("name", "metadata", "spec", "template", "volumes", "volumeClaimTemplates", "containers", "initContainers")
)


def _pruned(body: Mapping[str, Any], undecoded: list[FieldError]) -> dict[str, Any]:
    """A copy without the values that cannot be decoded, or with what their author meant."""
    copied: dict[str, Any] = dict(body)
    for error in undecoded:
        _replace(copied, error.path, error)
    return copied


def _replace(root: dict[str, Any], path: FieldPath, error: FieldError) -> None:
    """Sets the value at a path, copying every container on the way; a list keeps its indexes."""
    here: Any = root
    for step in path[:-1]:
        inner = here[step]
        here[step] = inner = dict(inner) if isinstance(inner, dict) else list(inner)
        here = inner
    meant = _meant(error)
    if meant is None and isinstance(here, dict):
        here.pop(path[-1], None)
    else:
        here[path[-1]] = meant


def _meant(error: FieldError) -> Any:
    """`6379` where a string belongs means "6379"; "6379" where a number belongs means 6379."""
    types, value = error.facts.get("types", ()), error.value
    if "string" in types and isinstance(value, (int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if "integer" in types and isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
        return int(value)
    return None
