"""What a StatefulSet's claim retention policy deletes, and when.

In: a StatefulSet (and the set, for autoscalers). Out: hits on policies that delete claims.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stslint.cluster import Cluster, claim_templates, name_of, ordinals
from stslint.hits import Hit, Note
from stslint.names import claim_name
from stslint.resources import Resource, mapping

_POLICY: Final = ("spec", "persistentVolumeClaimRetentionPolicy")


def _claims(resource: Resource) -> str:
    """The first Pod's claims by name, as an example of what goes."""
    span = ordinals(resource)
    last = span[-1] if span else 0
    return ", ".join(claim_name(name_of(template), resource.name, last) for _, template in claim_templates(resource))


def _deletes(resource: Resource, field: str) -> bool:
    policy = mapping(resource.spec.get("persistentVolumeClaimRetentionPolicy"))
    return policy.get(field) == "Delete" and any(True for _ in claim_templates(resource))


def deletes_on_scale(resource: Resource) -> Iterator[Hit]:
    if _deletes(resource, "whenScaled"):
        yield Hit((*_POLICY, "whenScaled"), {"claims": _claims(resource), "set": resource.name})


def deletes_with_set(resource: Resource) -> Iterator[Hit]:
    if _deletes(resource, "whenDeleted"):
        yield Hit((*_POLICY, "whenDeleted"), {"claims": _claims(resource), "set": resource.name})


def autoscaler_deletes(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if not _deletes(resource, "whenScaled"):
        return
    for scaler in cluster.autoscalers_of(resource):
        facts = {"claims": _claims(resource), "scaler": scaler.name, "kind": scaler.kind}
        note = Note(scaler, ("spec", "scaleTargetRef", "name"), "scaler")
        yield Hit((*_POLICY, "whenScaled"), facts, related=(note,))
