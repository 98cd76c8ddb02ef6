"""What the API server refuses and warns about beyond what a schema of one field can say.

In: one object as written (any JSON shape) and the server's minor version. Out: FieldErrors, FieldWarnings. One row of
the table is one kind; kinds without a row get the checks every object gets. Schemas say the rest: `verdict` runs both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from stslint.apiserver import formats
from stslint.apiserver.claim_volumes import as_served
from stslint.apiserver.cluster_objects import (
    endpoint_slice_warnings,
    persistent_volume_warnings,
    validate_endpoint_slice,
    validate_ingress_class,
    validate_persistent_volume,
)
from stslint.apiserver.config import (
    secret_warnings,
    service_account_warnings,
    validate_config_map,
    validate_secret,
)
from stslint.apiserver.deployment import (
    deployment_warnings,
    template_warnings,
    validate_daemon_set,
    validate_deployment,
    validate_replica_set,
)
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.formats import Format
from stslint.apiserver.horizontal_pod_autoscaler import validate_horizontal_pod_autoscaler
from stslint.apiserver.ingress import ingress_warnings, validate_ingress
from stslint.apiserver.job import job_warnings, validate_cron_job, validate_job
from stslint.apiserver.metadata import metadata_warnings, validate_generation, validate_object_meta
from stslint.apiserver.network_policy import network_policy_warnings, validate_network_policy
from stslint.apiserver.persistent_volume_claim import (
    persistent_volume_claim_warnings,
    validate_persistent_volume_claim,
)
from stslint.apiserver.pod import pod_object_warnings, validate_pod
from stslint.apiserver.pod_disruption_budget import validate_pod_disruption_budget
from stslint.apiserver.quotas import (
    resource_quota_warnings,
    validate_limit_range,
    validate_priority_class,
    validate_resource_quota,
)
from stslint.apiserver.rbac import validate_role, validate_role_binding
from stslint.apiserver.service import validate_service
from stslint.apiserver.service_warnings import service_warnings
from stslint.apiserver.stages import staged
from stslint.apiserver.stateful_set import stateful_set_warnings, validate_stateful_set
from stslint.apiserver.storage import validate_storage_class
from stslint.fields import FieldError, FieldWarning

Validate = Callable[[Mapping[str, Any], Version], Iterator[FieldError]]
Warn = Callable[[Mapping[str, Any], Version], Iterator[FieldWarning]]


def _nothing(body: Mapping[str, Any], version: Version) -> Iterator[Any]:
    return iter(())


class _Kind(NamedTuple):
    """How one kind is named, where it lives, what its metadata may hold, and what checks the rest."""

    validate: Validate = _nothing
    warn: Warn = _nothing
    name: Format = formats.dns_subdomain
    namespaced: bool = True
    counts_generations: bool = False
    qualified_finalizers: bool = True
    needs_name: bool = True


_KINDS: Final[Mapping[tuple[str, str], _Kind]] = {
    ("", "ConfigMap"): _Kind(validate_config_map),
    ("", "Endpoints"): _Kind(),
    ("", "LimitRange"): _Kind(validate_limit_range, needs_name=False),
    ("", "Namespace"): _Kind(name=formats.dns_label, namespaced=False),
    ("", "PersistentVolume"): _Kind(validate_persistent_volume, persistent_volume_warnings, namespaced=False),
    ("", "PersistentVolumeClaim"): _Kind(validate_persistent_volume_claim, persistent_volume_claim_warnings),
    ("", "Pod"): _Kind(validate_pod, pod_object_warnings, counts_generations=True),
    ("", "ResourceQuota"): _Kind(validate_resource_quota, resource_quota_warnings),
    ("", "Secret"): _Kind(validate_secret, secret_warnings),
    ("", "Service"): _Kind(validate_service, service_warnings, formats.dns_label),
    ("", "ServiceAccount"): _Kind(warn=service_account_warnings),
    ("apps", "DaemonSet"): _Kind(validate_daemon_set, template_warnings, counts_generations=True),
    ("apps", "Deployment"): _Kind(validate_deployment, deployment_warnings, counts_generations=True),
    ("apps", "ReplicaSet"): _Kind(validate_replica_set, deployment_warnings, counts_generations=True),
    ("apps", "StatefulSet"): _Kind(
        validate_stateful_set, stateful_set_warnings, formats.dns_label, counts_generations=True
    ),
    ("autoscaling", "HorizontalPodAutoscaler"): _Kind(validate_horizontal_pod_autoscaler, counts_generations=True),
    ("batch", "CronJob"): _Kind(validate_cron_job, job_warnings, counts_generations=True),
    ("batch", "Job"): _Kind(validate_job, job_warnings, counts_generations=True),
    ("discovery.k8s.io", "EndpointSlice"): _Kind(
        validate_endpoint_slice, endpoint_slice_warnings, counts_generations=True
    ),
    ("networking.k8s.io", "Ingress"): _Kind(validate_ingress, ingress_warnings, counts_generations=True),
    ("networking.k8s.io", "IngressClass"): _Kind(validate_ingress_class, namespaced=False, counts_generations=True),
    ("networking.k8s.io", "NetworkPolicy"): _Kind(
        validate_network_policy, network_policy_warnings, counts_generations=True
    ),
    ("policy", "PodDisruptionBudget"): _Kind(
        validate_pod_disruption_budget,
        name=formats.path_segment_name,
        counts_generations=True,
        qualified_finalizers=False,
    ),
    ("rbac.authorization.k8s.io", "ClusterRole"): _Kind(
        validate_role, name=formats.path_segment_name, namespaced=False
    ),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding"): _Kind(
        validate_role_binding, name=formats.path_segment_name, namespaced=False
    ),
    ("rbac.authorization.k8s.io", "Role"): _Kind(validate_role, name=formats.path_segment_name),
    ("rbac.authorization.k8s.io", "RoleBinding"): _Kind(validate_role_binding, name=formats.path_segment_name),
    ("scheduling.k8s.io", "PriorityClass"): _Kind(validate_priority_class, namespaced=False, counts_generations=True),
    ("storage.k8s.io", "StorageClass"): _Kind(validate_storage_class, namespaced=False),
}

_SERVICE: Final = ("", "Service")
_DIGITS_FIRST_SINCE: Final = (1, 36)


def _kind_of(body: Mapping[str, Any]) -> tuple[str, str]:
    version, kind = body.get("apiVersion"), body.get("kind")
    group = version.rpartition("/")[0] if isinstance(version, str) else ""
    return group, kind if isinstance(kind, str) else ""


def refusals(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """Why the server would refuse to create this object; nothing for kinds that are not built in.

    An error with the fact `stage` is not the server's at apply: it bites later, or only without a dry run.
    """
    return staged(_kind_of(body), _refusals(body, version), version)


def with_stages(body: Mapping[str, Any], errors: Iterator[FieldError], version: Version) -> Iterator[FieldError]:
    """A schema's errors at the server's paths, those that a server of this version does not look at moved to the
    stage they bite in."""
    return staged(_kind_of(body), as_served(body, errors), version)


def _refusals(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    group_kind = _kind_of(body)
    kind = _KINDS.get(group_kind)
    if kind is None:
        return
    name = kind.name
    if group_kind == _SERVICE and version < _DIGITS_FIRST_SINCE:
        name = formats.dns_1035_label
    yield from validate_object_meta(
        body, name, kind.namespaced, qualified_finalizers=kind.qualified_finalizers, needs_name=kind.needs_name
    )
    if not kind.counts_generations:
        yield from validate_generation(body)
    yield from kind.validate(body, version)


def warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """What the server would say in `Warning:` headers if it accepted the object."""
    kind = _KINDS.get(_kind_of(body))
    if kind is None:
        return
    yield from metadata_warnings(body)
    yield from kind.warn(body, version)
