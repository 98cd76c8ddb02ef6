"""LimitRanges of a namespace against the containers and claims that will be made in it.

In: a workload and the set. Out: hits on amounts outside the range, with which no Pod or claim is created.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.checks.pods import container_paths, name_of_container
from stslint.cluster import Cluster, claim_templates, name_of
from stslint.fields import FieldPath, Key
from stslint.hits import Hit, Note
from stslint.quantities import parse
from stslint.resources import Resource, items, mapping

_Amount = tuple[FieldPath, str, str, Any]


def outside_range(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for limit_range in cluster.of_kind("LimitRange", resource.namespace):
        for index, each in enumerate(items(limit_range.spec.get("limits"))):
            bounds = mapping(each)
            if bounds.get("type") == "Container":
                yield from _compare(_container_amounts(resource), bounds, limit_range, index)
            elif bounds.get("type") == "PersistentVolumeClaim":
                yield from _compare(_claim_amounts(resource), bounds, limit_range, index)


def _container_amounts(resource: Resource) -> Iterator[_Amount]:
    for path, container in container_paths(resource):
        amounts = mapping(container.get("resources"))
        for field in ("requests", "limits"):
            for name, value in mapping(amounts.get(field)).items():
                who = f"container {name_of_container(path, container)}"
                yield (*path, "resources", field, Key(name)), who, name, value


def _claim_amounts(resource: Resource) -> Iterator[_Amount]:
    for index, template in claim_templates(resource):
        requests = mapping(mapping(mapping(template.get("spec")).get("resources")).get("requests"))
        path = ("spec", "volumeClaimTemplates", index, "spec", "resources", "requests", Key("storage"))
        yield path, f"claim {name_of(template)}", "storage", requests.get("storage")


def _compare(amounts: Iterator[_Amount], bounds: dict[str, Any], source: Resource, index: int) -> Iterator[Hit]:
    lowest, highest = mapping(bounds.get("min")), mapping(bounds.get("max"))
    for path, who, name, value in amounts:
        amount, low, high = parse(value), parse(lowest.get(name)), parse(highest.get(name))
        if amount is None:
            continue
        case, bound = "", None
        if high is not None and amount > high:
            case, bound = "max", highest[name]
        elif low is not None and amount < low:
            case, bound = "min", lowest[name]
        if case:
            facts = {"who": who, "name": name, "value": value, "bound": bound, "range": source.name}
            note = Note(source, ("spec", "limits", index, case, Key(name)), "bound")
            yield Hit(path, facts, "low" if case == "min" else "", related=(note,))
