"""Sizes that were probably written with the wrong unit, or none.

In: one object. Out: hits on storage requests of a few bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.cluster import claim_templates, name_of
from stslint.fields import FieldPath, Key
from stslint.hits import Hit
from stslint.quantities import parse
from stslint.resources import Resource, mapping

_SMALLEST: Final = 1 << 20
"""Less than a MiB is no disk anybody asks for."""
_REQUEST: Final[FieldPath] = ("spec", "resources", "requests", Key("storage"))


def _claims(resource: Resource) -> Iterator[tuple[FieldPath, str, dict[str, Any]]]:
    if resource.kind == "PersistentVolumeClaim":
        yield (), resource.name, resource.body
    for index, template in claim_templates(resource):
        yield ("spec", "volumeClaimTemplates", index), name_of(template), template


def tiny_claim(resource: Resource) -> Iterator[Hit]:
    for path, name, claim in _claims(resource):
        written = mapping(mapping(mapping(claim.get("spec")).get("resources")).get("requests")).get("storage")
        size = parse(written)
        if size is not None and 0 < size < _SMALLEST and size.denominator == 1:
            digits = str(written).rstrip("mkKi")
            facts = {"claim": name, "size": written, "bytes": int(size), "guess": f"{digits}Gi"}
            yield Hit((*path, *_REQUEST), facts)
