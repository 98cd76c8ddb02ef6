"""Resources of containers and of whole Pods: names, amounts, requests within limits, claims.

In: resources as written. Out: the server's refusals. Upstream: validateResourceRequirements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from stslint import quantities
from stslint.apiserver import formats
from stslint.apiserver.decoded import struct, structs, text
from stslint.apiserver.errors import duplicate, forbidden, invalid, not_found, not_supported, required
from stslint.apiserver.resource_names import (
    HUGE_PAGES,
    container_resource_problems,
    huge_page_size,
    is_integer,
    is_overcommittable,
)
from stslint.fields import FieldError, FieldPath, Key

ResourceNameCheck = Callable[[str, FieldPath], Iterator[FieldError]]
_QOS: Final = ("cpu", "memory")
POD_LEVEL: Final = ("cpu", "hugepages-", "memory")


def amount(value: Any) -> Fraction:
    """A quantity as a number; null and what is no quantity (the schema refuses it) count as zero."""
    return _amount(value) if isinstance(value, str) else (quantities.parse(value) or Fraction(0))


@lru_cache(maxsize=1024)
def _amount(value: str) -> Fraction:
    return quantities.parse(value) or Fraction(0)


def validate_container_resources(
    resources: Mapping[str, Any], path: FieldPath, claims: Iterable[str] | None
) -> Iterator[FieldError]:
    """Resources of one container; `claims` are the names in the Pod's resourceClaims, None if nobody looks."""
    yield from validate_requirements(resources, path, _container_name)
    if claims is not None and resources.get("claims"):
        yield from _validate_claims(resources, (*path, "claims"), tuple(claims))


def _container_name(name: str, path: FieldPath) -> Iterator[FieldError]:
    for problem in container_resource_problems(name):
        yield invalid(path, name, problem, anchor="key")


def pod_level_name(name: str, path: FieldPath) -> Iterator[FieldError]:
    """A whole Pod's resources are cpu, memory and huge pages."""
    problems = formats.label_key(name)
    for problem in problems:
        yield invalid(path, name, problem, anchor="key")
    if not problems and name not in _QOS and not name.startswith(HUGE_PAGES):
        yield not_supported(path, name, POD_LEVEL)


def validate_requirements(
    resources: Mapping[str, Any], path: FieldPath, check_name: ResourceNameCheck
) -> Iterator[FieldError]:
    """Limits, requests, and requests against limits."""
    limits, requests = struct(resources, "limits"), struct(resources, "requests")
    for field, amounts in (("limits", limits), ("requests", requests)):
        for name, value in amounts.items():
            if name not in _QOS or value is None or amount(value) < 0:
                yield from _validate_entry(name, value, (*path, field, Key(name)), check_name)
    for name, value in requests.items():
        yield from _validate_request(name, value, limits, path)
    names = {*limits, *requests}
    if any(name.startswith(HUGE_PAGES) for name in names) and not names & {*_QOS}:
        yield forbidden(path, "HugePages require cpu or memory", anchor="value")


def _validate_entry(name: str, value: Any, path: FieldPath, check_name: ResourceNameCheck) -> Iterator[FieldError]:
    yield from check_name(name, path)
    quantity = amount(value)
    if quantity < 0:
        yield invalid(path, str(value), "must be greater than or equal to 0")
    if is_integer(name) and quantity.denominator != 1:
        yield invalid(path, value, "must be an integer")
    if name.startswith(HUGE_PAGES):
        size = huge_page_size(name)
        if not size or -(-quantity // 1) % size:
            yield invalid(path, str(value), f"{value} is not positive integer multiple of {name}")


def _validate_request(name: str, value: Any, limits: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """Requests lie within limits; what cannot be overcommitted has both, and both alike."""
    at = (*path, "requests", Key(name))
    overcommittable = is_overcommittable(name)
    if name not in limits:
        if not overcommittable:
            yield required((*path, "limits"), "Limit must be set for non overcommitable resources", at)
        return
    quantity, limit = amount(value), amount(limits[name])
    if quantity != limit and not overcommittable:
        detail = f"must be equal to {name} limit of {limits[name]}"
        yield invalid((*path, "requests"), str(value), detail, at, resource=name, limit=limits[name])
    elif quantity > limit:
        detail = f"must be less than or equal to {name} limit of {limits[name]}"
        yield invalid((*path, "requests"), str(value), detail, at, resource=name, limit=limits[name])


def _validate_claims(resources: Mapping[str, Any], path: FieldPath, known: tuple[str, ...]) -> Iterator[FieldError]:
    """Claims name entries of the Pod's resourceClaims, each request once, and never beside the whole claim."""
    seen: set[str] = set()
    for index, claim in structs(resources, "claims"):
        name, request, place = text(claim, "name"), text(claim, "request"), (*path, index)
        if not name:
            yield required(place)
            continue
        yield from _validate_claim_unique(name, request, place, seen)
        if name not in known:
            names = f": {', '.join(sorted(known))}" if known else " which is empty"
            detail = f"must be one of the names in pod.spec.resourceClaims{names}"
            yield not_found(place, name, (*place, "name"), known=known)._replace(detail=detail)


def _validate_claim_unique(name: str, request: str, path: FieldPath, seen: set[str]) -> Iterator[FieldError]:
    if name in seen:
        yield duplicate(path, name)
        return
    key = f"{name}/{request}" if request else name
    for problem in formats.dns_label(request) if request else ():
        yield invalid((*path, "request"), request, problem)
    if key in seen:
        yield duplicate(path, key)
    elif not request and any(other.startswith(f"{name}/") for other in seen):
        yield duplicate(path, name)
    seen.add(key)
