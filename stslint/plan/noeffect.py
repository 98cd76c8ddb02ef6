"""Edits that change nothing, and edits that are lost on the way.

In: the actions of a phase, what rolls, the version. Out: plain data; each entry says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stslint.fields import lookup
from stslint.plan import gates
from stslint.plan.apply import Action
from stslint.plan.changes import difference
from stslint.plan.state import Body
from stslint.resources import items, mapping


def describe(
    actions: list[Action], users: Mapping[tuple[str, str, str], list[str]], rolls: Mapping[str, Any], version: Any
) -> list[dict[str, Any]]:
    """`users`: ConfigMap or Secret → the sets whose Pods use it."""
    found = []
    for action in actions:
        for field, why in _of(action, users, rolls, version):
            entry = {"kind": action.kind, "namespace": action.namespace, "name": action.name}
            found.append({**entry, "field": field, "why": why})
    return found


def _of(
    action: Action, users: Mapping[tuple[str, str, str], list[str]], rolls: Mapping[str, Any], version: Any
) -> Iterator[tuple[str, str]]:
    if action.written is None or action.after is None or action.action == "refuse":
        return
    if action.kind in ("ConfigMap", "Secret"):
        yield from _configuration(action, users, rolls)
    elif action.kind == "StatefulSet":
        yield from _gated(action.written, version)
        yield from _held_back(action)
        yield from _lost_ports(action, ("spec", "template", "spec", "containers"))
    elif action.kind == "Service":
        yield from _still_headless(action)
        yield from _lost_service_ports(action)


def _configuration(
    action: Action, users: Mapping[tuple[str, str, str], list[str]], rolls: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    if action.before is None or not any(
        action.before.get(field) != (action.after or {}).get(field) for field in ("data", "binaryData", "stringData")
    ):
        return
    resting = [name for name in users.get((action.kind, action.namespace, action.name), []) if name not in rolls]
    if resting:
        why = (
            f"no Pod of {', '.join(resting)} restarts: mounted files follow within about a minute (not with subPath), "
            "environment variables keep the old values until each Pod is restarted"
        )
        yield "data", why


def _gated(written: Body, version: Any) -> Iterator[tuple[str, str]]:
    path = ("spec", "updateStrategy", "rollingUpdate", "maxUnavailable")
    if lookup(written, path) is not None and not gates.max_unavailable(version):
        minor = ".".join(map(str, version[:2]))
        yield ".".join(path), f"dropped: Kubernetes {minor} has it behind a gate that is off; one Pod goes at a time"


def _held_back(action: Action) -> Iterator[tuple[str, str]]:
    if action.before is None or action.after is None or action.action != "update":
        return
    old, new = (mapping(mapping(body.get("spec")).get("template")) for body in (action.before, action.after))
    if not any(difference(old, new)):
        return
    strategy = mapping(lookup(action.after, ("spec", "updateStrategy")))
    replicas = lookup(action.after, ("spec", "replicas"))
    partition = mapping(strategy.get("rollingUpdate")).get("partition", 0)
    if strategy.get("type") == "OnDelete":
        yield (
            "spec.template",
            "no Pod restarts: with OnDelete each Pod keeps the old template until it is deleted by hand",
        )
    elif isinstance(partition, int) and isinstance(replicas, int) and partition >= replicas > 0:
        yield "spec.template", f"no Pod restarts: partition {partition} holds back all {replicas} Pods"


def _still_headless(action: Action) -> Iterator[tuple[str, str]]:
    written, before = mapping(mapping(action.written).get("spec")), mapping(mapping(action.before).get("spec"))
    now = mapping(mapping(action.after).get("spec"))
    stays = action.action == "update" and before.get("clusterIP") == now.get("clusterIP") == "None"
    if stays and "clusterIP" not in written:
        yield "spec.clusterIP", "taking `clusterIP: None` away changes nothing: the Service stays headless"


def _lost_service_ports(action: Action) -> Iterator[tuple[str, str]]:
    yield from _missing(action, ("spec", "ports"), "port")


def _lost_ports(action: Action, path: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for index in range(len(items(lookup(action.written, path)))):
        yield from _missing(action, (*path, index, "ports"), "containerPort")


def _missing(action: Action, path: tuple[Any, ...], key: str) -> Iterator[tuple[str, str]]:
    """kubectl merges ports by number alone, so of two protocols on one number one is lost."""
    written, now = items(lookup(action.written, path)), items(lookup(action.after, path))
    if len(written) > len(now):
        numbers = {mapping(port).get(key) for port in written}
        twice = sorted(str(n) for n in numbers if sum(mapping(port).get(key) == n for port in written) > 1)
        lost = f" ({', '.join(twice)})" if twice else ""
        field = ".".join(str(step) for step in path)
        why = (
            f"{len(written) - len(now)} of {len(written)} ports{lost} are lost: kubectl apply merges ports by number, "
            "whatever the protocol; use server-side apply or replace"
        )
        yield field, why
