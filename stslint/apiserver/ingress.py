"""Ingress: hosts, paths and backends, each of which has exactly one form.

In: an Ingress as written. Out: FieldErrors and FieldWarnings. Upstream: pkg/apis/networking/validation,
pkg/registry/networking/ingress.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats, ips
from stslint.apiserver.decoded import is_set, number, struct, structs, text, texts
from stslint.apiserver.errors import invalid, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.fields import FieldError, FieldPath, FieldWarning, Key

CLASS_ANNOTATION: Final = "kubernetes.io/ingress.class"
RELAXED_SERVICE_NAME_SINCE: Final = (1, 36)
PATH_TYPES: Final = ("Exact", "ImplementationSpecific", "Prefix")
_SEQUENCES: Final = ("//", "/./", "/../", "%2f", "%2F")
_SUFFIXES: Final = ("/..", "/.")


def validate_ingress(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateIngressSpec, and the annotation that the class replaced."""
    spec = struct(body, "spec")
    if not spec.get("rules") and not is_set(spec, "defaultBackend"):
        yield invalid(("spec",), spec.get("rules"), "either `defaultBackend` or `rules` must be specified")
    if is_set(spec, "defaultBackend"):
        yield from _validate_backend(struct(spec, "defaultBackend"), ("spec", "defaultBackend"), version)
    for index, rule in structs(spec, "rules"):
        yield from _validate_rule(rule, ("spec", "rules", index), version)
    for index, tls in structs(spec, "tls"):
        yield from _validate_tls(tls, ("spec", "tls", index))
    name, annotation = spec.get("ingressClassName"), _class_annotation(body)
    if isinstance(name, str):
        for detail in formats.dns_subdomain(name):
            yield invalid(("spec", "ingressClassName"), name, detail)
        if annotation is not None and annotation != name:
            detail = "must match `ingressClassName` when both are specified"
            at = ("metadata", "annotations", Key(CLASS_ANNOTATION))
            yield invalid(("annotations", CLASS_ANNOTATION), annotation, detail, at)


def _class_annotation(body: Mapping[str, Any]) -> str | None:
    annotation = struct(struct(body, "metadata"), "annotations").get(CLASS_ANNOTATION)
    return annotation if isinstance(annotation, str) else None


def _validate_host(host: str, path: FieldPath) -> Iterator[FieldError]:
    messages = formats.wildcard_subdomain(host) if "*" in host else formats.dns_subdomain(host)
    for detail in messages:
        yield invalid(path, host, detail)


def _validate_tls(tls: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    for index, host in enumerate(texts(tls, "hosts")):
        yield from _validate_host(host, (*path, "hosts", index))
    secret = text(tls, "secretName")
    for detail in formats.dns_subdomain(secret) if secret else ():
        yield invalid((*path, "secretName"), secret, detail)


def _validate_rule(rule: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    host = text(rule, "host")
    if host:
        if ips.parse_ip(host):
            yield invalid((*path, "host"), host, "must be a DNS name, not an IP address")
        yield from _validate_host(host, (*path, "host"))
    if not is_set(rule, "http"):
        return
    http = struct(rule, "http")
    if not http.get("paths"):
        yield required((*path, "http", "paths"))
    for index, each in structs(http, "paths"):
        yield from _validate_path(each, (*path, "http", "paths", index), version)


def _validate_path(rule: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    kind, where = rule.get("pathType"), text(rule, "path")
    if kind is None:
        yield required((*path, "pathType"), "pathType must be specified", known=PATH_TYPES)
        return
    if kind not in PATH_TYPES:
        yield not_supported((*path, "pathType"), kind, PATH_TYPES)
    elif not where.startswith("/") and (where or kind != "ImplementationSpecific"):
        yield invalid((*path, "path"), where, "must be an absolute path")
    if kind in ("Exact", "Prefix"):
        for sequence in _SEQUENCES:
            if sequence in where:
                yield invalid((*path, "path"), where, f"must not contain '{sequence}'")
        for suffix in _SUFFIXES:
            if where.endswith(suffix):
                yield invalid((*path, "path"), where, f"cannot end with '{suffix}'")
    yield from _validate_backend(struct(rule, "backend"), (*path, "backend"), version)


def _validate_backend(backend: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    resource, service = is_set(backend, "resource"), is_set(backend, "service")
    if resource and service:
        yield invalid(path, "", "cannot set both resource and service backends")
    elif resource:
        yield from _validate_resource_backend(struct(backend, "resource"), (*path, "resource"))
    elif service:
        yield from _validate_service_backend(struct(backend, "service"), path, version)
    else:
        yield invalid(path, "", "resource or service backend is required", known=("service", "resource"))


def _validate_resource_backend(resource: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    group = resource.get("apiGroup")
    for detail in formats.dns_subdomain(group) if isinstance(group, str) else ():
        yield invalid((*path, "apiGroup"), group, detail)
    for name in ("kind", "name"):
        value = text(resource, name)
        if not value:
            yield required((*path, name))
        for detail in formats.path_segment_name(value):
            yield invalid((*path, name), value, detail)


def _validate_service_backend(service: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    name = text(service, "name")
    if not name:
        yield required((*path, "service", "name"))
    else:
        name_format = formats.dns_label if version >= RELAXED_SERVICE_NAME_SINCE else formats.dns_1035_label
        for detail in name_format(name):
            yield invalid((*path, "service", "name"), name, detail)
    port = struct(service, "port")
    port_name, port_number = text(port, "name"), number(port, "number")
    at = (*path, "service", "port")
    if port_name and port_number:
        yield invalid(path, "", "cannot set both port name & port number", at)
    elif not port_name and not port_number:
        yield required(path, "port name or number is required", at)
    elif port_name:
        for detail in formats.port_name(port_name):
            yield invalid((*at, "name"), port_name, detail)
    else:
        for detail in formats.port_number(port_number):
            yield invalid((*at, "number"), port_number, detail)


def ingress_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """The annotation that `ingressClassName` replaced."""
    if _class_annotation(body) is not None and not is_set(struct(body, "spec"), "ingressClassName"):
        path = ("metadata", "annotations", Key(CLASS_ANNOTATION))
        words = "deprecated, please use 'spec.ingressClassName' instead"
        yield FieldWarning(path, words, anchor="key", code="ingress-class-annotation")
