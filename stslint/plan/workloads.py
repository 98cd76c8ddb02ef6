"""Pods of other workloads, as far as Services see them: counted, not simulated.

In: the world. Out: one `OtherPod` for each Pod of a Deployment, ReplicaSet or DaemonSet (one node is assumed).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from stslint.plan import admission, kubelet
from stslint.plan.blueprint import Blueprint, read
from stslint.plan.state import MANY, Live, Pod, World
from stslint.resources import mapping

KINDS: Final = ("Deployment", "ReplicaSet", "DaemonSet")


class OtherPod(NamedTuple):
    owner: str
    """`Deployment/api`"""
    namespace: str
    name: str
    labels: Mapping[str, str]
    blueprint: Blueprint
    has_ip: bool
    ready: bool


def other_pods(world: World) -> Iterator[OtherPod]:
    for kind in KINDS:
        for live in world.of_kind(kind):
            yield from _pods_of(world, live)


def _pods_of(world: World, live: Live) -> Iterator[OtherPod]:
    replicas = live.spec.get("replicas", 1) if live.kind != "DaemonSet" else 1
    blueprint = read(mapping(live.spec.get("template")))
    name = f"{live.name}-<hash>"
    if not isinstance(replicas, int) or admission.pod_refusal(world, live.namespace, live.name, "", blueprint):
        return
    stand_in = Pod("Pod", live.namespace, name, -1, {}, blueprint=blueprint, volumes=blueprint.volumes)
    ready = kubelet.tend(world, stand_in)
    for _ in range(min(replicas, MANY)):
        owner = f"{live.kind}/{live.name}"
        yield OtherPod(owner, live.namespace, name, blueprint.labels, blueprint, stand_in.has_ip, ready)
