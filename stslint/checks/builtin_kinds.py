"""The kinds of the stable built-in API versions, the same in every minor that stslint knows."""

from __future__ import annotations

from typing import Final


def _kinds(text: str) -> frozenset[str]:
    return frozenset(text.split())


KINDS: Final[dict[str, frozenset[str]]] = {
    "v1": _kinds(
        "Binding ComponentStatus ConfigMap Endpoints Event LimitRange Namespace Node PersistentVolume "
        "PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount"
    ),
    "apps/v1": _kinds("ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet"),
    "batch/v1": _kinds("CronJob Job"),
    "autoscaling/v1": _kinds("HorizontalPodAutoscaler Scale"),
    "autoscaling/v2": _kinds("HorizontalPodAutoscaler"),
    "policy/v1": _kinds("Eviction PodDisruptionBudget"),
    "networking.k8s.io/v1": _kinds("IPAddress Ingress IngressClass NetworkPolicy ServiceCIDR"),
    "rbac.authorization.k8s.io/v1": _kinds("ClusterRole ClusterRoleBinding Role RoleBinding"),
    "storage.k8s.io/v1": _kinds(
        "CSIDriver CSINode CSIStorageCapacity StorageClass VolumeAttachment VolumeAttributesClass"
    ),
    "scheduling.k8s.io/v1": _kinds("PriorityClass"),
    "coordination.k8s.io/v1": _kinds("Lease"),
    "discovery.k8s.io/v1": _kinds("EndpointSlice"),
    "events.k8s.io/v1": _kinds("Event"),
    "node.k8s.io/v1": _kinds("RuntimeClass"),
    "certificates.k8s.io/v1": _kinds("CertificateSigningRequest"),
    "admissionregistration.k8s.io/v1": _kinds(
        "MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration "
        "ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration"
    ),
    "apiextensions.k8s.io/v1": _kinds("CustomResourceDefinition"),
    "apiregistration.k8s.io/v1": _kinds("APIService"),
    "authentication.k8s.io/v1": _kinds("SelfSubjectReview TokenRequest TokenReview"),
    "authorization.k8s.io/v1": _kinds(
        "LocalSubjectAccessReview SelfSubjectAccessReview SelfSubjectRulesReview SubjectAccessReview"
    ),
    "flowcontrol.apiserver.k8s.io/v1": _kinds("FlowSchema PriorityLevelConfiguration"),
    "resource.k8s.io/v1": _kinds("DeviceClass DeviceTaintRule ResourceClaim ResourceClaimTemplate ResourceSlice"),
}

_GROUPS: Final = frozenset(version.partition("/")[0] if "/" in version else "" for version in KINDS)


def is_builtin_group(group: str) -> bool:
    """Is it a group of Kubernetes itself, or the old `extensions`?"""
    return group in _GROUPS or group == "extensions"
