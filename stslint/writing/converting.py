"""`stslint convert`: a Deployment becomes a StatefulSet, the claim it mounts becomes a claim template."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

from stslint.cluster import Cluster
from stslint.emitter import block
from stslint.resources import Resource, items, mapping
from stslint.services import headless_service

_KEPT: Final = ("replicas", "selector", "minReadySeconds", "revisionHistoryLimit")
_LEFT_OUT: Final = ("creationTimestamp", "uid", "resourceVersion", "generation", "managedFields", "annotations")


def convert(cluster: Cluster) -> Iterator[str]:
    """For each Deployment: its StatefulSet and, unless the set holds it, the headless Service it needs."""
    for deployment in cluster.of_kind("Deployment"):
        statefulset = _stateful_set(deployment, cluster)
        name = statefulset["spec"]["serviceName"]
        if cluster.get("Service", deployment.namespace, name) is None:
            yield block(headless_service(deployment, name), 0) + "\n"
        yield "".join(f"# {line}\n" for line in _notes(deployment, statefulset)) + block(statefulset, 0) + "\n"


def _stateful_set(deployment: Resource, cluster: Cluster) -> dict[str, Any]:
    metadata = copy.deepcopy(mapping(deployment.body.get("metadata")))
    template = copy.deepcopy(mapping(deployment.spec.get("template")))
    spec: dict[str, Any] = {"serviceName": _service_name(deployment, cluster)}
    spec |= {key: copy.deepcopy(deployment.spec[key]) for key in _KEPT if deployment.spec.get(key) is not None}
    claims = list(_claim_templates(deployment, template, cluster))
    spec["template"] = template
    if claims:
        spec["volumeClaimTemplates"] = claims
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {key: value for key, value in metadata.items() if key not in _LEFT_OUT},
        "spec": spec,
    }


def _service_name(deployment: Resource, cluster: Cluster) -> str:
    """The deployment's name, or with `-headless` where a Service with a virtual IP has that name already."""
    taken = cluster.get("Service", deployment.namespace, deployment.name)
    if taken is None or taken.spec.get("clusterIP") == "None":
        return deployment.name
    return f"{deployment.name}-headless"


def _claim_templates(deployment: Resource, template: dict[str, Any], cluster: Cluster) -> Iterator[dict[str, Any]]:
    """Takes the claim volumes out of the template, and gives a claim template of the same name for each."""
    pod_spec = mapping(template.get("spec"))
    kept = []
    for volume in items(pod_spec.get("volumes")):
        claim = mapping(volume).get("persistentVolumeClaim")
        if not isinstance(claim, dict):
            kept.append(volume)
            continue
        known = cluster.get("PersistentVolumeClaim", deployment.namespace, str(claim.get("claimName")))
        yield {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": mapping(volume).get("name")},
            "spec": _claim_spec(known),
        }
    if kept:
        pod_spec["volumes"] = kept
    else:
        pod_spec.pop("volumes", None)


def _claim_spec(known: Resource | None) -> dict[str, Any]:
    """The claim's own spec without what binds it to one volume; a modest default if the set does not hold it."""
    if known is None:
        return {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
    return {key: copy.deepcopy(value) for key, value in known.spec.items() if key not in ("volumeName", "selector")}


def _notes(deployment: Resource, statefulset: dict[str, Any]) -> Iterator[str]:
    """What a reader must know before applying the result."""
    claims = statefulset["spec"].get("volumeClaimTemplates", [])
    if claims:
        yield "Each Pod gets a new, empty disk from volumeClaimTemplates: copy the old claim's data before you switch."
    if mapping(deployment.spec.get("strategy")).get("type") == "Recreate":
        yield "strategy Recreate has no counterpart: a StatefulSet replaces its Pods one by one, highest ordinal first."
    yield "Delete the Deployment when the StatefulSet is up: both select the same Pods."
