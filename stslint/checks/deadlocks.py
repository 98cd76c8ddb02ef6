"""Readiness that needs the peers, on a set that starts one Pod after the other.

In: one StatefulSet. Out: a hit on a readiness probe that the first Pod cannot pass alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from stslint import patterns
from stslint.checks.known_images import Image, parse_image
from stslint.checks.pods import main_containers
from stslint.checks.rollout import is_parallel
from stslint.cluster import replicas
from stslint.hits import Hit, Note
from stslint.resources import Resource, items, mapping

_ASKS_CLUSTER: Final[dict[str, tuple[str, re.Pattern[str]]]] = {
    "cockroach": ("CockroachDB", patterns.pattern(r"/health\?ready=1|node status")),
    "cockroachdb": ("CockroachDB", patterns.pattern(r"/health\?ready=1|node status")),
    "elasticsearch": ("Elasticsearch", patterns.pattern(r"_cluster/health(?!.*local=true)|_cat/health")),
    "opensearch": ("OpenSearch", patterns.pattern(r"_cluster/health(?!.*local=true)|_cat/health")),
    "etcd": ("etcd", patterns.pattern(r"^/(?:health|readyz)\b|endpoint\s+health")),
    "consul": ("Consul", patterns.pattern(r"/v1/status/leader")),
}
"""What asks whether the cluster, not this member, is healthy: image, and the probe that does."""


def ordered_ready_deadlock(resource: Resource) -> Iterator[Hit]:
    if is_parallel(resource) or replicas(resource) < 2:
        return
    for path, container in main_containers(resource):
        image = container.get("image")
        if not isinstance(image, str):
            continue
        found = _asked(parse_image(image), mapping(container.get("readinessProbe")))
        if found:
            facts = {"program": found, "first": f"{resource.name}-0", "set": resource.name}
            note = Note(resource, ("spec", "podManagementPolicy"), "policy", "key")
            related = (note,) if "podManagementPolicy" in resource.spec else ()
            yield Hit((*path, "readinessProbe"), facts, anchor="key", related=related)


def _asked(image: Image, probe: dict[str, Any]) -> str:
    """The program whose cluster the probe asks about, or nothing."""
    title, pattern = _ASKS_CLUSTER.get(image.base, ("", None))
    if pattern is None:
        return ""
    path = mapping(probe.get("httpGet")).get("path")
    command = " ".join(str(each) for each in items(mapping(probe.get("exec")).get("command")))
    return title if pattern.search(path if isinstance(path, str) else command) else ""
