"""Known fields one level too deep or too shallow.

In: one workload. Out: hits on fields that the server refuses as unknown, with the path where they belong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.checks.pods import container_paths, pod_spec_path
from stslint.cluster import pod_spec, pod_template, pod_template_path
from stslint.fields import FieldPath, show
from stslint.hits import Hit
from stslint.resources import Resource, mapping

_OF_SET: Final = frozenset(
    [
        "serviceName",
        "replicas",
        "selector",
        "volumeClaimTemplates",
        "podManagementPolicy",
        "updateStrategy",
        "persistentVolumeClaimRetentionPolicy",
        "revisionHistoryLimit",
        "minReadySeconds",
        "ordinals",
    ]
)
_OF_DEPLOYMENT: Final = frozenset(["replicas", "selector", "strategy", "revisionHistoryLimit", "minReadySeconds"])
_OF_POD: Final = frozenset(
    [
        "containers",
        "initContainers",
        "volumes",
        "affinity",
        "tolerations",
        "nodeSelector",
        "serviceAccountName",
        "terminationGracePeriodSeconds",
        "imagePullSecrets",
        "topologySpreadConstraints",
        "priorityClassName",
        "dnsConfig",
        "hostNetwork",
    ]
)
_OF_POD_SECURITY: Final = frozenset(["fsGroup", "fsGroupChangePolicy", "supplementalGroups", "sysctls"])
_OF_CONTAINER: Final = frozenset(
    [
        "image",
        "env",
        "envFrom",
        "ports",
        "volumeMounts",
        "volumeDevices",
        "livenessProbe",
        "readinessProbe",
        "startupProbe",
        "command",
        "args",
        "lifecycle",
        "imagePullPolicy",
    ]
)
_OF_CONTAINER_SECURITY: Final = frozenset(
    ["privileged", "capabilities", "allowPrivilegeEscalation", "readOnlyRootFilesystem"]
)
_CONTAINERS: Final = "each container"


def misplaced(resource: Resource) -> Iterator[Hit]:
    template_path = pod_template_path(resource) or ()
    pod_path, spec = pod_spec_path(resource), pod_spec(resource)
    there = "spec.template.spec"
    of_spec = _OF_SET if resource.kind == "StatefulSet" else _OF_DEPLOYMENT
    yield from _found(("metadata",), mapping(resource.body.get("metadata")), of_spec, "spec")
    yield from _found((), resource.body, of_spec, "spec")
    yield from _found(template_path, pod_template(resource), of_spec, "spec")
    yield from _found(pod_path, spec, of_spec - {"selector"}, "spec")
    yield from _found(("spec",), resource.spec, _OF_POD, there)
    yield from _found(template_path, pod_template(resource), _OF_POD, there)
    yield from _found(pod_path, spec, _OF_CONTAINER, _CONTAINERS)
    security = mapping(spec.get("securityContext"))
    yield from _found(
        (*pod_path, "securityContext"), security, _OF_CONTAINER_SECURITY, f"{_CONTAINERS}'s securityContext"
    )
    for path, container in container_paths(resource):
        yield from _found(path, container, _OF_POD, there)
        own = mapping(container.get("securityContext"))
        if own:
            yield from _found((*path, "securityContext"), own, _OF_POD_SECURITY, f"{there}.securityContext")


def _found(path: FieldPath, holder: Mapping[str, Any], fields: frozenset[str], there: str) -> Iterator[Hit]:
    if fields.isdisjoint(holder):
        return
    here = show(path) or "the top level"
    for field in holder:
        if field in fields:
            yield Hit((*path, field), {"field": field, "here": here, "there": there}, anchor="key")
