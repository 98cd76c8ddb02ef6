"""Put an accepted object into the world."""

from __future__ import annotations

from typing import Final

from stslint import names
from stslint.cluster import ordinal_of
from stslint.plan import claims
from stslint.plan.blueprint import read
from stslint.plan.pods import register, start
from stslint.plan.state import Body, Live, Pod, StatefulSet, World
from stslint.resources import Resource, mapping

ALLOCATED: Final = "<allocated>"
"""Stands for the address the server picks for a Service."""
NODE: Final = "node"
"""Stands for the node a Pod runs on."""
DUAL_STACK: Final = "RequireDualStack"


def store(world: World, resource: Resource, body: Body) -> None:
    key = (resource.kind, resource.namespace, resource.name)
    world.manifest[key] = None
    world.written.add(key)
    if resource.kind == "StatefulSet":
        _store_set(world, resource, body)
    elif resource.kind == "PersistentVolumeClaim":
        claim = claims.add(world, resource.namespace, resource.name, body)
        claim.applied = resource.body
    elif resource.kind == "Pod":
        _store_pod(world, resource, body)
    else:
        world.put(Live(*key, world.new_uid(), body, resource.body))
        if resource.kind == "Namespace":
            world.absent_namespaces.discard(resource.name)
        if resource.kind == "Service":
            _allocate(mapping(body.get("spec")))


def _allocate(spec: Body) -> None:
    """An address, and for a headless Service without a selector both IP families, whatever the cluster has."""
    if spec.get("type") != "ExternalName":
        spec.setdefault("clusterIP", ALLOCATED)
        if spec["clusterIP"] == "None" and not spec.get("selector"):
            spec.setdefault("ipFamilyPolicy", DUAL_STACK)


def _store_set(world: World, resource: Resource, body: Body) -> None:
    name = (resource.namespace, resource.name)
    statefulset = StatefulSet("StatefulSet", *name, world.new_uid(), body, resource.body)
    statefulset.take(body)
    world.sets[name] = statefulset


def _store_pod(world: World, resource: Resource, body: Body) -> None:
    """A Pod without a controller; a set may adopt it."""
    blueprint = read(body)
    spec = mapping(body.get("spec"))
    parent, dash, digits = resource.name.rpartition("-")
    ordinal = ordinal_of(resource.name, parent) if dash and digits.isdigit() else None
    pod = Pod(
        "Pod",
        resource.namespace,
        resource.name,
        world.new_uid(),
        body,
        resource.body,
        blueprint=blueprint,
        pod_labels=dict(blueprint.labels),
        ordinal=-1 if ordinal is None else ordinal,
        hostname=spec.get("hostname"),
        subdomain=spec.get("subdomain"),
        revision=blueprint.labels.get(names.REVISION_LABEL, ""),
        volumes=dict(blueprint.volumes),
    )
    register(world, pod)
    start(world, pod)
    world.orphans.add((pod.namespace, pod.name))
