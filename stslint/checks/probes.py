"""Probes that keep a data store from recovering, or say nothing.

In: one workload. Out: hits on containers and their probes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.known_images import known, parse_image
from stslint.checks.pods import name_of_container, running_containers
from stslint.cluster import claim_templates, name_of
from stslint.hits import Hit, Note
from stslint.resources import Resource, items, mapping

_ENOUGH: Final = 60
"""Seconds: crash recovery of a data store that holds anything takes longer than this sooner or later."""


def readiness_missing(resource: Resource) -> Iterator[Hit]:
    for path, container in running_containers(resource):
        ports = items(container.get("ports"))
        if path[-2] == "containers" and not container.get("readinessProbe") and ports:
            yield Hit((*path, "name"), {"container": name_of_container(path, container), "set": resource.name})


def _seconds(probe: dict[str, Any], field: str, default: int) -> int:
    value = probe.get(field, default)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else default


def patience(probe: dict[str, Any]) -> int:
    """Seconds from the container's start until a liveness probe that never succeeds has it killed."""
    delay = probe.get("initialDelaySeconds", 0)
    first = delay if isinstance(delay, int) and delay > 0 else 0
    return first + _seconds(probe, "periodSeconds", 10) * _seconds(probe, "failureThreshold", 3)


def liveness_kills_recovery(resource: Resource) -> Iterator[Hit]:
    if not claim_templates(resource):
        return
    claims = {name_of(template) for _, template in claim_templates(resource)}
    for path, container in running_containers(resource):
        probe, image = container.get("livenessProbe"), container.get("image")
        if not isinstance(probe, dict) or container.get("startupProbe") or not isinstance(image, str):
            continue
        facts = known(parse_image(image))
        mounted = any(mapping(each).get("name") in claims for each in _named(container))
        if facts and facts.database and mounted and patience(probe) < _ENOUGH:
            said = {"program": facts.title, "seconds": patience(probe)}
            yield Hit((*path, "livenessProbe"), said, anchor="key")


def _named(container: dict[str, Any]) -> list[Any]:
    return [each for each in items(container.get("volumeMounts")) if isinstance(mapping(each).get("name"), str)]


_HANDLERS: Final = ("httpGet", "tcpSocket", "exec", "grpc")


def _question(probe: Any) -> dict[str, Any]:
    """What a probe asks, without its timing."""
    return {field: probe[field] for field in _HANDLERS if field in probe} if isinstance(probe, dict) else {}


def liveness_is_readiness(resource: Resource) -> Iterator[Hit]:
    for path, container in running_containers(resource):
        liveness, readiness = container.get("livenessProbe"), container.get("readinessProbe")
        asked = _question(liveness)
        if not asked or asked != _question(readiness):
            continue
        if patience(mapping(liveness)) <= patience({**mapping(readiness), "initialDelaySeconds": 0}):
            note = Note(resource, (*path, "readinessProbe"), "readiness", "key")
            facts = {"container": name_of_container(path, container)}
            yield Hit((*path, "livenessProbe"), facts, anchor="key", related=(note,))
