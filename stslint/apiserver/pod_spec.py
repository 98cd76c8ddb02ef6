"""The PodSpec as a whole: fields that depend on each other, and the order in which its parts are validated.

In: a PodSpec as written, and the sources of volumes that are added to it. Out: the server's refusals
(ValidatePodSpec). Facts about one field stand in the schema overlays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from stslint.apiserver import formats, ips
from stslint.apiserver.container_ports import validate_host_network_ports
from stslint.apiserver.container_resources import validate_container_resources
from stslint.apiserver.containers import surroundings, validate_containers
from stslint.apiserver.decoded import is_set, struct, structs, text, texts
from stslint.apiserver.errors import duplicate, forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version, enabled
from stslint.apiserver.labels import validate_labels
from stslint.apiserver.pod_resources import validate_pod_resources
from stslint.apiserver.scheduling import validate_affinity, validate_tolerations, validate_topology_spread
from stslint.apiserver.security_contexts import validate_pod_security_context
from stslint.apiserver.volume_mounts import Sources
from stslint.apiserver.volumes import sources, validate_volumes
from stslint.apiserver.windows_options import validate_host_process, validate_linux, validate_windows
from stslint.fields import FieldError, FieldPath

_SYSTEMS: Final = ("linux", "windows")
_SEARCHES_MAX: Final = 2048


class PodContext(NamedTuple):
    """What a PodSpec does not say itself.

    `added` are volumes that a controller adds (claim templates); `labels` are the labels of a Pod, which refine its
    selectors at once, and None in a template.
    """

    version: Version
    added: Sources = MappingProxyType({})
    labels: Mapping[str, Any] | None = None

    @property
    def is_pod(self) -> bool:
        return self.labels is not None


def validate_pod_spec(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    """Everything about a PodSpec that needs more than one field."""
    version = context.version
    if spec.get("volumes"):
        yield from validate_volumes(spec, path, version)
    known = {**sources(spec), **context.added}
    yield from validate_containers(spec, path, surroundings(spec, known, version, is_pod=context.is_pod))
    for field, check in _PARTS.items():
        if spec.get(field) is not None:
            yield from check(spec, path, context)
    if spec.get("hostUsers") is False and enabled("UserNamespacesSupport", version):
        yield from _host_users(spec, path)
    yield from _validate_names(spec, path)
    yield from _validate_dns(spec, path, version)
    yield from validate_host_process(spec, path)


def _host_network(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    for index, container in structs(spec, "containers") if spec["hostNetwork"] is True else ():
        yield from validate_host_network_ports(container, (*path, "containers", index))


def _node_selector(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    yield from validate_labels(spec["nodeSelector"], (*path, "nodeSelector"))


def _security_context(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    yield from validate_pod_security_context(spec, (*path, "securityContext"))


def _share_process_namespace(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    if spec.get("shareProcessNamespace") is True and spec.get("hostPID") is True:
        detail = "ShareProcessNamespace and HostPID cannot both be enabled"
        yield invalid((*path, "shareProcessNamespace"), True, detail)


def _affinity(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    yield from validate_affinity(struct(spec, "affinity"), (*path, "affinity"), context.version, context.labels)


def _topology_spread(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    yield from validate_topology_spread(spec, path, context.version, context.labels)


def _tolerations(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    yield from validate_tolerations(spec, (*path, "tolerations"))


def _validate_dns(spec: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """Without the cluster's DNS a Pod names a server of its own."""
    config, path = spec.get("dnsConfig"), (*path, "dnsConfig")
    if spec.get("dnsPolicy") == "None":
        if config is None:
            yield required(path, "must provide `dnsConfig` when `dnsPolicy` is None", (*path[:-1], "dnsPolicy"))
            return
        if isinstance(config, dict) and not config.get("nameservers"):
            detail = "must provide at least one DNS nameserver when `dnsPolicy` is None"
            yield required((*path, "nameservers"), detail)
            return
    if not isinstance(config, dict):
        return
    for index, address in enumerate(texts(config, "nameservers")):
        for problem in ips.ip_messages(address, version[:2]):
            yield invalid((*path, "nameservers", index), address, problem)
    searches = texts(config, "searches")
    if len(" ".join(searches).encode("utf-8", "surrogatepass")) > _SEARCHES_MAX:
        detail = f"must not have more than {_SEARCHES_MAX} characters (including spaces) in the search list"
        yield invalid((*path, "searches"), searches, detail)
    for index, option in structs(config, "options"):
        if not text(option, "name"):
            yield required((*path, "options", index), "must not be empty", (*path, "options", index, "name"))


def _scheduling_gates(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    """The server names the gate, not its name; a Pod with gates has no node yet."""
    seen: set[str] = set()
    for index, gate in structs(spec, "schedulingGates"):
        name, place = text(gate, "name"), (*path, "schedulingGates", index)
        for problem in formats.label_key(name):
            yield invalid(place, name, problem, (*place, "name"))
        if name in seen:
            yield duplicate(place, name, (*place, "name"))
        seen.add(name)
    if context.is_pod and text(spec, "nodeName"):
        yield forbidden((*path, "nodeName"), "cannot be set until all schedulingGates have been cleared")


def _host_users(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """A user namespace of its own goes with no namespace of the host; the server writes two of them in capitals."""
    for field, spelled in (("hostNetwork", "hostNetwork"), ("hostPID", "HostPID"), ("hostIPC", "HostIPC")):
        if spec.get(field) is True:
            yield forbidden((*path, spelled), "when `hostUsers` is false", (*path, field))


def _hostname_override(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    if not enabled("HostnameOverride", context.version):
        return
    for field in ("setHostnameAsFQDN", "hostNetwork"):
        if spec.get(field) is True:
            yield forbidden((*path, "hostnameOverride"), f"may not be specified when {field} is true")


def _validate_names(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """A StatefulSet's template comes without them: the controller overwrites both."""
    for field in ("hostname", "subdomain"):
        value = text(spec, field)
        for problem in formats.dns_label(value) if value else ():
            yield invalid((*path, field), value, problem)


def _service_account(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    """The old name of serviceAccountName fills that in if it is empty, and is judged there."""
    name = text(spec, "serviceAccount")
    for problem in formats.dns_subdomain(name) if name and not text(spec, "serviceAccountName") else ():
        yield invalid((*path, "serviceAccountName"), name, problem, (*path, "serviceAccount"))


def _host_aliases(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    for index, alias in structs(spec, "hostAliases"):
        address = text(alias, "ip")
        for problem in ips.ip_messages(address, context.version[:2]):
            yield invalid((*path, "hostAliases", index, "ip"), address, problem)


def _overhead(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    """Validated as if it were limits."""
    place = (*path, "overhead")
    for error in validate_container_resources({"limits": struct(spec, "overhead")}, place, ()):
        yield error._replace(at=(*place, *error.path[len(place) + 1 :]))


def _operating_system(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    """Fields of the other system; an unknown system is reported at `os`."""
    name, place = text(struct(spec, "os"), "name"), (*path, "os")
    if name and name not in _SYSTEMS:
        yield not_supported(place, name, _SYSTEMS, (*place, "name"))
    elif name:
        yield from (validate_linux if name == "linux" else validate_windows)(spec, path)


def _resource_claims(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    seen: set[str] = set()
    known = enabled("DynamicResourceAllocation", context.version)
    for index, claim in structs(spec, "resourceClaims") if known else ():
        name, place = text(claim, "name"), (*path, "resourceClaims", index)
        if name and name in seen:
            yield duplicate((*place, "name"), name)
        seen.add(name)
        given = [field for field in ("resourceClaimName", "resourceClaimTemplateName") if is_set(claim, field)]
        if len(given) > 1:
            detail = "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
            yield invalid(place, dict(claim), detail)
        elif not given:
            yield invalid(place, dict(claim), "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`")


def _resources(spec: Mapping[str, Any], path: FieldPath, context: PodContext) -> Iterator[FieldError]:
    if enabled("PodLevelResources", context.version):
        yield from validate_pod_resources(spec, path, is_pod=context.is_pod)


_PARTS: Final = {
    "resourceClaims": _resource_claims,
    "resources": _resources,
    "hostNetwork": _host_network,
    "nodeSelector": _node_selector,
    "securityContext": _security_context,
    "shareProcessNamespace": _share_process_namespace,
    "serviceAccount": _service_account,
    "affinity": _affinity,
    "schedulingGates": _scheduling_gates,
    "topologySpreadConstraints": _topology_spread,
    "hostnameOverride": _hostname_override,
    "tolerations": _tolerations,
    "hostAliases": _host_aliases,
    "overhead": _overhead,
    "os": _operating_system,
}
