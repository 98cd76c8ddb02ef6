"""When containers restart, and when resizing restarts them (validateContainerRestartPolicy, validateResizePolicy).

In: a container as written. Out: the server's refusals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver.decoded import is_set, struct, structs, text
from stslint.apiserver.errors import duplicate, forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version, enabled
from stslint.fields import FieldError, FieldPath

_POLICIES: Final = ("Always", "Never", "OnFailure")
_ACTIONS: Final = ("Restart", "RestartAllContainers")
_OPERATORS: Final = ("In", "NotIn")
_RULES_MAX: Final = 20
_EXIT_CODES_MAX: Final = 255
_RESIZABLE: Final = ("cpu", "memory")
_RESIZE_POLICIES: Final = ("NotRequired", "RestartContainer")


def validate_restart_policy(container: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """restartPolicy and restartPolicyRules of a regular container."""
    if not enabled("ContainerRestartRules", version):
        if is_set(container, "restartPolicy"):
            yield forbidden((*path, "restartPolicy"), "may not be set for non-init containers")
        return
    policy, place = container.get("restartPolicy"), (*path, "restartPolicy")
    if policy is None:
        if container.get("restartPolicyRules"):
            yield required(place, "must specify restartPolicy when restart rules are used")
    elif policy not in _POLICIES:
        yield not_supported(place, policy, _POLICIES)
    yield from _validate_rules(container, path, version)


def validate_init_restart_policy(
    container: Mapping[str, Any], path: FieldPath, version: Version
) -> Iterator[FieldError]:
    """The same for an init container, which is a sidecar if its policy is Always."""
    policy, rules = container.get("restartPolicy"), container.get("restartPolicyRules")
    place = (*path, "restartPolicy")
    if policy is None:
        if rules:
            yield required(place, "must specify restartPolicy when restart rules are used")
    elif not enabled("ContainerRestartRules", version):
        if policy != "Always":
            yield not_supported(place, policy, ("Always",))
    elif policy == "Always" and not enabled("RestartAllContainersOnContainerExits", version):
        if rules:
            detail = "restartPolicyRules are not allowed for init containers with restart policy Always"
            yield forbidden((*path, "restartPolicyRules"), detail)
    else:
        yield from validate_restart_policy(container, path, version)


def _validate_rules(container: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    place = (*path, "restartPolicyRules")
    count = sum(1 for _ in structs(container, "restartPolicyRules"))
    if count > _RULES_MAX:
        yield FieldError(place, "FieldValueTooMany", f"must have at most {_RULES_MAX} items", count)
    actions = _ACTIONS if enabled("RestartAllContainersOnContainerExits", version) else _ACTIONS[:1]
    for index, rule in structs(container, "restartPolicyRules"):
        if text(rule, "action") not in actions:
            yield not_supported((*place, index, "action"), text(rule, "action"), actions)
        codes = (*place, index, "exitCodes")
        if is_set(rule, "exitCodes"):
            yield from _validate_exit_codes(struct(rule, "exitCodes"), codes)
        else:
            yield required(codes, "must be specified")


def _validate_exit_codes(codes: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    if text(codes, "operator") not in _OPERATORS:
        yield not_supported((*path, "operator"), text(codes, "operator"), _OPERATORS)
    values = codes.get("values")
    if isinstance(values, list) and len(values) > _EXIT_CODES_MAX:
        detail = f"must have at most {_EXIT_CODES_MAX} items"
        yield FieldError((*path, "values"), "FieldValueTooMany", detail, len(values))


def validate_resize_policy(
    container: Mapping[str, Any], path: FieldPath, pod_restart_policy: str
) -> Iterator[FieldError]:
    """The server names the list for all but duplicates."""
    place, seen = (*path, "resizePolicy"), set()
    for index, policy in structs(container, "resizePolicy"):
        resource, restart, at = text(policy, "resourceName"), text(policy, "restartPolicy"), (*place, index)
        if resource in seen:
            yield duplicate(at, resource)
        seen.add(resource)
        yield from _validate_choice(resource, _RESIZABLE, place, (*at, "resourceName"))
        yield from _validate_choice(restart, _RESIZE_POLICIES, place, (*at, "restartPolicy"))
        if pod_restart_policy == "Never" and restart != "NotRequired":
            detail = "must be 'NotRequired' when pod `restartPolicy` is 'Never'"
            yield invalid(place, restart, detail, (*at, "restartPolicy"))


def _validate_choice(value: str, known: tuple[str, ...], path: FieldPath, at: FieldPath) -> Iterator[FieldError]:
    if not value:
        yield required(path, at=at)
    elif value not in known:
        yield not_supported(path, value, known, at)
