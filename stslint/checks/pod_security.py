"""The Pod Security Standards: what a Pod may not do at the levels baseline and restricted.

In: one workload and the version of the standard. Out: violations with their places. Upstream:
k8s.io/pod-security-admission/policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from stslint.checks.mounts import volumes
from stslint.checks.pods import container_paths, name_of_container, pod_spec_path
from stslint.cluster import pod_spec, pod_template
from stslint.fields import Anchor, FieldPath
from stslint.resources import Resource, items, mapping
from stslint.standards import BASELINE_CAPABILITIES, RESTRICTED_VOLUMES

Version = tuple[int, int]


class Violation(NamedTuple):
    """A field that a level does not allow, or lacks."""

    path: FieldPath
    text: str
    anchor: Anchor = "value"


Control = Callable[[Resource, Version], Iterator[Violation]]
_SELINUX: Final = frozenset(["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"])
_SYSCTLS: Final[Mapping[str, Version]] = {
    "kernel.shm_rmid_forced": (1, 0),
    "net.ipv4.ip_local_port_range": (1, 0),
    "net.ipv4.tcp_syncookies": (1, 0),
    "net.ipv4.ping_group_range": (1, 0),
    "net.ipv4.ip_unprivileged_port_start": (1, 0),
    "net.ipv4.ip_local_reserved_ports": (1, 27),
    "net.ipv4.tcp_keepalive_time": (1, 29),
    "net.ipv4.tcp_fin_timeout": (1, 29),
    "net.ipv4.tcp_keepalive_intvl": (1, 29),
    "net.ipv4.tcp_keepalive_probes": (1, 29),
    "net.ipv4.tcp_rmem": (1, 32),
    "net.ipv4.tcp_wmem": (1, 32),
    "net.ipv4.tcp_slow_start_after_idle": (1, 37),
    "net.ipv4.tcp_notsent_lowat": (1, 37),
}


def _contexts(resource: Resource) -> Iterator[tuple[FieldPath, dict[str, Any], str]]:
    """Security contexts of the Pod and its containers: path, context, whose it is."""
    yield (*pod_spec_path(resource), "securityContext"), mapping(pod_spec(resource).get("securityContext")), "the Pod"
    yield from _container_contexts(resource)


def _container_contexts(resource: Resource) -> Iterator[tuple[FieldPath, dict[str, Any], str]]:
    for path, container in container_paths(resource):
        who = f'container "{name_of_container(path, container)}"'
        yield (*path, "securityContext"), mapping(container.get("securityContext")), who


def _host_namespaces(resource: Resource, version: Version) -> Iterator[Violation]:
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if pod_spec(resource).get(field) is True:
            yield Violation((*pod_spec_path(resource), field), f"{field} is true")


def _privileged(resource: Resource, version: Version) -> Iterator[Violation]:
    for path, context, who in _container_contexts(resource):
        if context.get("privileged") is True:
            yield Violation((*path, "privileged"), f"{who} is privileged")
        for index, name in enumerate(items(mapping(context.get("capabilities")).get("add"))):
            if str(name) not in BASELINE_CAPABILITIES:
                yield Violation((*path, "capabilities", "add", index), f"{who} adds capability {name}")


def _host_volumes_and_ports(resource: Resource, version: Version) -> Iterator[Violation]:
    for path, name, volume in volumes(resource):
        if volume.get("hostPath") is not None:
            yield Violation((*path, "hostPath"), f'volume "{name}" is a hostPath', "key")
    for path, container in container_paths(resource):
        for index, port in enumerate(items(container.get("ports"))):
            number = mapping(port).get("hostPort")
            if number:
                who = name_of_container(path, container)
                yield Violation((*path, "ports", index, "hostPort"), f'container "{who}" uses hostPort {number}')


def _profiles(resource: Resource, version: Version) -> Iterator[Violation]:
    for path, context, who in _contexts(resource):
        if mapping(context.get("seccompProfile")).get("type") == "Unconfined":
            yield Violation((*path, "seccompProfile", "type"), f"{who} switches seccomp off")
        if mapping(context.get("appArmorProfile")).get("type") == "Unconfined":
            yield Violation((*path, "appArmorProfile", "type"), f"{who} switches AppArmor off")
        options = mapping(context.get("seLinuxOptions"))
        if str(options.get("type", "")) not in _SELINUX:
            yield Violation((*path, "seLinuxOptions", "type"), f"{who} sets SELinux type {options['type']}")
        for field in ("user", "role"):
            if options.get(field):
                yield Violation((*path, "seLinuxOptions", field), f"{who} sets an SELinux {field}")
        if mapping(context.get("windowsOptions")).get("hostProcess") is True:
            yield Violation((*path, "windowsOptions", "hostProcess"), f"{who} is a host process")
    annotations = mapping(mapping(pod_template(resource).get("metadata")).get("annotations"))
    for key, value in annotations.items():
        if key.startswith("container.apparmor.security.beta.kubernetes.io/") and value == "unconfined":
            yield Violation((*pod_spec_path(resource)[:-1], "metadata", "annotations", key), "AppArmor is switched off")


def _proc_mount_and_sysctls(resource: Resource, version: Version) -> Iterator[Violation]:
    relaxed = version >= (1, 35) and pod_spec(resource).get("hostUsers") is False
    for path, context, who in _container_contexts(resource):
        if context.get("procMount", "Default") != "Default" and not relaxed:
            yield Violation((*path, "procMount"), f"{who} sets procMount {context['procMount']}")
    base = (*pod_spec_path(resource), "securityContext", "sysctls")
    for index, each in enumerate(items(mapping(pod_spec(resource).get("securityContext")).get("sysctls"))):
        name = str(mapping(each).get("name"))
        if name not in _SYSCTLS or version < _SYSCTLS[name]:
            yield Violation((*base, index, "name"), f"sysctl {name} is not safe")


def _probe_hosts(resource: Resource, version: Version) -> Iterator[Violation]:
    if version < (1, 34):
        return
    for path, container in container_paths(resource):
        lifecycle = mapping(container.get("lifecycle"))
        asked: list[tuple[FieldPath, dict[str, Any]]] = [((field,), mapping(container.get(field))) for field in _PROBES]
        asked += [(("lifecycle", field), mapping(lifecycle.get(field))) for field in ("postStart", "preStop")]
        for at, handler in asked:
            for action in ("httpGet", "tcpSocket"):
                host = mapping(handler.get(action)).get("host")
                if host:
                    who = name_of_container(path, container)
                    yield Violation((*path, *at, action, "host"), f'a probe or hook of container "{who}" names a host')


_PROBES: Final = ("livenessProbe", "readinessProbe", "startupProbe")


def _not_root(resource: Resource, version: Version) -> Iterator[Violation]:
    spec = pod_spec(resource)
    if version >= (1, 35) and spec.get("hostUsers") is False:
        return
    pod = mapping(spec.get("securityContext"))
    for path, context, who in _contexts(resource):
        if context.get("runAsUser") == 0 and context.get("runAsUser") is not False:
            yield Violation((*path, "runAsUser"), f"{who} runs as user 0")
        if context.get("runAsNonRoot") is False:
            yield Violation((*path, "runAsNonRoot"), f"{who} sets runAsNonRoot to false")
    if pod.get("runAsNonRoot") is not True:
        for path, context, who in _container_contexts(resource):
            if context.get("runAsNonRoot") is None:
                yield Violation((*path, "runAsNonRoot"), f"{who} does not set runAsNonRoot: true")


def _no_new_rights(resource: Resource, version: Version) -> Iterator[Violation]:
    spec = pod_spec(resource)
    if mapping(spec.get("os")).get("name") == "windows":
        return
    pod_seccomp = mapping(mapping(spec.get("securityContext")).get("seccompProfile")).get("type")
    for path, context, who in _container_contexts(resource):
        if context.get("allowPrivilegeEscalation") is not False:
            field = (*path, "allowPrivilegeEscalation")
            yield Violation(field, f"{who} does not set allowPrivilegeEscalation: false")
        capabilities = mapping(context.get("capabilities"))
        if "ALL" not in items(capabilities.get("drop")):
            yield Violation((*path, "capabilities", "drop"), f"{who} does not drop ALL capabilities")
        for index, name in enumerate(items(capabilities.get("add"))):
            if name != "NET_BIND_SERVICE" and str(name) in BASELINE_CAPABILITIES:
                yield Violation((*path, "capabilities", "add", index), f"{who} adds capability {name}")
        seccomp = mapping(context.get("seccompProfile")).get("type", pod_seccomp)
        if seccomp not in ("RuntimeDefault", "Localhost", "Unconfined"):
            yield Violation((*path, "seccompProfile"), f"{who} sets no seccompProfile")


def _volume_types(resource: Resource, version: Version) -> Iterator[Violation]:
    for path, name, volume in volumes(resource):
        for field in volume:
            if field not in ("name", "hostPath") and field not in RESTRICTED_VOLUMES:
                yield Violation((*path, field), f'volume "{name}" is of type {field}', "key")


BASELINE: Final[tuple[Control, ...]] = (
    _host_namespaces,
    _privileged,
    _host_volumes_and_ports,
    _profiles,
    _proc_mount_and_sysctls,
    _probe_hosts,
)
RESTRICTED: Final[tuple[Control, ...]] = (_not_root, _no_new_rights, _volume_types)
