"""How a StatefulSet rolls out: strategies, partitions, budgets of unavailable Pods.

In: one StatefulSet (and the Kubernetes version). Out: hits on settings that keep an update from happening, or make it
take down more than it may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.known_images import parse_image, quorum_of
from stslint.checks.pods import container_paths, main_containers
from stslint.cluster import ordinals, replicas
from stslint.fields import FieldPath
from stslint.hits import Hit
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping

Version = tuple[int, int]
STRATEGY: Final[FieldPath] = ("spec", "updateStrategy")


def _rolling(resource: Resource) -> dict[str, Any]:
    strategy = mapping(resource.spec.get("updateStrategy"))
    return mapping(strategy.get("rollingUpdate")) if strategy.get("type", "RollingUpdate") == "RollingUpdate" else {}


def _number(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def is_parallel(resource: Resource) -> bool:
    return resource.spec.get("podManagementPolicy") == "Parallel"


def waits_for_delete(resource: Resource) -> Iterator[Hit]:
    if mapping(resource.spec.get("updateStrategy")).get("type") == "OnDelete":
        yield Hit((*STRATEGY, "type"), {"set": resource.name})


def partition_holds_all(resource: Resource) -> Iterator[Hit]:
    partition = _number(_rolling(resource).get("partition"))
    count = replicas(resource)
    if partition and count and partition >= count and "replicas" in resource.spec:
        facts = {"partition": partition, "replicas": count}
        yield Hit((*STRATEGY, "rollingUpdate", "partition"), facts)


def partition_left_over(resource: Resource) -> Iterator[Hit]:
    partition = _number(_rolling(resource).get("partition"))
    count = replicas(resource)
    if partition and 0 < partition < count:
        start = ordinals(resource).start
        facts = {"partition": partition, "first": f"{resource.name}-{start}", "old": partition}
        facts["last"] = f"{resource.name}-{start + partition - 1}"
        yield Hit((*STRATEGY, "rollingUpdate", "partition"), facts)


def partition_counts_from_start(resource: Resource) -> Iterator[Hit]:
    partition = _number(_rolling(resource).get("partition"))
    span = ordinals(resource)
    if partition and span.start and partition < len(span):
        facts = {
            "partition": partition,
            "start": span.start,
            "old": _from_to(span.start, span.start + partition - 1),
            "new": _from_to(span.start + partition, span[-1]),
        }
        yield Hit((*STRATEGY, "rollingUpdate", "partition"), facts)


def _from_to(first: int, last: int) -> str:
    return str(first) if first == last else f"{first} to {last}"


_PERCENT: Final = pattern(r"([0-9]{1,3})%")


def max_unavailable(resource: Resource) -> int | None:
    """How many Pods an update may take down at once; percentages are rounded down, at least 1."""
    value = _rolling(resource).get("maxUnavailable")
    if isinstance(value, str) and (match := _PERCENT.fullmatch(value)):
        return max(1, int(match[1]) * replicas(resource) // 100)
    return _number(value)


def breaks_quorum(resource: Resource, version: Version) -> Iterator[Hit]:
    budget, count = max_unavailable(resource), replicas(resource)
    if budget is None or version < (1, 37) or count < 3 or budget <= (count - 1) // 2:
        return
    for _, container in main_containers(resource):
        image = container.get("image")
        facts = quorum_of(parse_image(image)) if isinstance(image, str) else None
        if facts:
            said = {"program": facts.title, "budget": budget, "replicas": count, "left": count - budget}
            said["needed"] = count // 2 + 1
            yield Hit((*STRATEGY, "rollingUpdate", "maxUnavailable"), said)
            return


def ordered_max_unavailable(resource: Resource, version: Version) -> Iterator[Hit]:
    budget = max_unavailable(resource)
    if budget and budget > 1 and version >= (1, 37) and not is_parallel(resource):
        yield Hit((*STRATEGY, "rollingUpdate", "maxUnavailable"), {"budget": budget})


def parallel_updates(resource: Resource, version: Version) -> Iterator[Hit]:
    strategy = mapping(resource.spec.get("updateStrategy")).get("type", "RollingUpdate")
    if version >= (1, 37) and is_parallel(resource) and strategy == "RollingUpdate" and replicas(resource) > 1:
        yield Hit(("spec", "podManagementPolicy"), {"set": resource.name})


def no_history(resource: Resource) -> Iterator[Hit]:
    if _number(resource.spec.get("revisionHistoryLimit")) == 0:
        yield Hit(("spec", "revisionHistoryLimit"), {"set": resource.name})


def even_quorum(resource: Resource) -> Iterator[Hit]:
    count = replicas(resource)
    if count < 2 or count % 2:
        return
    for _, container in main_containers(resource):
        image = container.get("image")
        facts = quorum_of(parse_image(image)) if isinstance(image, str) else None
        if facts and "replicas" in resource.spec:
            said = {"program": facts.title, "replicas": count, "fewer": count - 1, "loss": (count - 1) // 2}
            yield Hit(("spec", "replicas"), said)
            return


def _texts(value: Any) -> str:
    return " ".join(str(each) for each in items(value))


def init_waits_for_later_pod(resource: Resource) -> Iterator[Hit]:
    if is_parallel(resource) or replicas(resource) < 2:
        return
    span = ordinals(resource)
    for path, container in container_paths(resource):
        if path[-2] != "initContainers":
            continue
        for field in ("command", "args"):
            text = _texts(container.get(field))
            if not _WAITS.search(text) or _BY_ORDINAL.search(text):
                continue
            later = [each for each in _ordinals_in(text, resource.name) if each in span[1:]]
            if later:
                facts = {"first": f"{resource.name}-{span.start}", "later": f"{resource.name}-{min(later)}"}
                yield Hit((*path, field), facts, anchor="key")


def _ordinals_in(text: str, name: str) -> Iterator[int]:
    """The ordinals of the Pods that a text names: 2 for `db-2.db`."""
    before, *pieces = text.split(f"{name}-")
    for piece in pieces:
        digits = _ORDINAL.match(piece)
        if digits and not (before and (before[-1].isalnum() or before[-1] in "-._")):
            yield int(digits[0])
        before = piece


_ORDINAL: Final = pattern(r"[0-9]{1,6}(?![\w-])")
_WAITS: Final = pattern(r"\b(?:until|while)\b")
_BY_ORDINAL: Final = pattern(r"\b(?:if|case|hostname)\b|HOSTNAME|ORDINAL|POD_NAME|\[\[?\s", re.IGNORECASE)
