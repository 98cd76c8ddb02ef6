"""LimitRange and ResourceQuota: what they let a Pod or a claim be, and how many of them.

In: the world and the object to be created. Out: the refusal as the server words it, or "". Quotas with scopes are not
looked at: whether they count a Pod depends on more than its manifest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from stslint import quantities
from stslint.plan.blueprint import Blueprint
from stslint.plan.state import World
from stslint.resources import items, mapping

Amounts = dict[str, Fraction]

_COUNTED: Final = ("cpu", "memory", "ephemeral-storage")


def _containers(blueprint: Blueprint) -> list[dict[str, Any]]:
    return [each for each in items(blueprint.spec.get("containers")) if isinstance(each, dict)]


def _limits(world: World, namespace: str, kind: str) -> Iterator[dict[str, Any]]:
    for live in world.of_kind("LimitRange", namespace):
        for item in items(live.spec.get("limits")):
            if mapping(item).get("type") == kind:
                yield mapping(item)


def _amount(value: Any) -> Fraction:
    return quantities.parse(value) or Fraction(0)


def _show(value: Fraction, like: Any) -> str:
    binary = isinstance(like, str) and like.endswith("i")
    text = f"{int(value)}" if value.denominator == 1 else f"{value * 1000}m"
    if binary and value.denominator == 1 and value % 1024 == 0:
        return quantities.canonical(f"{int(value) // 1024}Ki") or text
    return quantities.canonical(text) or text


def claim_outside_limits(world: World, namespace: str, body: Mapping[str, Any]) -> str:
    request = mapping(mapping(mapping(body.get("spec")).get("resources")).get("requests")).get("storage")
    for item in _limits(world, namespace, "PersistentVolumeClaim"):
        low, high = mapping(item.get("min")).get("storage"), mapping(item.get("max")).get("storage")
        if low is not None and _amount(request) < _amount(low):
            return f"minimum storage usage per PersistentVolumeClaim is {low}, but request is {request}"
        if high is not None and _amount(request) > _amount(high):
            return f"maximum storage usage per PersistentVolumeClaim is {high}, but request is {request}"
    return ""


def pod_outside_limits(world: World, namespace: str, blueprint: Blueprint) -> str:
    errors = [
        error
        for item in _limits(world, namespace, "Container")
        for container in _containers(blueprint)
        for error in _container_outside(item, container)
    ]
    return errors[0] if len(errors) == 1 else f"[{', '.join(errors)}]" if errors else ""


def _container_outside(item: Mapping[str, Any], container: Mapping[str, Any]) -> Iterator[str]:
    resources = mapping(container.get("resources"))
    requests, maxima = mapping(resources.get("requests")), mapping(resources.get("limits"))
    for name, low in mapping(item.get("min")).items():
        request = requests.get(name, maxima.get(name, _default(item, "defaultRequest", name)))
        if request is None:
            yield f"minimum {name} usage per Container is {low}.  No request is specified"
        elif _amount(request) < _amount(low):
            yield f"minimum {name} usage per Container is {low}, but request is {request}"
    for name, high in mapping(item.get("max")).items():
        limit = maxima.get(name, _default(item, "default", name))
        if limit is None:
            yield f"maximum {name} usage per Container is {high}.  No limit is specified"
        elif _amount(limit) > _amount(high):
            yield f"maximum {name} usage per Container is {high}, but limit is {limit}"


def _default(item: Mapping[str, Any], field: str, name: str) -> Any:
    """SetDefaults_LimitRangeItem: an absent default is the max, an absent default request the default."""
    if field == "defaultRequest":
        return mapping(item.get("defaultRequest")).get(name, _default(item, "default", name))
    return mapping(item.get("default")).get(name, mapping(item.get("max")).get(name))


def pod_over_quota(world: World, namespace: str, blueprint: Blueprint) -> str:
    return _over(
        world, namespace, lambda: _pod_usage(world, namespace, blueprint), lambda: _pods_used(world, namespace)
    )


def claim_over_quota(world: World, namespace: str, body: Mapping[str, Any]) -> str:
    return _over(world, namespace, lambda: _claim_usage(body), lambda: _claims_used(world, namespace))


def _over(world: World, namespace: str, wanted: Any, used: Any) -> str:
    for quota in world.of_kind("ResourceQuota", namespace):
        if quota.spec.get("scopes") or quota.spec.get("scopeSelector"):
            continue
        hard = mapping(quota.spec.get("hard"))
        need, have = wanted(), used()
        missing = [name for name in hard if name in need and need[name] is None]
        if missing:
            return f"failed quota: {quota.name}: must specify {','.join(sorted(missing))}"
        over = sorted(name for name in hard if need.get(name) and have[name] + need[name] > _amount(hard[name]))
        if over:
            return f"exceeded quota: {quota.name}, " + _exceeded(over, need, have, hard)
    return ""


def _exceeded(over: list[str], need: Mapping[str, Fraction], have: Amounts, hard: Mapping[str, Any]) -> str:
    requested = ",".join(f"{name}={_show(need[name], hard[name])}" for name in over)
    used = ",".join(f"{name}={_show(have[name], hard[name])}" for name in over)
    limited = ",".join(f"{name}={hard[name]}" for name in over)
    return f"requested: {requested}, used: {used}, limited: {limited}"


def _pod_usage(world: World, namespace: str, blueprint: Blueprint) -> dict[str, Fraction | None]:
    usage: dict[str, Fraction | None] = {"pods": Fraction(1), "count/pods": Fraction(1)}
    defaults = list(_limits(world, namespace, "Container"))
    for name in _COUNTED:
        requested = _sum(blueprint, "requests", name, defaults)
        usage[name] = usage[f"requests.{name}"] = requested
        usage[f"limits.{name}"] = _sum(blueprint, "limits", name, defaults)
    return usage


def _sum(blueprint: Blueprint, field: str, name: str, defaults: list[dict[str, Any]]) -> Fraction | None:
    """The containers' sum, None if one says nothing and no LimitRange says it instead."""
    total = Fraction(0)
    for container in _containers(blueprint):
        resources = mapping(container.get("resources"))
        value = mapping(resources.get(field)).get(name)
        if value is None and field == "requests":
            value = mapping(resources.get("limits")).get(name)
        for item in defaults:
            if value is None:
                value = _default(item, "defaultRequest" if field == "requests" else "default", name)
        if value is None:
            return None
        total += _amount(value)
    return total


def _pods_used(world: World, namespace: str) -> Amounts:
    used: Amounts = defaultdict(Fraction)
    for pod in world.pods.values():
        if pod.namespace == namespace:
            for name, amount in _pod_usage(world, namespace, pod.blueprint).items():
                used[name] += amount or 0
    return used


def _claim_usage(body: Mapping[str, Any]) -> dict[str, Fraction | None]:
    spec = mapping(body.get("spec"))
    size = _amount(mapping(mapping(spec.get("resources")).get("requests")).get("storage"))
    usage: dict[str, Fraction | None] = {"requests.storage": size}
    for name in ("persistentvolumeclaims", "count/persistentvolumeclaims"):
        usage[name] = Fraction(1)
    storage_class = spec.get("storageClassName")
    if storage_class:
        prefix = f"{storage_class}.storageclass.storage.k8s.io"
        usage[f"{prefix}/requests.storage"] = size
        usage[f"{prefix}/persistentvolumeclaims"] = Fraction(1)
    return usage


def _claims_used(world: World, namespace: str) -> Amounts:
    used: Amounts = defaultdict(Fraction)
    for claim in world.claims.values():
        if claim.namespace == namespace:
            for name, amount in _claim_usage(claim.body).items():
                used[name] += amount or 0
    return used
