"""Why the server would not let the controller create a Pod or a claim: what admission and validation say.

In: the world and the object to be created. Out: the refusal as the server words it, or "".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from stslint import names
from stslint.plan import limits, podsecurity
from stslint.plan.blueprint import Blueprint
from stslint.plan.state import World
from stslint.resources import mapping

_BUILT_IN_PRIORITIES: Final = frozenset({"system-cluster-critical", "system-node-critical"})
_DEFAULT_CLASS: Final = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)


LIMITING: Final = frozenset({"ResourceQuota", "LimitRange"})


def pod_refusal(world: World, namespace: str, name: str, revision: str, blueprint: Blueprint) -> str:
    """The first refusal, in the order of the server's admission chain; validation comes last but quota."""
    for check in _POD_CHECKS:
        refusal = check(world, namespace, name, blueprint)
        if refusal:
            return f'pods "{name}" is forbidden: {refusal}'
    invalid = _invalid_names(name, revision)
    if invalid:
        return f'Pod "{name}" is invalid: {invalid}'
    refusal = limits.pod_over_quota(world, namespace, blueprint)
    return f'pods "{name}" is forbidden: {refusal}' if refusal else ""


def _service_account(world: World, namespace: str, name: str, blueprint: Blueprint) -> str:
    account = blueprint.service_account
    if account == "default" or world.exists("ServiceAccount", namespace, account):
        return ""
    return f'error looking up service account {namespace}/{account}: serviceaccount "{account}" not found'


def _priority(world: World, namespace: str, name: str, blueprint: Blueprint) -> str:
    wanted = blueprint.priority_class
    if not wanted or wanted in _BUILT_IN_PRIORITIES or world.exists("PriorityClass", "", wanted):
        return ""
    return f"no PriorityClass with name {wanted} was found"


def _runtime_class(world: World, namespace: str, name: str, blueprint: Blueprint) -> str:
    wanted = blueprint.runtime_class
    if not wanted or world.exists("RuntimeClass", "", wanted):
        return ""
    return f'pod rejected: RuntimeClass "{wanted}" not found'


def _pod_security(world: World, namespace: str, name: str, blueprint: Blueprint) -> str:
    return podsecurity.violation(world, namespace, blueprint)


def _limit_range(world: World, namespace: str, name: str, blueprint: Blueprint) -> str:
    return limits.pod_outside_limits(world, namespace, blueprint)


_POD_CHECKS: Final[tuple[Callable[[World, str, str, Blueprint], str], ...]] = (
    _limit_range,
    _service_account,
    _priority,
    _runtime_class,
    _pod_security,
)


def _invalid_names(name: str, revision: str) -> str:
    """Both labels and the hostname have 63 characters at most; the set's own name was fine."""
    errors = [
        f'metadata.labels: Invalid value: "{value}": must be no more than 63 bytes'
        for value in (name, revision)
        if len(value) > names.LABEL_MAX
    ]
    if len(name) > names.LABEL_MAX:
        errors.append(f'spec.hostname: Invalid value: "{name}": must be no more than 63 characters')
    return errors[0] if len(errors) == 1 else f"[{', '.join(errors)}]" if errors else ""


def claim_refusal(world: World, namespace: str, name: str, body: dict[str, Any]) -> str:
    if not LIMITING & world.kinds.keys():
        return ""
    refusal = limits.claim_outside_limits(world, namespace, body) or limits.claim_over_quota(world, namespace, body)
    return f'persistentvolumeclaims "{name}" is forbidden: {refusal}' if refusal else ""


def default_storage_class(world: World) -> str | None:
    """DefaultStorageClass: the class marked as default; of several the newest."""
    marked = [
        live
        for live in world.of_kind("StorageClass")
        if any(
            mapping(mapping(live.body.get("metadata")).get("annotations")).get(key) == "true" for key in _DEFAULT_CLASS
        )
    ]
    return marked[-1].name if marked else None
