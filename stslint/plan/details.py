"""What a person wants to know of each set beyond its Pods and claims.

In: the world at the end of a phase. Out: for each set plain data: strategy, governing Service, DNS names, what selects
it, totals, warnings.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint import names
from stslint.plan import dns, governing, rollout, selecting, totals
from stslint.plan.order import natural
from stslint.plan.state import MANY, StatefulSet, World
from stslint.resources import mapping


def describe(world: World, statefulset: StatefulSet, services: selecting.Index) -> dict[str, Any]:
    service = governing.find(world, statefulset)
    settings = statefulset.settings
    span = settings.ordinals
    found: dict[str, Any] = {
        "namespace": statefulset.namespace,
        "name": statefulset.name,
        "replicas": settings.replicas,
        "first_ordinal": settings.start,
        "pod_management": "Parallel" if settings.parallel else "OrderedReady",
        "update_strategy": _strategy(world, statefulset),
        "min_ready_seconds": statefulset.spec.get("minReadySeconds", 0),
        "retention": {"when_deleted": settings.when_deleted, "when_scaled": settings.when_scaled},
        "revision": statefulset.update_revision,
        "pods": [names.pod_name(statefulset.name, ordinal) for ordinal in span],
        "governing_service": governing.describe(world, statefulset, service),
        "dns": dns.describe(world, statefulset, service),
        "selected_by": selecting.describe(world, statefulset, services),
        "totals": totals.describe(world, statefulset),
    }
    found["warnings"] = [*found["governing_service"]["problems"], *_warnings(world, statefulset)]
    return found


def _strategy(world: World, statefulset: StatefulSet) -> dict[str, Any]:
    settings, version = statefulset.settings, world.options.kubernetes_version
    if not settings.rolls:
        return {"type": "OnDelete"}
    return {
        "type": "RollingUpdate",
        "partition": settings.partition or 0,
        "max_unavailable": rollout.max_unavailable(statefulset, version),
    }


def _warnings(world: World, statefulset: StatefulSet) -> Iterator[str]:
    yield from _shared_claims(world, statefulset)
    yield from _long_name(statefulset)
    if statefulset.settings.written_replicas > MANY:
        yield f"{statefulset.settings.written_replicas} replicas: only the first {MANY} are planned"
    yield from _stuck(world, statefulset)
    for scaler in selecting.autoscalers(world, statefulset):
        if mapping(statefulset.body.get("spec")).get("replicas") is not None and _written(statefulset):
            low, high = scaler.spec.get("minReplicas", 1), scaler.spec.get("maxReplicas")
            yield (
                f"spec.replicas is written, but HorizontalPodAutoscaler {scaler.name} moves it between {low} and "
                f"{high}: each apply sets it back"
            )


def _written(statefulset: StatefulSet) -> bool:
    return mapping(mapping(statefulset.applied).get("spec")).get("replicas") is not None


def _shared_claims(world: World, statefulset: StatefulSet) -> Iterator[str]:
    """A claim made from a template that another set's Pod uses too."""
    for pod in statefulset.pods.values():
        for template in statefulset.settings.templates:
            claim = names.claim_name(template, statefulset.name, pod.ordinal)
            users = world.users.get((statefulset.namespace, claim), set())
            if len(users) > 1:
                others = sorted((world.by_uid[uid].name for uid in users if uid != pod.uid), key=natural)
                yield f"claim {claim} of Pod {pod.name} is used by {', '.join(others)} too: both write to one disk"


def _long_name(statefulset: StatefulSet) -> Iterator[str]:
    length = len(statefulset.name)
    if length > names.SET_NAME_SAFE_MAX and statefulset.settings.replicas:
        yield (
            f"the name has {length} characters: label controller-revision-hash ({names.LABEL_MAX} at most) fits only "
            "as long as the template's hash is short, so some template change will stop all Pod creation"
        )


def _stuck(world: World, statefulset: StatefulSet) -> Iterator[str]:
    if statefulset.refusal:
        yield statefulset.refusal


def describe_all(world: World) -> dict[str, dict[str, Any]]:
    own, services = world.options.namespace, selecting.Index(world)
    return {
        name[1] if name[0] == own else f"{name[0]}/{name[1]}": describe(world, world.sets[name], services)
        for name in sorted(world.sets)
    }
