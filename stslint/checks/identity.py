"""Names: their lengths, who overwrites them, and who else claims them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from stslint import names
from stslint.checks.memory import once
from stslint.checks.services import show_range
from stslint.cluster import Cluster, ordinal_of, ordinals, pod_labels, pod_template
from stslint.fields import FieldPath, Key
from stslint.hits import Hit, Note, Patch
from stslint.resources import Resource, mapping

_NAME = ("metadata", "name")
_TEMPLATE = ("spec", "template")


def name_too_long(resource: Resource) -> Iterator[Hit]:
    length = len(resource.name)
    if length <= names.SET_NAME_SAFE_MAX:
        return
    span = ordinals(resource)
    pod = names.pod_name(resource.name, span[-1] if span else 0)
    facts = {
        "name": resource.name,
        "length": length,
        "pod": pod,
        "pod_length": len(pod),
        "room": names.LABEL_MAX - 1 - length,
    }
    case = "refused" if length > names.LABEL_MAX else "pod" if len(pod) > names.LABEL_MAX else ""
    yield Hit(_NAME, facts, case)


def dns_name_too_long(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    service = resource.spec.get("serviceName")
    span = ordinals(resource)
    if not isinstance(service, str) or not service or not span:
        return
    pod = names.pod_name(resource.name, span[-1])
    name = names.pod_dns_name(pod, service, resource.namespace, cluster.cluster_domain)
    facts = {"name": name, "length": len(name), "pod": pod}
    if len(name) > names.SUBDOMAIN_MAX:
        yield Hit(_NAME, facts)
    elif len(name) > HOSTNAME_MAX and mapping(pod_template(resource).get("spec")).get("setHostnameAsFQDN") is True:
        yield Hit((*_TEMPLATE, "spec", "setHostnameAsFQDN"), facts, "hostname")


HOSTNAME_MAX = 64
"""The kernel's limit for a hostname (HOST_NAME_MAX); kubelet refuses to start a Pod whose FQDN is longer."""

_OVERWRITTEN: tuple[tuple[FieldPath, str], ...] = (
    ((*_TEMPLATE, "spec", "hostname"), "the Pod's own name"),
    ((*_TEMPLATE, "spec", "subdomain"), "serviceName"),
)
_LABELS = ((names.POD_NAME_LABEL, "the Pod's own name"), (names.POD_INDEX_LABEL, "the Pod's ordinal"))
_REVISION = (names.REVISION_LABEL, "the revision's hash")


def template_overwritten(resource: Resource) -> Iterator[Hit]:
    spec = mapping(pod_template(resource).get("spec"))
    for path, by in _OVERWRITTEN:
        if spec.get(str(path[-1])):
            facts = {"name": path[-1], "value": spec[str(path[-1])], "by": by}
            yield Hit(path, facts, anchor="key", patches=(Patch("remove", path),))
    labels = pod_labels(resource)
    for key, by in (*_LABELS, _REVISION):
        if key in labels:
            label: FieldPath = (*_TEMPLATE, "metadata", "labels", Key(key))
            facts = {"name": f"label {key}", "value": labels[key], "by": by}
            yield Hit(label, facts, anchor="key", patches=(Patch("remove", label),))


def pod_name_taken(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    name = resource.name.rpartition("-")[0]
    statefulset = cluster.get("StatefulSet", resource.namespace, name) if name else None
    if statefulset is not None and ordinal_of(resource.name, name) in ordinals(statefulset):
        facts = {"pod": resource.name, "set": name, "range": show_range(statefulset)}
        yield Hit(_NAME, facts, related=(Note(statefulset, _NAME, "set"),))


def duplicated(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    before = _earlier(cluster).get(id(resource))
    if before is not None:
        facts = {"kind": resource.kind, "name": resource.name, "namespace": resource.namespace or "the cluster"}
        yield Hit(_NAME, facts, _how(resource, before), related=(Note(before, _NAME, "other"),))


@once
def _earlier(cluster: Cluster) -> dict[int, Resource]:
    """The object (by its id) → the one before it that claims the same identity."""
    earlier: dict[int, Resource] = {}
    for same in cluster.by_identity.values():
        if len(same) > 1 and same[0].name:
            last: dict[str, Resource] = {}
            for each in same:
                if each.group in last:
                    earlier[id(each)] = last[each.group]
                last[each.group] = each
    return earlier


def _how(one: Resource, other: Resource) -> str:
    """One file is one apply; alternatives for an object often stand in files or folders of their own."""
    if one.place.source == other.place.source:
        return "copy" if one.body == other.body else ""
    folders = {PurePosixPath(each.place.source).parent for each in (one, other)}
    return "folder" if len(folders) == 1 else "apart"
