"""How sure is it that an object somebody refers to is missing?

In: kind, namespace and name of a reference. Out: an `Absence`, or None if the object is there or every cluster has it.
Manifests rarely hold everything, so an object outside the set is only suspicious if the set itself suggests so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from stslint.checks.memory import once
from stslint.checks.nearest import names_of
from stslint.cluster import Cluster
from stslint.fields import FieldPath, lookup
from stslint.hits import Hit, Note, Patch
from stslint.resources import CLUSTER_SCOPED, Resource, mapping

_EVERYWHERE: Final = frozenset(
    {
        ("ServiceAccount", "default"),
        ("ConfigMap", "kube-root-ca.crt"),
        ("ConfigMap", "openshift-service-ca.crt"),
        ("PriorityClass", "system-cluster-critical"),
        ("PriorityClass", "system-node-critical"),
        ("ClusterRole", "cluster-admin"),
        ("ClusterRole", "admin"),
        ("ClusterRole", "edit"),
        ("ClusterRole", "view"),
        ("Service", "kubernetes"),
    }
)

_SECRET_MAKERS: Final[dict[str, tuple[FieldPath, ...]]] = {
    "SealedSecret": (("spec", "template", "metadata", "name"), ("metadata", "name")),
    "ExternalSecret": (("spec", "target", "name"), ("metadata", "name")),
    "Certificate": (("spec", "secretName"),),
    "VaultStaticSecret": (("spec", "destination", "name"),),
    "VaultDynamicSecret": (("spec", "destination", "name"),),
    "OnePasswordItem": (("metadata", "name"),),
    "SopsSecret": (("metadata", "name"),),
    "KafkaUser": (("metadata", "name"),),
}
"""Custom kinds whose controllers make a Secret, and where its name stands."""


class Absence(NamedTuple):
    """`case`: `elsewhere` (in another namespace), `unstated` (perhaps: one of both does not say which namespace it
    goes to), `near`, `known` (others of the kind are in that namespace), `closed` or "".
    """

    case: str
    facts: dict[str, Any]
    meant: Resource | None = None


def absence(kind: str, namespace: str, name: str, cluster: Cluster, stated: bool = True) -> Absence | None:
    """Why the object is thought to be missing, or None; `stated`: the namespace it is looked for in is written."""
    place = "" if kind in CLUSTER_SCOPED else namespace
    if cluster.get(kind, place, name) or (kind, name) in _EVERYWHERE or name.startswith("system:"):
        return None
    if kind == "Secret" and (place, name) in _made_secrets(cluster):
        return None
    facts = {"kind": kind, "name": name, "namespace": place, "hint": "", "near": "", "other": ""}
    elsewhere = [each for each in cluster.by_name.get((kind, name), ()) if each.namespace != place]
    if elsewhere:
        sure = cluster.closed or (stated and any(map(states_namespace, elsewhere)))
        return Absence("elsewhere" if sure else "unstated", {**facts, "other": elsewhere[0].namespace}, elsewhere[0])
    near = names_of(cluster, kind, place).nearest(name)
    if near:
        meant = cluster.get(kind, place, near)
        return Absence("near", {**facts, "near": near, "hint": f"; did you mean {near}?"}, meant)
    case = "closed" if cluster.closed else "known" if place and cluster.of_kind(kind, place) else ""
    return Absence(case, facts)


def states_namespace(resource: Resource) -> bool:
    """Does the manifest say which namespace the object goes to, or is it left to kubectl?"""
    return bool(mapping(resource.body.get("metadata")).get("namespace"))


def absent(kind: str, name: Any, path: FieldPath, resource: Resource, cluster: Cluster, **facts: Any) -> Iterator[Hit]:
    """The hit about a name at `path` that nothing in the resource's namespace has."""
    if not isinstance(name, str) or not name:
        return
    found = absence(kind, resource.namespace, name, cluster, states_namespace(resource))
    if found is not None:
        notes = (Note(found.meant, ("metadata", "name"), "meant"),) if found.meant else ()
        patches = (Patch("set", path, found.facts["near"]),) if found.case == "near" else ()
        yield Hit(path, {**found.facts, **facts}, found.case, related=notes, patches=patches)


@once
def _made_secrets(cluster: Cluster) -> frozenset[tuple[str, str]]:
    """(namespace, name) of the Secrets that controllers of custom kinds will make."""
    made = set()
    for kind, paths in _SECRET_MAKERS.items():
        for resource in cluster.of_kind(kind):
            name = next((found for path in paths if isinstance(found := lookup(resource.body, path), str)), None)
            if name:
                made.add((resource.namespace, name))
    return frozenset(made)
