"""Kubernetes objects as values: what a document says it is, and where it stands.

In: decoded documents. Out: `Resource`s, which carry no text and no positions (so they can be cached and sent to other
processes); `place` finds the text again.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from stslint import recognition
from stslint.documents import Document
from stslint.fields import FieldPath
from stslint.lazy import lazy
from stslint.recognition import Skip, SkipReason

DEFAULT_NAMESPACE = "default"


WORKLOADS: Final = frozenset(
    ("StatefulSet", "Deployment", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod", "ReplicationController")
)
"""The built-in kinds that have Pods."""

_TEMPLATE_AT: Final[Mapping[str, tuple[str, ...]]] = {
    "Pod": (),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object stands: source name, 0-based document in it, path of the object in the document (List items)."""

    source: str
    document: int
    base: FieldPath = ()
    template: str = ""
    """Helm's `# Source:` comment above the object, if any."""


@dataclass(frozen=True, eq=False)
class Resource:
    """One object as kubectl would send it.

    `namespace` is the effective one (the object's own, else the run's default) and "" for cluster-scoped kinds; `body`
    is the decoded object as written. `target` is False for context: read, never reported on.
    """

    api_version: str
    kind: str
    namespace: str
    name: str
    body: dict[str, Any]
    place: Place
    target: bool = True

    @lazy
    def group(self) -> str:
        """The API group: "" for core, `apps` for `apps/v1`."""
        return self.api_version.partition("/")[0] if "/" in self.api_version else ""

    @lazy
    def labels(self) -> dict[str, str]:
        return mapping(mapping(self.body.get("metadata")).get("labels"))

    @lazy
    def annotations(self) -> dict[str, str]:
        return mapping(mapping(self.body.get("metadata")).get("annotations"))

    @lazy
    def spec(self) -> dict[str, Any]:
        return mapping(self.body.get("spec"))

    @lazy
    def pod_template_path(self) -> tuple[str, ...] | None:
        """The path of the PodTemplateSpec (`()` for a Pod itself), or None for kinds without Pods."""
        return _TEMPLATE_AT.get(self.kind, ("spec", "template")) if self.kind in WORKLOADS else None

    @lazy
    def pod_template(self) -> dict[str, Any]:
        """The PodTemplateSpec of a workload (metadata and spec); empty for kinds without Pods."""
        if self.pod_template_path is None:
            return {}
        value: Any = self.body
        for step in self.pod_template_path:
            value = mapping(value).get(step)
        return mapping(value)

    @lazy
    def pod_labels(self) -> dict[str, Any]:
        """The labels the author gives the workload's Pods, without those a controller adds."""
        return mapping(mapping(self.pod_template.get("metadata")).get("labels"))

    @lazy
    def pod_spec(self) -> dict[str, Any]:
        return mapping(self.pod_template.get("spec"))

    @lazy
    def containers(self) -> tuple[tuple[tuple[str, int], dict[str, Any]], ...]:
        """Init containers, then containers, each with its path below the Pod spec: `("initContainers", 0)`."""
        return tuple(
            ((field, index), container)
            for field in ("initContainers", "containers")
            for index, container in enumerate(items(self.pod_spec.get(field)))
            if isinstance(container, dict)
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a map, else an empty one: lets checks walk manifests of any shape."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something in a document that is not judged: why, and what to do about it. It is counted, never silent."""

    place: Place
    reason: SkipReason
    hint: str


CLUSTER_SCOPED: Final = frozenset(
    {
        "APIService",
        "CSIDriver",
        "CSINode",
        "CertificateSigningRequest",
        "ClusterRole",
        "ClusterRoleBinding",
        "ClusterTrustBundle",
        "ComponentStatus",
        "CustomResourceDefinition",
        "DeviceClass",
        "DeviceTaintRule",
        "FlowSchema",
        "IPAddress",
        "IngressClass",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "Namespace",
        "Node",
        "PersistentVolume",
        "PriorityClass",
        "PriorityLevelConfiguration",
        "ResourceSlice",
        "RuntimeClass",
        "SelfSubjectAccessReview",
        "SelfSubjectReview",
        "SelfSubjectRulesReview",
        "ServiceCIDR",
        "StorageClass",
        "StorageVersion",
        "StorageVersionMigration",
        "SubjectAccessReview",
        "TokenReview",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
        "VolumeAttachment",
        "VolumeAttributesClass",
    }
)
"""Built-in kinds that live in no namespace; custom kinds count as namespaced."""


def resources_in(
    document: Document,
    default_namespace: str = DEFAULT_NAMESPACE,
    target: bool = True,
    patches: Container[str] = (),
) -> list[Resource | Skipped]:
    """The objects of a document, items of lists one by one; empty if the document is broken (its problems say why).

    `patches` names the sources that are known to be kustomize patches.
    """
    if document.broken:
        return []
    if document.unrendered:
        skip: Skip | None = recognition.TEMPLATE
    elif document.source.name in patches:
        skip = recognition.PATCH
    else:
        skip = recognition.skip(document.value, document.source.name, document.text)
    place = Place(document.source.name, document.index, (), document.template)
    if skip is not None:
        return [Skipped(place, skip.reason, skip.hint)]
    return [
        _resource(body, replace(place, base=base) if base else place, default_namespace, target)
        for base, body in _flattened(document.value, ())
    ]


def _flattened(value: dict[str, Any], base: FieldPath) -> Iterator[tuple[FieldPath, dict[str, Any]]]:
    """The object itself, or the items of a list; items of typed lists inherit apiVersion and kind, as for kubectl."""
    kind = value.get("kind")
    if not (isinstance(kind, str) and kind.endswith("List") and isinstance(value.get("items"), list)):
        yield base, value
        return
    inherited = {"apiVersion": value.get("apiVersion"), "kind": kind.removesuffix("List")} if kind != "List" else {}
    for index, item in enumerate(value["items"]):
        if isinstance(item, dict):
            bare = not item.get("kind") and not item.get("apiVersion")
            yield from _flattened({**inherited, **item} if bare and inherited else item, (*base, "items", index))


def _resource(body: dict[str, Any], place: Place, default_namespace: str, target: bool) -> Resource:
    metadata = mapping(body.get("metadata"))
    api_version, kind = _text(body.get("apiVersion")), _text(body.get("kind"))
    namespace = ""
    if not is_cluster_scoped(api_version, kind):
        namespace = _text(metadata.get("namespace")) or default_namespace
    return Resource(api_version, kind, namespace, _text(metadata.get("name")), body, place, target)


def is_cluster_scoped(api_version: str, kind: str) -> bool:
    """Does the kind live in no namespace?"""
    return kind in CLUSTER_SCOPED and recognition.is_built_in_group(api_version)


def _text(value: Any) -> str:
    """The value if it is a string; a wrong type is the schema's finding, not a name."""
    return value if isinstance(value, str) else ""
