"""Labels and annotations that Kubernetes renamed, replaced or stopped reading.

In: one object. Out: hits on them, with what takes their place.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.pods import pod_spec_path
from stslint.cluster import pod_spec, pod_template, pod_template_path
from stslint.fields import FieldPath, Key
from stslint.hits import Hit, Patch
from stslint.resources import Resource, items, mapping

_NODE_LABELS: Final = {
    "beta.kubernetes.io/arch": "kubernetes.io/arch",
    "beta.kubernetes.io/os": "kubernetes.io/os",
    "beta.kubernetes.io/instance-type": "node.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/region": "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone": "topology.kubernetes.io/zone",
    "node-role.kubernetes.io/master": "node-role.kubernetes.io/control-plane",
}
"""api/node/util.go."""
_REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED: Final = "preferredDuringSchedulingIgnoredDuringExecution"


def node_labels(resource: Resource) -> Iterator[Hit]:
    spec = pod_spec(resource)
    if not (spec.get("nodeSelector") or spec.get("affinity") or spec.get("topologySpreadConstraints")):
        return
    base = pod_spec_path(resource)
    for key in mapping(spec.get("nodeSelector")):
        if key in _NODE_LABELS:
            where = (*base, "nodeSelector", Key(key))
            yield Hit(where, _facts(key), anchor="key", patches=(Patch("rename", where, _NODE_LABELS[key]),))
    for path, value in _keys(base, spec):
        if isinstance(value, str) and value in _NODE_LABELS:
            yield Hit(path, _facts(value), patches=(Patch("set", path, _NODE_LABELS[value]),))


def _facts(key: str) -> dict[str, str]:
    return {"key": key, "replacement": _NODE_LABELS[key]}


def _keys(base: FieldPath, spec: dict[str, Any]) -> Iterator[tuple[FieldPath, Any]]:
    """Where node labels stand as values: topology keys and node affinity."""
    for index, constraint in enumerate(items(spec.get("topologySpreadConstraints"))):
        yield (*base, "topologySpreadConstraints", index, "topologyKey"), mapping(constraint).get("topologyKey")
    affinity = mapping(spec.get("affinity"))
    for kind in ("podAffinity", "podAntiAffinity"):
        terms = mapping(affinity.get(kind))
        at = (*base, "affinity", kind)
        for index, term in enumerate(items(terms.get(_REQUIRED))):
            yield (*at, _REQUIRED, index, "topologyKey"), mapping(term).get("topologyKey")
        for index, term in enumerate(items(terms.get(_PREFERRED))):
            inner = mapping(mapping(term).get("podAffinityTerm"))
            yield (*at, _PREFERRED, index, "podAffinityTerm", "topologyKey"), inner.get("topologyKey")
    yield from _node_affinity((*base, "affinity", "nodeAffinity"), mapping(affinity.get("nodeAffinity")))


def _node_affinity(base: FieldPath, affinity: dict[str, Any]) -> Iterator[tuple[FieldPath, Any]]:
    terms = items(mapping(affinity.get(_REQUIRED)).get("nodeSelectorTerms"))
    found = [((*base, _REQUIRED, "nodeSelectorTerms", index), mapping(term)) for index, term in enumerate(terms)]
    for index, term in enumerate(items(affinity.get(_PREFERRED))):
        found.append(((*base, _PREFERRED, index, "preference"), mapping(mapping(term).get("preference"))))
    for path, term in found:
        for index, expression in enumerate(items(term.get("matchExpressions"))):
            yield (*path, "matchExpressions", index, "key"), mapping(expression).get("key")


_ANNOTATIONS: Final = {
    "seccomp.security.alpha.kubernetes.io/pod": "use securityContext.seccompProfile",
    "service.alpha.kubernetes.io/tolerate-unready-endpoints": "use spec.publishNotReadyAddresses",
    "pod.beta.kubernetes.io/hostname": "the StatefulSet controller sets the host name",
    "pod.beta.kubernetes.io/subdomain": "the StatefulSet controller sets the subdomain from serviceName",
    "pod.alpha.kubernetes.io/initialized": "it was only for Kubernetes 1.4",
    "pod.beta.kubernetes.io/init-containers": "use initContainers",
    "pod.alpha.kubernetes.io/init-containers": "use initContainers",
    "scheduler.alpha.kubernetes.io/affinity": "use affinity",
    "scheduler.alpha.kubernetes.io/tolerations": "use tolerations",
    "scheduler.alpha.kubernetes.io/critical-pod": "use priorityClassName",
    "scheduler.alpha.kubernetes.io/name": "use schedulerName",
}
"""Read by no version that stslint knows."""
_CONTAINER_SECCOMP: Final = "container.seccomp.security.alpha.kubernetes.io/"


def dead_annotations(resource: Resource) -> Iterator[Hit]:
    yield from _dead(("metadata", "annotations"), resource.annotations)
    template_path = pod_template_path(resource)
    if template_path:
        metadata = mapping(pod_template(resource).get("metadata"))
        yield from _dead((*template_path, "metadata", "annotations"), mapping(metadata.get("annotations")))


def _dead(path: FieldPath, found: dict[str, Any]) -> Iterator[Hit]:
    for key in found:
        instead = _ANNOTATIONS.get(key)
        if key.startswith(_CONTAINER_SECCOMP):
            instead = _ANNOTATIONS["seccomp.security.alpha.kubernetes.io/pod"]
        if instead:
            yield Hit((*path, Key(key)), {"key": key, "instead": instead}, anchor="key")
