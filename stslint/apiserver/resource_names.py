"""Names of compute resources: which are known, whole numbers, overcommittable (pkg/apis/core/helper/helpers.go).

In: a resource name. Out: facts about it, and the server's words if a container cannot have it.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Final

from stslint import quantities
from stslint.apiserver import formats

HUGE_PAGES: Final = "hugepages-"
_REQUESTS: Final = "requests."
_CONTAINER: Final = frozenset({"cpu", "memory", "ephemeral-storage"})
_COUNTED: Final = frozenset(
    [
        "pods",
        "resourcequotas",
        "services",
        "replicationcontrollers",
        "secrets",
        "configmaps",
        "persistentvolumeclaims",
        "services.nodeports",
        "services.loadbalancers",
    ]
)
_STANDARD: Final = frozenset(
    {
        *_CONTAINER,
        *_COUNTED,
        *(f"{prefix}.{name}" for prefix in ("requests", "limits") for name in _CONTAINER),
        "storage",
        "requests.storage",
    }
)


def is_native(name: str) -> bool:
    """Unprefixed, or in a `kubernetes.io/` domain."""
    return "/" not in name or "kubernetes.io/" in name


def is_overcommittable(name: str) -> bool:
    """Native resources but huge pages may be requested below their limit."""
    return is_native(name) and not name.startswith(HUGE_PAGES)


def is_extended(name: str) -> bool:
    """A vendor's resource, such as `nvidia.com/gpu`; also with quota's `requests.` before it."""
    if is_native(name) or name.startswith(_REQUESTS):
        return False
    return not formats.label_key(_REQUESTS + name)


def is_integer(name: str) -> bool:
    """Extended resources and object counts are whole numbers."""
    return name in _COUNTED or is_extended(name)


def huge_page_size(name: str) -> Fraction | None:
    """The page size in the name, if it is a positive whole number of bytes."""
    size = quantities.parse(name.removeprefix(HUGE_PAGES))
    return size if size is not None and size > 0 and size.denominator == 1 else None


@lru_cache(maxsize=1024)
def container_resource_problems(name: str) -> tuple[str, ...]:
    """ValidateContainerResourceName; the server says several things about one name."""
    problems = formats.label_key(name)
    if not problems and "/" not in name and not _is_standard(name):
        problems = ("must be a standard resource type or fully qualified",)
    if "/" not in name:
        if name not in _CONTAINER and not name.startswith(HUGE_PAGES):
            problems = (*problems, "must be a standard resource for containers")
    elif not is_native(name) and not is_extended(name):
        problems = (*problems, "doesn't follow extended resource name standard")
    return problems


def _is_standard(name: str) -> bool:
    return name in _STANDARD or name.startswith((HUGE_PAGES, _REQUESTS + HUGE_PAGES))
