"""What the API server refuses and warns about beyond what a schema of one field can say.

In: one object as written (any JSON shape) and the server's minor version. Out: FieldErrors, FieldWarnings. One row of
the table is one kind; kinds without a row get the checks every object gets. Schemas say the rest: `verdict` runs both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final, NamedTuple, cast

from stslint.apiserver import formats
from stslint.apiserver.claim_volumes import as_served
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.formats import Format
from stslint.apiserver.metadata import metadata_warnings, validate_generation, validate_object_meta
from stslint.apiserver.stages import staged
from stslint.fields import FieldError, FieldWarning

Function = Callable[[Mapping[str, Any], Version], Iterator[Any]]


class _Kind(NamedTuple):
    """How one kind is named, where it lives, what its metadata may hold, and what checks the rest.

    `validate` and `warn` are `module.function` of this room, imported when an object of the kind is met.
    """

    validate: str = ""
    warn: str = ""
    name: Format = formats.dns_subdomain
    namespaced: bool = True
    counts_generations: bool = False
    qualified_finalizers: bool = True
    needs_name: bool = True


_KINDS: Final[Mapping[tuple[str, str], _Kind]] = {
    ("", "ConfigMap"): _Kind("config.validate_config_map"),
    ("", "Endpoints"): _Kind("small_kinds.validate_endpoints"),
    ("", "Event"): _Kind(name=formats.path_segment_name, qualified_finalizers=False),
    ("", "LimitRange"): _Kind("quotas.validate_limit_range", needs_name=False),
    ("", "Namespace"): _Kind(name=formats.dns_label, namespaced=False),
    ("", "PersistentVolume"): _Kind(
        "cluster_objects.validate_persistent_volume", "cluster_objects.persistent_volume_warnings", namespaced=False
    ),
    ("", "PersistentVolumeClaim"): _Kind(
        "persistent_volume_claim.validate_persistent_volume_claim",
        "persistent_volume_claim.persistent_volume_claim_warnings",
    ),
    ("", "Pod"): _Kind("pod.validate_pod", "pod.pod_object_warnings", counts_generations=True),
    ("", "PodTemplate"): _Kind(
        "small_kinds.validate_pod_template_object", "small_kinds.pod_template_warnings", counts_generations=True
    ),
    ("", "ReplicationController"): _Kind(
        "small_kinds.validate_replication_controller", "deployment.deployment_warnings", counts_generations=True
    ),
    ("", "ResourceQuota"): _Kind("quotas.validate_resource_quota", "quotas.resource_quota_warnings"),
    ("", "Secret"): _Kind("config.validate_secret", "config.secret_warnings"),
    ("", "Service"): _Kind("service.validate_service", "service_warnings.service_warnings", formats.dns_label),
    ("", "ServiceAccount"): _Kind(warn="config.service_account_warnings"),
    ("apps", "DaemonSet"): _Kind(
        "deployment.validate_daemon_set", "deployment.template_warnings", counts_generations=True
    ),
    ("apps", "Deployment"): _Kind(
        "deployment.validate_deployment", "deployment.deployment_warnings", counts_generations=True
    ),
    ("apps", "ReplicaSet"): _Kind(
        "deployment.validate_replica_set", "deployment.deployment_warnings", counts_generations=True
    ),
    ("apps", "StatefulSet"): _Kind(
        "stateful_set.validate_stateful_set",
        "stateful_set.stateful_set_warnings",
        formats.dns_label,
        counts_generations=True,
    ),
    ("apiextensions.k8s.io", "CustomResourceDefinition"): _Kind(
        "small_kinds.validate_custom_resource_definition",
        namespaced=False,
        counts_generations=True,
        qualified_finalizers=False,
    ),
    ("autoscaling", "HorizontalPodAutoscaler"): _Kind(
        "horizontal_pod_autoscaler.validate_horizontal_pod_autoscaler", counts_generations=True
    ),
    ("batch", "CronJob"): _Kind("job.validate_cron_job", "job.job_warnings", counts_generations=True),
    ("batch", "Job"): _Kind("job.validate_job", "job.job_warnings", counts_generations=True),
    ("discovery.k8s.io", "EndpointSlice"): _Kind(
        "cluster_objects.validate_endpoint_slice", "cluster_objects.endpoint_slice_warnings", counts_generations=True
    ),
    ("networking.k8s.io", "Ingress"): _Kind(
        "ingress.validate_ingress", "ingress.ingress_warnings", counts_generations=True
    ),
    ("networking.k8s.io", "IngressClass"): _Kind(
        "cluster_objects.validate_ingress_class", namespaced=False, counts_generations=True
    ),
    ("networking.k8s.io", "NetworkPolicy"): _Kind(
        "network_policy.validate_network_policy", "network_policy.network_policy_warnings", counts_generations=True
    ),
    ("policy", "PodDisruptionBudget"): _Kind(
        "pod_disruption_budget.validate_pod_disruption_budget",
        name=formats.path_segment_name,
        counts_generations=True,
        qualified_finalizers=False,
    ),
    ("rbac.authorization.k8s.io", "ClusterRole"): _Kind(
        "rbac.validate_role", name=formats.path_segment_name, namespaced=False
    ),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): _Kind(
        "rbac.validate_role_binding", name=formats.path_segment_name, namespaced=False
    ),
    ("rbac.authorization.k8s.io", "Role"): _Kind("rbac.validate_role", name=formats.path_segment_name),
    ("rbac.authorization.k8s.io", "RoleBinding"): _Kind("rbac.validate_role_binding", name=formats.path_segment_name),
    ("scheduling.k8s.io", "PriorityClass"): _Kind(
        "quotas.validate_priority_class", namespaced=False, counts_generations=True
    ),
    ("storage.k8s.io", "StorageClass"): _Kind("storage.validate_storage_class", namespaced=False),
}

_OTHER: Final = _Kind(namespaced=False, counts_generations=True, qualified_finalizers=False)
_ASKED: Final = ("authentication.k8s.io", "authorization.k8s.io")
"""Reviews: questions that are answered and not kept, so they need no name."""
_SERVICE: Final = ("", "Service")
_DIGITS_FIRST_SINCE: Final = (1, 36)


@cache
def _function(name: str) -> Function:
    module, _, function = name.partition(".")
    return cast("Function", getattr(import_module(f"stslint.apiserver.{module}"), function))


def _kind_of(body: Mapping[str, Any]) -> tuple[str, str]:
    version, kind = body.get("apiVersion"), body.get("kind")
    group = version.rpartition("/")[0] if isinstance(version, str) else ""
    return group, kind if isinstance(kind, str) else ""


def refusals(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """Why the server would refuse to create this object of a built-in kind.

    An error with the fact `stage` is not the server's at apply: it bites later, or only without a dry run.
    """
    return staged(_kind_of(body), _refusals(body, version), version)


def with_stages(body: Mapping[str, Any], errors: Iterator[FieldError], version: Version) -> Iterator[FieldError]:
    """A schema's errors at the server's paths, those that a server of this version does not look at moved to the
    stage they bite in."""
    return staged(_kind_of(body), as_served(body, errors), version)


def _refusals(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    group_kind = _kind_of(body)
    if group_kind[0] in _ASKED:
        return
    kind = _KINDS.get(group_kind, _OTHER)
    name = kind.name
    if group_kind == _SERVICE and version < _DIGITS_FIRST_SINCE:
        name = formats.dns_1035_label
    yield from validate_object_meta(
        body, name, kind.namespaced, qualified_finalizers=kind.qualified_finalizers, needs_name=kind.needs_name
    )
    if not kind.counts_generations:
        yield from validate_generation(body)
    if kind.validate:
        yield from _function(kind.validate)(body, version)


def warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """What the server would say in `Warning:` headers if it accepted the object."""
    kind = _KINDS.get(_kind_of(body))
    if kind is None:
        return
    yield from metadata_warnings(body)
    if kind.warn:
        yield from _function(kind.warn)(body, version)
