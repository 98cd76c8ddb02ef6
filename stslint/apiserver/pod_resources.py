"""Resources of a whole Pod against those of its containers (validatePodResources, validatePodResourceConsistency).

In: a PodSpec. Out: the server's refusals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from stslint.apiserver.container_resources import amount, pod_level_name, validate_requirements
from stslint.apiserver.decoded import struct, structs, text
from stslint.apiserver.errors import forbidden, invalid
from stslint.apiserver.pod_defaults import with_requests
from stslint.apiserver.resource_names import HUGE_PAGES
from stslint.fields import FieldError, FieldPath, Key

Amounts = dict[str, Fraction]


def validate_pod_resources(spec: Mapping[str, Any], path: FieldPath, *, is_pod: bool) -> Iterator[FieldError]:
    """spec.resources, if set."""
    path = (*path, "resources")
    if text(struct(spec, "os"), "name") == "windows":
        yield forbidden(path, "may not be set for a windows pod")
        return
    resources = struct(spec, "resources")
    if resources.get("claims") is not None:
        yield forbidden((*path, "claims"), "claims may not be set for Resources at pod-level")
    yield from validate_requirements(resources, path, pod_level_name)
    yield from _validate_totals(spec, path, is_pod=is_pod)
    yield from _validate_container_limits(spec, path)


def _validate_totals(spec: Mapping[str, Any], path: FieldPath, *, is_pod: bool) -> Iterator[FieldError]:
    """The Pod requests at least what its containers do together; its huge pages are limited likewise."""
    resources = struct(spec, "resources")
    requests, limits = struct(resources, "requests"), struct(resources, "limits")
    requesting = with_requests(spec) if is_pod else spec
    for name, total in _total(requesting, "requests").items():
        if name in requests and total > amount(requests[name]):
            detail = f"must be greater than or equal to aggregate container requests of {_show(total)}"
            yield invalid((*path, "requests", Key(name)), str(requests[name]), detail)
    for name, total in _total(spec, "limits").items():
        if name.startswith(HUGE_PAGES) and name in limits and total > amount(limits[name]):
            detail = f"must be greater than or equal to aggregate container limits of {_show(total)}"
            yield invalid((*path, "limits", Key(name)), str(limits[name]), detail)


def _show(total: Fraction) -> str:
    return str(total) if total.denominator == 1 else f"{int(total * 1000)}m"


def _validate_container_limits(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """No container has a higher limit than its Pod; the server turns the path inside out."""
    limits = struct(struct(spec, "resources"), "limits")
    for index, container in structs(spec, "containers"):
        for name, value in struct(struct(container, "resources"), "limits").items():
            if name in limits and amount(value) > amount(limits[name]):
                detail = f"must be less than or equal to pod limits of {limits[name]}"
                at = (*path[:-1], "containers", index, "resources", "limits", Key(name))
                yield invalid((*path, "containers", index, Key(name), "limits"), str(value), detail, at)


def _total(spec: Mapping[str, Any], field: str) -> Amounts:
    """AggregateContainerRequests: containers and sidecars together, or the init container that takes most."""
    total: Amounts = {}
    sidecars: Amounts = {}
    highest: Amounts = {}
    for _, container in structs(spec, "containers"):
        _add(total, _amounts(container, field))
    for _, container in structs(spec, "initContainers"):
        own = _amounts(container, field)
        if container.get("restartPolicy") == "Always":
            _add(total, own)
            _add(sidecars, own)
            own = sidecars
        else:
            _add(own, sidecars)
        _raise(highest, own)
    _raise(total, highest)
    return total


def _amounts(container: Mapping[str, Any], field: str) -> Amounts:
    return {name: amount(value) for name, value in struct(struct(container, "resources"), field).items()}


def _add(total: Amounts, more: Amounts) -> None:
    for name, value in more.items():
        total[name] = total.get(name, Fraction(0)) + value


def _raise(total: Amounts, other: Amounts) -> None:
    for name, value in other.items():
        total[name] = max(total.get(name, value), value)
