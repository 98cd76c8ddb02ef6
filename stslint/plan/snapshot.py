"""The cluster at the end of a phase, in the words of the JSON format.

In: the world, settled. Out: plain dicts for sets, Pods, claims and Services.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from stslint import names
from stslint.plan import claims
from stslint.plan.endpoints import Endpoint, EndpointPort
from stslint.plan.order import natural
from stslint.plan.state import Claim, Live, Name, Pod, StatefulSet, World
from stslint.plan.workloads import other_pods
from stslint.resources import items


def show(world: World, name: Name) -> str:
    """`redis`, or `cache/redis` outside the run's namespace."""
    return name[1] if name[0] == world.options.namespace else f"{name[0]}/{name[1]}"


def take(world: World) -> dict[str, Any]:
    state: dict[str, Any] = {
        "sets": {show(world, name): _set(world, world.sets[name]) for name in sorted(world.sets)},
        "pods": [_pod(world, pod) for pod in sorted(world.pods.values(), key=_pod_order)],
        "claims": [_claim(world, claim) for claim in sorted(world.claims.values(), key=_by_name)],
        "services": {
            show(world, (each.namespace, each.name)): _service(world, each)
            for each in sorted(world.of_kind("Service"), key=lambda each: (each.namespace, each.name))
        },
    }
    others = Counter(each.owner for each in other_pods(world))
    if others:
        state["other_pods"] = dict(sorted(others.items()))
    return state


def _by_name(live: Live) -> Any:
    return (live.namespace, natural(live.name))


def _pod_order(pod: Pod) -> Any:
    return (pod.namespace, natural(pod.name))


def _number(world: World, statefulset: StatefulSet, revision: str) -> int | None:
    return world.histories[statefulset.id].seen.get(revision)


def _set(world: World, statefulset: StatefulSet) -> dict[str, Any]:
    pods, ready, updated = statefulset.counts
    return {
        "replicas": statefulset.settings.written_replicas,
        "pods": pods,
        "ready": ready,
        "updated": updated,
        "current_revision": _number(world, statefulset, statefulset.current_revision),
        "update_revision": _number(world, statefulset, statefulset.update_revision),
    }


_SHOWN_LABELS = (names.POD_INDEX_LABEL, names.REVISION_LABEL, names.POD_NAME_LABEL)


def _pod(world: World, pod: Pod) -> dict[str, Any]:
    owner = pod.controller
    labels = {key: pod.pod_labels[key] for key in _SHOWN_LABELS if key in pod.pod_labels}
    number = None
    if pod.revision:
        parent = pod.revision.rpartition("-")[0]
        history = world.histories.get((pod.namespace, parent))
        number = history.seen.get(pod.revision) if history is not None else None
        labels[names.REVISION_LABEL] = f"{parent}-<hash>"
    return {
        "name": pod.name,
        "namespace": pod.namespace,
        "set": owner.name if owner is not None and owner.kind == "StatefulSet" else None,
        "ordinal": pod.ordinal if pod.ordinal >= 0 else None,
        "hostname": pod.hostname,
        "subdomain": pod.subdomain,
        "images": list(pod.blueprint.images),
        "revision": number,
        "ready": pod.ready,
        "labels": labels,
        "volumes": dict(pod.volumes),
    }


def _claim(world: World, claim: Claim) -> dict[str, Any]:
    spec = claim.spec
    users = world.users.get((claim.namespace, claim.name), ())
    shown: dict[str, Any] = {
        "name": claim.name,
        "namespace": claim.namespace,
        "storageClassName": spec.get("storageClassName"),
        "accessModes": list(items(spec.get("accessModes"))),
        "request": claims.request(claim),
        "labels": dict(claim.labels),
        "ownerReferences": [f"{owner.kind}/{owner.name}" for owner in claim.owners],
        "used_by": _names([world.by_uid[uid].name for uid in users]),
    }
    if spec.get("volumeMode", "Filesystem") != "Filesystem":
        shown["volumeMode"] = spec["volumeMode"]
    if world.options.given.provision:
        shown["phase"] = "Bound" if claim.bound else "Pending"
    if claim.key in world.written:
        shown["from_manifest"] = True
    if claim.terminating:
        shown["terminating"] = True
    return shown


def _names(found: list[str]) -> list[str]:
    return sorted(found, key=natural) if len(found) > 1 else found


def _service(world: World, service: Live) -> dict[str, Any]:
    spec = service.spec
    found: list[Endpoint] = world.endpoints.get((service.namespace, service.name), [])
    endpoints = sorted(found, key=lambda each: natural(each.pod))
    ready = [each for each in endpoints if each.ready]
    waiting = [each for each in endpoints if not each.ready]
    shown: dict[str, Any] = {
        "headless": spec.get("clusterIP") == "None",
        "type": spec.get("type", "ClusterIP"),
        "endpoint_hostnames": _hostnames(ready),
        "endpoint_pods": [each.pod for each in ready],
        "ports": _ports({port for each in endpoints for port in each.ports}),
        "not_ready_published": spec.get("publishNotReadyAddresses") is True,
    }
    if waiting:
        shown["not_ready_pods"] = [each.pod for each in waiting]
        shown["not_ready_hostnames"] = _hostnames(waiting)
    if spec.get("type") == "ExternalName":
        shown["externalName"] = spec.get("externalName")
    groups: dict[tuple[EndpointPort, ...], list[str]] = {}
    for each in endpoints:
        groups.setdefault(tuple(sorted(each.ports)), []).append(each.pod)
    if len(groups) > 1:
        shown["port_groups"] = [{"pods": pods, "ports": _ports(set(ports))} for ports, pods in sorted(groups.items())]
    return shown


def _hostnames(endpoints: list[Endpoint]) -> list[str]:
    return [each.hostname for each in endpoints if each.hostname]


def _ports(ports: set[EndpointPort]) -> list[dict[str, Any]]:
    return [{"name": port.name or None, "port": port.port, "protocol": port.protocol} for port in sorted(ports)]


def stuck(world: World) -> dict[str, list[str]]:
    """What keeps a set from being done: Pods not created, not Ready, outdated, not removed."""
    detail: dict[str, list[str]] = {}
    for name in sorted(world.sets):
        for key, ordinals in _stuck_set(world.sets[name]).items():
            pods = [show(world, (name[0], names.pod_name(name[1], ordinal))) for ordinal in ordinals]
            detail.setdefault(key, []).extend(pods)
    return {key: detail[key] for key in _STUCK_WORDS if detail.get(key)}


def _stuck_set(statefulset: StatefulSet) -> dict[str, list[int]]:
    pods, span = statefulset.pods, statefulset.settings.ordinals
    rolls = span[statefulset.settings.partition or 0 :] if statefulset.settings.rolls else range(0)
    failing = [pod.ordinal for pod in pods.values() if pod.name == statefulset.sync_fails_at]
    return {
        "not_created": [each for each in span if each not in pods],
        "not_ready": [each for each in span if each in pods and not pods[each].ready],
        "outdated": [each for each in rolls if each in pods and pods[each].revision != statefulset.update_revision],
        "not_removed": sorted(each for each in pods if each not in span),
        "sync_fails_at": failing,
    }


_STUCK_WORDS = {
    "not_created": "not created",
    "not_ready": "not Ready",
    "outdated": "still at an older revision",
    "not_removed": "not removed",
    "sync_fails_at": "the controller cannot update this Pod and goes no further",
}


def stuck_reason(detail: dict[str, list[str]]) -> str:
    return "; ".join(f"{_STUCK_WORDS[key]}: {', '.join(pods)}" for key, pods in detail.items())
