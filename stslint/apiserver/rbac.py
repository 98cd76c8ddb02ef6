"""Roles and bindings: rules are about resources or about URLs, and subjects come in three kinds.

In: a (Cluster)Role or (Cluster)RoleBinding as written. Out: FieldErrors. Upstream: pkg/apis/rbac/validation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import is_set, struct, structs, text
from stslint.apiserver.errors import invalid, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.labels import validate_label_selector
from stslint.fields import FieldError, FieldPath

GROUP: Final = "rbac.authorization.k8s.io"
SUBJECTS: Final = ("ServiceAccount", "User", "Group")


def validate_role(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateRole, ValidateClusterRole."""
    cluster = body.get("kind") == "ClusterRole"
    for index, rule in structs(body, "rules"):
        yield from _validate_rule(rule, ("rules", index), cluster)
    aggregation = struct(body, "aggregationRule")
    if cluster and is_set(body, "aggregationRule"):
        path: FieldPath = ("aggregationRule", "clusterRoleSelectors")
        if not aggregation.get("clusterRoleSelectors"):
            yield required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil")
        for index, selector in structs(aggregation, "clusterRoleSelectors"):
            yield from validate_label_selector(selector, (*path, index))


def _validate_rule(rule: Mapping[str, Any], path: FieldPath, cluster: bool) -> Iterator[FieldError]:
    if not rule.get("verbs"):
        yield required((*path, "verbs"), "verbs must contain at least one value")
    urls = rule.get("nonResourceURLs")
    if urls:
        field = (*path, "nonResourceURLs")
        if not cluster:
            yield invalid(field, urls, "namespaced rules cannot apply to non-resource URLs", anchor="key")
        if any(rule.get(name) for name in ("apiGroups", "resources", "resourceNames")):
            yield invalid(
                field, urls, "rules cannot apply to both regular resources and non-resource URLs", anchor="key"
            )
        return
    if not rule.get("apiGroups"):
        yield required((*path, "apiGroups"), "resource rules must supply at least one api group")
    if not rule.get("resources"):
        yield required((*path, "resources"), "resource rules must supply at least one resource")


def validate_role_binding(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateRoleBinding, ValidateClusterRoleBinding."""
    cluster = body.get("kind") == "ClusterRoleBinding"
    role = struct(body, "roleRef")
    group, kind, name = text(role, "apiGroup") or GROUP, text(role, "kind"), text(role, "name")
    kinds = ("ClusterRole",) if cluster else ("Role", "ClusterRole")
    if group != GROUP:
        yield not_supported(("roleRef", "apiGroup"), group, (GROUP,))
    if kind not in kinds:
        yield not_supported(("roleRef", "kind"), kind, kinds)
    if not name:
        yield required(("roleRef", "name"))
    for detail in formats.path_segment_name(name):
        yield invalid(("roleRef", "name"), name, detail)
    for index, subject in structs(body, "subjects"):
        yield from _validate_subject(subject, ("subjects", index), cluster)


def _validate_subject(subject: Mapping[str, Any], path: FieldPath, cluster: bool) -> Iterator[FieldError]:
    kind, name, group = text(subject, "kind"), text(subject, "name"), text(subject, "apiGroup")
    if not name:
        yield required((*path, "name"))
    if kind not in SUBJECTS:
        yield not_supported((*path, "kind"), kind, SUBJECTS)
        return
    if kind != "ServiceAccount":
        if group and group != GROUP:
            yield not_supported((*path, "apiGroup"), group, (GROUP,))
        return
    for detail in formats.dns_subdomain(name) if name else ():
        yield invalid((*path, "name"), name, detail)
    if group:
        yield not_supported((*path, "apiGroup"), group, ("",))
    if cluster and not text(subject, "namespace"):
        yield required((*path, "namespace"))
