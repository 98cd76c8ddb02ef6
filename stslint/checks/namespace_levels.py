"""Pod Security levels of namespaces against the Pods that will be made in them.

In: a workload and the set. Out: hits on what the level of its namespace refuses, or what the standards advise against.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from stslint.checks.pod_security import BASELINE, RESTRICTED, Control, Violation
from stslint.cluster import Cluster, pod_spec
from stslint.fields import Key
from stslint.hits import Hit, Note
from stslint.resources import Resource

Version = tuple[int, int]
_ENFORCE: Final = "pod-security.kubernetes.io/enforce"
_LEVELS: Final[dict[str, tuple[Control, ...]]] = {"baseline": BASELINE, "restricted": (*BASELINE, *RESTRICTED)}


def _enforced(resource: Resource, cluster: Cluster) -> tuple[Resource | None, str]:
    namespace = cluster.get("Namespace", "", resource.namespace)
    level = namespace.labels.get(_ENFORCE) if namespace else None
    return namespace, level if isinstance(level, str) and level in _LEVELS else ""


def _version(namespace: Resource, cluster: Cluster) -> Version:
    """The version of the standard that the namespace pins, else the cluster's."""
    match = re.fullmatch(r"v1\.([0-9]{1,3})", str(namespace.labels.get(f"{_ENFORCE}-version", "latest")))
    return (1, int(match[1])) if match else cluster.kubernetes_version


def _violations(resource: Resource, controls: tuple[Control, ...], version: Version) -> Iterator[Violation]:
    if pod_spec(resource):
        for control in controls:
            yield from control(resource, version)


def enforced(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    namespace, level = _enforced(resource, cluster)
    if namespace is None or not level:
        return
    note = Note(namespace, ("metadata", "labels", Key(_ENFORCE)), "namespace")
    for violation in _violations(resource, _LEVELS[level], _version(namespace, cluster)):
        facts = {"what": violation.text, "level": level, "namespace": resource.namespace, "workload": str(resource)}
        yield Hit(violation.path, facts, anchor=violation.anchor, related=(note,))


def baseline(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if not _enforced(resource, cluster)[1]:
        yield from _advice(resource, BASELINE, cluster)


def restricted(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if _enforced(resource, cluster)[1] != "restricted":
        yield from _advice(resource, RESTRICTED, cluster)


def _advice(resource: Resource, controls: tuple[Control, ...], cluster: Cluster) -> Iterator[Hit]:
    for violation in _violations(resource, controls, cluster.kubernetes_version):
        yield Hit(violation.path, {"what": violation.text}, anchor=violation.anchor)
