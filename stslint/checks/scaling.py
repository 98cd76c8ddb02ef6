"""Replicas that two masters set.

In: a workload and the set. Out: a hit on `replicas` beside an autoscaler.
"""

from __future__ import annotations

from collections.abc import Iterator

from stslint.cluster import Cluster
from stslint.hits import Hit, Note, Patch
from stslint.resources import Resource


def replicas_with_autoscaler(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if resource.spec.get("replicas") is None:
        return
    for scaler in cluster.autoscalers_of(resource):
        facts = {
            "replicas": resource.spec["replicas"],
            "kind": scaler.kind,
            "scaler": scaler.name,
            "workload": f"{resource.kind} {resource.name}",
        }
        note = Note(scaler, ("spec", "scaleTargetRef", "name"), "scaler")
        yield Hit(("spec", "replicas"), facts, related=(note,), patches=(Patch("remove", ("spec", "replicas")),))
        return
