"""Windows: user names, host processes, and fields that exist for one operating system only.

In: windowsOptions, or a whole PodSpec. Out: the server's refusals (validateWindowsSecurityContextOptions,
validateWindowsHostProcessPod, validateLinux, validateWindows).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import is_set, struct, structs, text
from stslint.apiserver.errors import forbidden, invalid
from stslint.fields import FieldError, FieldPath
from stslint.patterns import pattern

CONTAINERS: Final = ("initContainers", "containers", "ephemeralContainers")
_POD_CONTEXT: Final = [
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "runAsUser",
    "runAsGroup",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "seLinuxChangePolicy",
]
_CONTAINER_CONTEXT: Final = [
    "appArmorProfile",
    "seLinuxOptions",
    "seccompProfile",
    "capabilities",
    "readOnlyRootFilesystem",
    "privileged",
    "allowPrivilegeEscalation",
    "procMount",
    "runAsUser",
    "runAsGroup",
]
_ON_WINDOWS: Final = "cannot be set for a windows pod"
_ON_LINUX: Final = "windows options cannot be set for a linux pod"
_SPEC_MAX: Final = 64 * 1024
_CONTROL: Final = pattern(r"[\x00-\x1f\x7f]")
_NETBIOS: Final = pattern(r'[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}')
_DNS: Final = pattern(
    r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)
_NOT_IN_USER: Final = pattern(r'["/\\:;|=,+*?<>@\[\]]')


def validate_windows_options(options: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """The credential spec and the user name."""
    if is_set(options, "gmsaCredentialSpecName"):
        name = text(options, "gmsaCredentialSpecName")
        for problem in formats.dns_subdomain(name):
            yield invalid((*path, "gmsaCredentialSpecName"), name, problem)
    if is_set(options, "gmsaCredentialSpec"):
        spec, place = text(options, "gmsaCredentialSpec"), (*path, "gmsaCredentialSpec")
        if not spec:
            yield invalid(place, spec, "gmsaCredentialSpec cannot be an empty string")
        elif len(spec.encode("utf-8", "surrogatepass")) > _SPEC_MAX:
            yield invalid(place, spec, "gmsaCredentialSpec size must be under 64 KiB")
    if is_set(options, "runAsUserName"):
        name = text(options, "runAsUserName")
        for problem in _user_name_problems(name):
            yield invalid((*path, "runAsUserName"), name, f"runAsUserName{problem}")


def _user_name_problems(name: str) -> Iterator[str]:
    if not name:
        yield " cannot be an empty string"
    elif _CONTROL.search(name):
        yield " cannot contain control characters"
    elif name.count("\\") > 1:
        yield " cannot contain more than one backslash"
    else:
        domain, backslash, user = name.rpartition("\\")
        if backslash:
            yield from _domain_problems(domain)
        yield from _user_problems(user)


def _domain_problems(domain: str) -> Iterator[str]:
    if len(domain) >= 256:
        yield "'s Domain length must be under 256 characters"
    if not (_NETBIOS.fullmatch(domain) or _DNS.fullmatch(domain)):
        yield "'s Domain doesn't match the NetBios nor the DNS format"


def _user_problems(user: str) -> Iterator[str]:
    if not user:
        yield "'s User cannot be empty"
    elif len(user) > 104:
        yield "'s User length must not be longer than 104 characters"
    if user and not user.strip(". "):
        yield "'s User cannot contain only periods or spaces"
    if _NOT_IN_USER.search(user):
        yield "'s User cannot contain the following characters: \"/\\:;|=,+*?<>@[]"


def _containers(spec: Mapping[str, Any], path: FieldPath) -> Iterator[tuple[FieldPath, Mapping[str, Any]]]:
    for field in CONTAINERS:
        for index, container in structs(spec, field):
            yield (*path, field, index), container


def validate_host_process(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """Host processes: all containers of a Pod or none, and only on the host's network."""
    pod = struct(struct(spec, "securityContext"), "windowsOptions").get("hostProcess")
    count = host_processes = 0
    for place, container in _containers(spec, path):
        own = struct(struct(container, "securityContext"), "windowsOptions").get("hostProcess")
        count += 1
        host_processes += (pod if own is None else own) is True
        if pod is not None and own is not None and pod is not own:
            detail = f"pod hostProcess value must be identical if both are specified, was {str(pod).lower()}"
            yield invalid((*place, "securityContext", "windowsOptions", "hostProcess"), own, detail)
    if host_processes and host_processes != count:
        detail = "If pod contains any hostProcess containers then all containers must be HostProcess containers"
        yield invalid(path, "", detail)
    if host_processes and spec.get("hostNetwork") is not True:
        detail = "hostNetwork must be true if pod contains any hostProcess containers"
        yield invalid((*path, "hostNetwork"), False, detail)


def validate_linux(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """A Pod that says it runs on Linux has no Windows options."""
    for place, owner in [(path, spec), *_containers(spec, path)]:
        if is_set(struct(owner, "securityContext"), "windowsOptions"):
            yield forbidden((*place, "securityContext", "windowsOptions"), _ON_LINUX)


def validate_windows(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """A Pod that says it runs on Windows has nothing that only Linux knows."""
    context, place = struct(spec, "securityContext"), (*path, "securityContext")
    names = [name for name in _POD_CONTEXT if is_set(context, name)]
    for name in [*names, "sysctls"] if context.get("sysctls") else names:
        yield forbidden((*place, name), _ON_WINDOWS)
    for name in ("hostUsers", "shareProcessNamespace"):
        if is_set(spec, name):
            yield forbidden((*path, name), _ON_WINDOWS)
    for name in ("hostPID", "hostIPC"):
        if spec.get(name) is True:
            yield forbidden((*path, name), _ON_WINDOWS)
    for container_path, container in _containers(spec, path):
        own = struct(container, "securityContext")
        for name in _CONTAINER_CONTEXT:
            if is_set(own, name):
                yield forbidden((*container_path, "securityContext", name), _ON_WINDOWS)
