"""What may not change in a live object: the server's update validation, with its words for each version.

In: kind, the live body and the body it would become (both defaulted). Out: `Change`s (field, old, new, recipe) and the
`FieldError`s the server answers with. The field is named for every version, also where the server only says `spec`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from stslint.fields import FieldError, FieldPath, lookup
from stslint.plan import gates, goform
from stslint.resources import items, mapping

Body = Mapping[str, Any]
Version = tuple[int, ...]

_IMMUTABLE: Final = "field is immutable"
_SEALED: Final = "field is immutable when `immutable` is set"
_ONCE: Final = "may not change once set"

_SET_FIELDS: Final = ("selector", "volumeClaimTemplates", "serviceName", "podManagementPolicy")
# What the sentence before 1.37 names between `template` and `persistentVolumeClaimRetentionPolicy`.
_MUTABLE: Final[tuple[tuple[Version, str], ...]] = (
    ((1, 34), "'updateStrategy', 'revisionHistoryLimit'"),
    ((1, 26), "'updateStrategy'"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that cannot be changed in place."""

    path: FieldPath
    old: Any
    new: Any
    recipe: str


def changes(kind: str, old: Body, new: Body) -> list[Change]:
    """The immutable fields that differ, whatever the version calls them."""
    return list(_CHANGES[kind](old, new)) if kind in _CHANGES else []


def errors(kind: str, old: Body, new: Body, version: Version) -> list[FieldError]:
    """The server's refusals of the update itself, in its order."""
    return list(_ERRORS[kind](old, new, version)) if kind in _ERRORS else []


ORPHAN_RECIPE: Final = (
    "kubectl delete statefulset {name} --cascade=orphan, then apply: the Pods are adopted if the selector matches them"
)
_RECREATE: Final = "delete it and create it anew"
_CLAIMS_STAY: Final = (
    "; claims that are there stay as they are: grow them with kubectl patch pvc, if their class allows expansion"
)
_CLAIMS_ADDED: Final = "; then delete the Pods one by one, as a Pod that runs cannot be given the volume {volumes}"
_SET_RECIPES: Final = {
    "selector": "delete and create the StatefulSet; Pods that the new selector does not match are in the way",
    "serviceName": ORPHAN_RECIPE + "; Pods keep the old subdomain until each is restarted",
    "podManagementPolicy": ORPHAN_RECIPE,
}


def _set_changes(old: Body, new: Body) -> Iterator[Change]:
    name = str(mapping(new.get("metadata")).get("name", ""))
    for field in _SET_FIELDS:
        before, after = lookup(old, ("spec", field)), lookup(new, ("spec", field))
        if (before or None) != (after or None):
            recipe = _claim_recipe(before, after) if field == "volumeClaimTemplates" else _SET_RECIPES[field]
            yield Change(("spec", field), before, after, recipe.replace("{name}", name))


def _claim_recipe(before: Any, after: Any) -> str:
    """A template that is added or renamed cannot be adopted away: every sync ends at the first Pod without it."""
    added = sorted(_template_names(after) - _template_names(before))
    return ORPHAN_RECIPE + (_CLAIMS_ADDED.replace("{volumes}", ", ".join(added)) if added else _CLAIMS_STAY)


def _template_names(templates: Any) -> set[str]:
    return {str(mapping(mapping(each).get("metadata")).get("name")) for each in items(templates)}


def _set_errors(old: Body, new: Body, version: Version) -> Iterator[FieldError]:
    yield from _strategy_errors(new)
    found = list(_set_changes(old, new))
    if gates.immutability_by_field(version):
        for change in found:
            value = change.new
            if change.path[-1] == "volumeClaimTemplates":
                value = goform.claim_templates(value)
            elif change.path[-1] == "serviceName":
                value = value or ""
            yield FieldError(change.path, "FieldValueInvalid", _IMMUTABLE, value)
    elif found:
        fields = next((words for since, words in _MUTABLE if version[:2] >= since), _MUTABLE[-1][1])
        detail = (
            f"updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', {fields}, "
            "'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden"
        )
        yield FieldError(("spec",), "FieldValueForbidden", detail)


def _strategy_errors(new: Body) -> Iterator[FieldError]:
    """Only a merge can leave a `rollingUpdate` block beside another type."""
    strategy = mapping(lookup(new, ("spec", "updateStrategy")))
    if strategy.get("type") == "OnDelete" and isinstance(strategy.get("rollingUpdate"), dict):
        path = ("spec", "updateStrategy", "rollingUpdate")
        value = goform.rolling_update(strategy["rollingUpdate"])
        yield FieldError(path, "FieldValueInvalid", "only allowed for updateStrategy 'RollingUpdate'", value)


def _service_changes(old: Body, new: Body) -> Iterator[Change]:
    before, after = mapping(old.get("spec")), mapping(new.get("spec"))
    if "ExternalName" in (before.get("type"), after.get("type")):
        return
    if before.get("clusterIP") != after.get("clusterIP"):
        yield Change(("spec", "clusterIP"), before.get("clusterIP"), after.get("clusterIP"), _RECREATE)
    elif after.get("clusterIP") == "None" and after.get("type") in ("NodePort", "LoadBalancer"):
        yield Change(("spec", "type"), before.get("type"), after.get("type"), _RECREATE)


def _service_errors(old: Body, new: Body, version: Version) -> Iterator[FieldError]:
    spec = mapping(new.get("spec"))
    path: FieldPath = ("spec", "clusterIPs", 0)
    for change in _service_changes(old, new):
        if change.path[-1] == "clusterIP":
            yield FieldError(path, "FieldValueInvalid", _ONCE, [change.new])
    if spec.get("clusterIP") == "None" and spec.get("type") in ("NodePort", "LoadBalancer"):
        detail = f"may not be set to 'None' for {spec['type']} services"
        yield FieldError(path, "FieldValueInvalid", detail, "None")
    yield from _dual_stack_errors(old, new)


def _dual_stack_errors(old: Body, new: Body) -> Iterator[FieldError]:
    """A headless Service made without a selector is dual-stack; with one it would need a cluster that is."""
    before, after = mapping(old.get("spec")), mapping(new.get("spec"))
    if before.get("ipFamilyPolicy") == "RequireDualStack" and not before.get("selector") and after.get("selector"):
        detail = "this cluster is not configured for dual-stack services"
        yield FieldError(("spec", "ipFamilyPolicy"), "FieldValueInvalid", detail, "RequireDualStack")
        yield FieldError(("spec", "ipFamilies", 1), "FieldValueInvalid", "not configured on this cluster", "IPv6")


def _claim_changes(old: Body, new: Body) -> Iterator[Change]:
    """`status.phase` tells a bound claim: its request may grow; nothing else of the spec may change."""
    before, after = dict(mapping(old.get("spec"))), dict(mapping(new.get("spec")))
    bound = mapping(old.get("status")).get("phase") == "Bound"
    for field in sorted({*before, *after}):
        if before.get(field) == after.get(field) or (bound and field in ("resources", "volumeAttributesClassName")):
            continue
        if field == "volumeName" and not bound:
            continue
        yield Change(("spec", field), before.get(field), after.get(field), _RECREATE + " (its data is lost)")


def _claim_errors(old: Body, new: Body, version: Version) -> Iterator[FieldError]:
    bound = mapping(old.get("status")).get("phase") == "Bound"
    if list(_claim_changes(old, new)):
        detail = (
            "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound "
            "claims\n"
        )
        left, right = dict(mapping(old.get("spec"))), dict(mapping(new.get("spec")))
        if bound:
            right["resources"] = left.get("resources")
        yield FieldError(("spec",), "FieldValueForbidden", detail + goform.diff(left, right))
    if bound and goform.storage(new) < goform.storage(old):
        path = ("spec", "resources", "requests", "storage")
        if goform.storage(new) <= goform.quantity(lookup(old, ("status", "capacity", "storage"))):
            yield FieldError(path, "FieldValueForbidden", "field can not be less than status.capacity")
    if lookup(old, ("spec", "volumeMode")) != lookup(new, ("spec", "volumeMode")):
        yield FieldError(("volumeMode",), "FieldValueInvalid", _IMMUTABLE, lookup(new, ("spec", "volumeMode")))


_POD_MUTABLE: Final = (
    "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
    "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
    "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"
)
_POD_FIELDS: Final = frozenset({"activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds"})


def _pod_changes(old: Body, new: Body) -> Iterator[Change]:
    """Of a Pod that runs only images and little else may change; a PUT also takes its node away."""
    before, after = mapping(old.get("spec")), mapping(new.get("spec"))
    for field in sorted({*before, *after} - _POD_FIELDS):
        if _without_images(before.get(field)) != _without_images(after.get(field)):
            yield Change(("spec", field), before.get(field), after.get(field), _RECREATE)


def _without_images(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [
        {key: each for key, each in item.items() if key != "image"} if isinstance(item, dict) else item
        for item in value
    ]


def _pod_errors(old: Body, new: Body, version: Version) -> Iterator[FieldError]:
    if any(_pod_changes(old, new)):
        yield FieldError(("spec",), "FieldValueForbidden", _POD_MUTABLE)


def _fixed(*fields: str) -> Callable[[Body, Body], Iterator[Change]]:
    def compare(old: Body, new: Body) -> Iterator[Change]:
        for field in fields:
            path = tuple(field.split("."))
            if (lookup(old, path) or None) != (lookup(new, path) or None):
                yield Change(path, lookup(old, path), lookup(new, path), _RECREATE)

    return compare


def _fixed_errors(
    compare: Callable[[Body, Body], Iterator[Change]], *, declarative: bool
) -> Callable[[Body, Body, Version], Iterator[FieldError]]:
    """`declarative`: since 1.37 the field is refused by a `+k8s:immutable` tag, which prints the value as null."""

    def refuse(old: Body, new: Body, version: Version) -> Iterator[FieldError]:
        for change in compare(old, new):
            value = None if declarative and gates.immutability_by_field(version) else change.new
            yield FieldError(change.path, "FieldValueInvalid", _IMMUTABLE, value)

    return refuse


def _sealed_changes(old: Body, new: Body) -> Iterator[Change]:
    if old.get("immutable") is not True:
        return
    if new.get("immutable") is not True:
        yield Change(("immutable",), True, new.get("immutable"), _RECREATE)
    for field in ("data", "binaryData"):
        if (old.get(field) or None) != (new.get(field) or None):
            yield Change((field,), old.get(field), new.get(field), _RECREATE)


def _sealed_errors(old: Body, new: Body, version: Version) -> Iterator[FieldError]:
    for change in _sealed_changes(old, new):
        yield FieldError(change.path, "FieldValueForbidden", _SEALED)


def _secret_changes(old: Body, new: Body) -> Iterator[Change]:
    yield from _SECRET_TYPE(old, new)
    yield from _sealed_changes(old, new)


def _secret_errors(old: Body, new: Body, version: Version) -> Iterator[FieldError]:
    for change in _SECRET_TYPE(old, new):
        yield FieldError(change.path, "FieldValueInvalid", _IMMUTABLE, change.new)
    yield from _sealed_errors(old, new, version)


_SECRET_TYPE: Final = _fixed("type")
_STORAGE_CLASS: Final = _fixed("parameters", "provisioner", "reclaimPolicy", "volumeBindingMode")
_SELECTOR: Final = _fixed("spec.selector")
_PRIORITY: Final = _fixed("value", "preemptionPolicy")
_ROLE: Final = _fixed("roleRef")

_CHANGES: Final[Mapping[str, Callable[[Body, Body], Iterator[Change]]]] = {
    "StatefulSet": _set_changes,
    "Service": _service_changes,
    "Pod": _pod_changes,
    "PersistentVolumeClaim": _claim_changes,
    "StorageClass": _STORAGE_CLASS,
    "ConfigMap": _sealed_changes,
    "Secret": _secret_changes,
    "Deployment": _SELECTOR,
    "DaemonSet": _SELECTOR,
    "ReplicaSet": _SELECTOR,
    "PriorityClass": _PRIORITY,
    "RoleBinding": _ROLE,
    "ClusterRoleBinding": _ROLE,
}
_ERRORS: Final[Mapping[str, Callable[[Body, Body, Version], Iterator[FieldError]]]] = {
    "StatefulSet": _set_errors,
    "Service": _service_errors,
    "Pod": _pod_errors,
    "PersistentVolumeClaim": _claim_errors,
    "StorageClass": _fixed_errors(_STORAGE_CLASS, declarative=True),
    "ConfigMap": _sealed_errors,
    "Secret": _secret_errors,
    "Deployment": _fixed_errors(_SELECTOR, declarative=False),
    "DaemonSet": _fixed_errors(_SELECTOR, declarative=False),
    "ReplicaSet": _fixed_errors(_SELECTOR, declarative=False),
    "PriorityClass": _fixed_errors(_PRIORITY, declarative=False),
    "RoleBinding": _fixed_errors(_ROLE, declarative=False),
    "ClusterRoleBinding": _fixed_errors(_ROLE, declarative=False),
}
