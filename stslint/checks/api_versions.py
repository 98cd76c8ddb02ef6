"""apiVersion and kind: removed, deprecated, or never there.

In: one object and the Kubernetes version. Out: hits on its apiVersion or kind. Objects of groups that are not built in
are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, NamedTuple

from stslint.checks.builtin_kinds import KINDS, is_builtin_group
from stslint.fields import FieldPath
from stslint.hits import Hit, Patch
from stslint.resources import Resource

Version = tuple[int, int]


class Life(NamedTuple):
    """A beta's end: the minor that no longer serves it, what replaces it ("" nothing), and since which minor."""

    removed: int
    replacement: str = ""
    since: int = 0


def _lives(removed: int, replacement: str, since: int, version: str, *kinds: str) -> dict[tuple[str, str], Life]:
    return {(version, kind): Life(removed, replacement, since) for kind in kinds}


_WORKLOADS: Final = ("StatefulSet", "Deployment", "DaemonSet", "ReplicaSet", "ControllerRevision")
_RBAC: Final = ("Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding")
_WEBHOOKS: Final = ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration")
_FLOW: Final = ("FlowSchema", "PriorityLevelConfiguration")
_DEVICES: Final = ("DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice")
_POLICIES: Final = ("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding")
_STORAGE: Final = "storage.k8s.io"
_NETWORK: Final = "networking.k8s.io"

LIVES: Final[dict[tuple[str, str], Life]] = {
    **_lives(16, "apps/v1", 9, "apps/v1beta1", *_WORKLOADS),
    **_lives(16, "apps/v1", 9, "apps/v1beta2", *_WORKLOADS),
    **_lives(16, "apps/v1", 9, "extensions/v1beta1", "Deployment", "DaemonSet", "ReplicaSet"),
    **_lives(16, "networking.k8s.io/v1", 8, "extensions/v1beta1", "NetworkPolicy"),
    **_lives(16, "", 0, "extensions/v1beta1", "PodSecurityPolicy"),
    **_lives(20, "", 0, "settings.k8s.io/v1alpha1", "PodPreset"),
    **_lives(21, "batch/v1", 21, "batch/v2alpha1", "CronJob"),
    **_lives(22, "networking.k8s.io/v1", 19, "extensions/v1beta1", "Ingress"),
    **_lives(22, "networking.k8s.io/v1", 19, f"{_NETWORK}/v1beta1", "Ingress", "IngressClass"),
    **_lives(22, "rbac.authorization.k8s.io/v1", 8, "rbac.authorization.k8s.io/v1beta1", *_RBAC),
    **_lives(22, "rbac.authorization.k8s.io/v1", 8, "rbac.authorization.k8s.io/v1alpha1", *_RBAC),
    **_lives(
        22, f"{_STORAGE}/v1", 6, f"{_STORAGE}/v1beta1", "StorageClass", "CSIDriver", "CSINode", "VolumeAttachment"
    ),
    **_lives(22, "scheduling.k8s.io/v1", 14, "scheduling.k8s.io/v1beta1", "PriorityClass"),
    **_lives(22, "scheduling.k8s.io/v1", 14, "scheduling.k8s.io/v1alpha1", "PriorityClass"),
    **_lives(22, "apiextensions.k8s.io/v1", 16, "apiextensions.k8s.io/v1beta1", "CustomResourceDefinition"),
    **_lives(22, "apiregistration.k8s.io/v1", 10, "apiregistration.k8s.io/v1beta1", "APIService"),
    **_lives(22, "admissionregistration.k8s.io/v1", 16, "admissionregistration.k8s.io/v1beta1", *_WEBHOOKS),
    **_lives(22, "certificates.k8s.io/v1", 19, "certificates.k8s.io/v1beta1", "CertificateSigningRequest"),
    **_lives(22, "coordination.k8s.io/v1", 14, "coordination.k8s.io/v1beta1", "Lease"),
    **_lives(24, f"{_STORAGE}/v1", 24, f"{_STORAGE}/v1alpha1", "CSIStorageCapacity", "VolumeAttachment"),
    **_lives(25, "batch/v1", 21, "batch/v1beta1", "CronJob"),
    **_lives(25, "policy/v1", 21, "policy/v1beta1", "PodDisruptionBudget"),
    **_lives(25, "", 0, "policy/v1beta1", "PodSecurityPolicy"),
    **_lives(25, "autoscaling/v2", 23, "autoscaling/v2beta1", "HorizontalPodAutoscaler"),
    **_lives(26, "autoscaling/v2", 23, "autoscaling/v2beta2", "HorizontalPodAutoscaler"),
    **_lives(25, "discovery.k8s.io/v1", 21, "discovery.k8s.io/v1beta1", "EndpointSlice"),
    **_lives(25, "events.k8s.io/v1", 19, "events.k8s.io/v1beta1", "Event"),
    **_lives(25, "node.k8s.io/v1", 20, "node.k8s.io/v1beta1", "RuntimeClass"),
    **_lives(27, f"{_STORAGE}/v1", 24, f"{_STORAGE}/v1beta1", "CSIStorageCapacity"),
    **_lives(26, "flowcontrol.apiserver.k8s.io/v1", 29, "flowcontrol.apiserver.k8s.io/v1beta1", *_FLOW),
    **_lives(29, "flowcontrol.apiserver.k8s.io/v1", 29, "flowcontrol.apiserver.k8s.io/v1beta2", *_FLOW),
    **_lives(32, "flowcontrol.apiserver.k8s.io/v1", 29, "flowcontrol.apiserver.k8s.io/v1beta3", *_FLOW),
    **_lives(32, "admissionregistration.k8s.io/v1", 30, "admissionregistration.k8s.io/v1alpha1", *_POLICIES),
    **_lives(34, "admissionregistration.k8s.io/v1", 30, "admissionregistration.k8s.io/v1beta1", *_POLICIES),
    **_lives(35, f"{_STORAGE}/v1", 34, f"{_STORAGE}/v1alpha1", "VolumeAttributesClass"),
    **_lives(37, f"{_STORAGE}/v1", 34, f"{_STORAGE}/v1beta1", "VolumeAttributesClass"),
    **_lives(37, f"{_NETWORK}/v1", 33, f"{_NETWORK}/v1beta1", "IPAddress", "ServiceCIDR"),
    **_lives(38, "resource.k8s.io/v1", 34, "resource.k8s.io/v1beta1", *_DEVICES),
    **_lives(39, "resource.k8s.io/v1", 34, "resource.k8s.io/v1beta2", *_DEVICES),
}
"""When each version ends: `APILifecycleRemoved` in k8s.io/api; the deprecation guide for what is no longer there."""


def removed(resource: Resource, version: Version) -> Iterator[Hit]:
    life = LIVES.get((resource.api_version, resource.kind))
    if life and version >= (1, life.removed):
        yield _hit(resource, life, "" if life.replacement else "gone")


def deprecated(resource: Resource, version: Version) -> Iterator[Hit]:
    life = LIVES.get((resource.api_version, resource.kind))
    if life and version < (1, life.removed) and (not life.replacement or version >= (1, life.since)):
        yield _hit(resource, life, "" if life.replacement else "last")


def _hit(resource: Resource, life: Life, case: str) -> Hit:
    where: FieldPath = ("apiVersion",)
    facts = {
        "kind": resource.kind,
        "api_version": resource.api_version,
        "removed": f"1.{life.removed}",
        "replacement": life.replacement,
    }
    return Hit(where, facts, case, patches=(Patch("set", where, life.replacement),) if life.replacement else ())


def unknown(resource: Resource, version: Version) -> Iterator[Hit]:
    api_version, kind = resource.api_version, resource.kind
    kinds = KINDS.get(api_version)
    if not api_version or kind in (kinds or ()) or (api_version, kind) in LIVES or not is_builtin_group(resource.group):
        return
    if kind == "List" or (kind.endswith("List") and kind[:-4] in (kinds or ())):
        return
    facts = {"api_version": api_version, "kind": kind, "hint": "", "near": "", "replacement": ""}
    home = _home(kind)
    if home:
        facts |= {"replacement": home, "near": f"apiVersion {home}"}
        yield Hit(("apiVersion",), facts, "version", patches=(Patch("set", ("apiVersion",), home),))
    elif kinds:
        near = _nearest(kind, kinds)
        facts |= {"near": near, "hint": f"; did you mean {near}?" if near else ""}
        yield Hit(("kind",), facts, patches=(Patch("set", ("kind",), near),) if near else ())


def _nearest(kind: str, kinds: frozenset[str]) -> str:
    folded = {each.lower(): each for each in sorted(kinds)}
    close = get_close_matches(kind.lower(), folded, 1, 0.75)
    return folded[close[0]] if close else ""


def incomplete(resource: Resource) -> Iterator[Hit]:
    for field in ("apiVersion", "kind"):
        value = resource.body.get(field)
        if value is None or value == "":
            home = _home(resource.kind) if field == "apiVersion" else None
            facts = {"field": field, "replacement": home or ""}
            patches = (Patch("set", (field,), home),) if home else ()
            yield Hit((field,), facts, "known" if home else "", anchor="parent", patches=patches)
        elif not isinstance(value, str):
            yield Hit((field,), {"field": field}, "type")


def _home(kind: str) -> str | None:
    """The stable version that has the kind."""
    return next((version for version, held in KINDS.items() if kind in held), None)
