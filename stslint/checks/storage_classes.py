"""Storage classes: what the classes in the set mean for the claims that name them.

In: a StatefulSet and the set. Out: hits on claim templates whose class is missing, binds too early or cannot grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.absent import absent
from stslint.cluster import Cluster, claim_templates, name_of, pod_spec
from stslint.fields import FieldPath
from stslint.hits import Hit, Note
from stslint.resources import Resource, mapping

_CLAIMS: Final[FieldPath] = ("spec", "volumeClaimTemplates")
_NO_PROVISIONER: Final = "kubernetes.io/no-provisioner"


def _classes(resource: Resource, cluster: Cluster) -> Iterator[tuple[int, str, dict[str, Any], Resource]]:
    """Claim templates whose class is an object of the set: index, claim name, class body, class object."""
    if not cluster.of_kind("StorageClass"):
        return
    for index, template in claim_templates(resource):
        name = mapping(template.get("spec")).get("storageClassName")
        found = cluster.get("StorageClass", "", name) if isinstance(name, str) and name else None
        if found:
            yield index, name_of(template), found.body, found


def binds_immediately(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for index, claim, body, found in _classes(resource, cluster):
        mode = body.get("volumeBindingMode", "Immediate")
        provisioner = body.get("provisioner")
        if mode != "Immediate" or provisioner not in _ZONAL or not _placed(resource):
            continue
        facts = {"class": found.name, "claim": claim, "provisioner": provisioner}
        at = ("volumeBindingMode",) if "volumeBindingMode" in body else ("provisioner",)
        yield Hit((*_CLAIMS, index, "spec", "storageClassName"), facts, related=(Note(found, at, "class"),))


_ZONAL: Final = frozenset(
    {
        "ebs.csi.aws.com",
        "kubernetes.io/aws-ebs",
        "pd.csi.storage.gke.io",
        "kubernetes.io/gce-pd",
        "disk.csi.azure.com",
        "kubernetes.io/azure-disk",
        "cinder.csi.openstack.org",
        "kubernetes.io/cinder",
    }
)


def _placed(resource: Resource) -> bool:
    """Do the Pods ask for certain nodes, or for different ones?"""
    spec = pod_spec(resource)
    affinity = mapping(spec.get("affinity"))
    return bool(spec.get("nodeSelector") or spec.get("topologySpreadConstraints") or affinity)


def cannot_grow(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for index, claim, body, found in _classes(resource, cluster):
        if body.get("allowVolumeExpansion") is not True and body.get("provisioner") != _NO_PROVISIONER:
            facts = {"class": found.name, "claim": claim}
            at = ("allowVolumeExpansion",) if "allowVolumeExpansion" in body else ("provisioner",)
            yield Hit((*_CLAIMS, index, "spec", "storageClassName"), facts, related=(Note(found, at, "class"),))


def class_empty(resource: Resource) -> Iterator[Hit]:
    for index, template in claim_templates(resource):
        spec = mapping(template.get("spec"))
        if spec.get("storageClassName") == "" and not spec.get("volumeName") and not spec.get("selector"):
            yield Hit((*_CLAIMS, index, "spec", "storageClassName"), {"claim": name_of(template)})


def class_unset(resource: Resource) -> Iterator[Hit]:
    for index, template in claim_templates(resource):
        spec = mapping(template.get("spec"))
        if spec and spec.get("storageClassName") is None and not _annotated(template):
            yield Hit((*_CLAIMS, index, "spec"), {"claim": name_of(template)}, anchor="key")


def _annotated(template: dict[str, Any]) -> bool:
    annotations = mapping(mapping(template.get("metadata")).get("annotations"))
    return "volume.beta.kubernetes.io/storage-class" in annotations


def class_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for path, name in _named(resource):
        for hit in absent("StorageClass", name, (*path, "storageClassName"), resource, cluster):
            if hit.case:  # classes come with the cluster: none in the set says nothing
                yield hit


def _named(resource: Resource) -> Iterator[tuple[FieldPath, Any]]:
    if resource.kind == "PersistentVolumeClaim" and not resource.spec.get("volumeName"):
        yield ("spec",), resource.spec.get("storageClassName")
    for index, template in claim_templates(resource):
        spec = mapping(template.get("spec"))
        if not spec.get("volumeName") and not spec.get("selector"):
            yield (*_CLAIMS, index, "spec"), spec.get("storageClassName")
