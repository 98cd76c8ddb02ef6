"""`stslint expose`: the headless Services that StatefulSets name and the set does not hold."""

from __future__ import annotations

from collections.abc import Iterator

from stslint.cluster import Cluster
from stslint.emitter import block
from stslint.services import headless_service


def expose(cluster: Cluster) -> Iterator[str]:
    """One document for each missing Service, in the order of the sets; without serviceName, of the set's own name."""
    made: set[tuple[str, str]] = set()
    for statefulset in cluster.of_kind("StatefulSet"):
        name = statefulset.spec.get("serviceName") or statefulset.name
        identity = (statefulset.namespace, str(name))
        if cluster.get("Service", *identity) is None and identity not in made:
            made.add(identity)
            yield block(headless_service(statefulset, str(name)), 0) + "\n"
