"""Security contexts of Pods and containers: profiles, sysctls, privileges.

In: securityContext values as written. Out: the server's refusals. Facts about one field stand in the schema overlays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver.decoded import is_set, struct, structs, text
from stslint.apiserver.errors import duplicate, invalid, required
from stslint.apiserver.feature_gates import Version, enabled
from stslint.apiserver.paths import descending_path_problems
from stslint.apiserver.windows_options import validate_windows_options
from stslint.fields import FieldError, FieldPath
from stslint.patterns import pattern

_LOCALHOST: Final = "Localhost"
_PROFILES: Final = {"seccompProfile": "seccomp", "appArmorProfile": "AppArmor"}
_KERNEL_TYPES: Final = ("RuntimeDefault", "Unconfined")


def validate_container_security_context(
    context: Mapping[str, Any], path: FieldPath, version: Version, *, host_users: bool
) -> Iterator[FieldError]:
    """One container's securityContext."""
    if host_users and context.get("procMount") == "Unmasked" and enabled("ProcMountType", version):
        detail = "`hostUsers` must be false to use `Unmasked`"
        yield invalid((*path, "procMount"), "Unmasked", detail)
    if context.get("allowPrivilegeEscalation") is False:
        yield from _validate_no_escalation(context, path)
    yield from _validate_profiles(context, path)


def _validate_no_escalation(context: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    at = (*path, "allowPrivilegeEscalation")
    if context.get("privileged") is True:
        detail = "cannot set `allowPrivilegeEscalation` to false and `privileged` to true"
        yield invalid(path, dict(context), detail, at)
    added = struct(context, "capabilities").get("add")
    if isinstance(added, list) and "CAP_SYS_ADMIN" in added:
        detail = "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN"
        yield invalid(path, dict(context), detail, at)


def validate_pod_security_context(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """The Pod's securityContext, with the host namespaces the Pod shares."""
    context = struct(spec, "securityContext")
    if context.get("sysctls"):
        yield from _validate_sysctls(context, spec, (*path, "sysctls"))
    yield from _validate_profiles(context, path)


def _validate_profiles(context: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    for field, words in _PROFILES.items():
        profile = context.get(field)
        if isinstance(profile, dict):
            yield from _validate_localhost_profile(profile, words, (*path, field))
    if is_set(context, "windowsOptions"):
        yield from validate_windows_options(struct(context, "windowsOptions"), (*path, "windowsOptions"))


def _validate_localhost_profile(profile: Mapping[str, Any], words: str, path: FieldPath) -> Iterator[FieldError]:
    """A profile is named if, and only if, the type is Localhost."""
    kind, name, place = text(profile, "type"), profile.get("localhostProfile"), (*path, "localhostProfile")
    if kind != _LOCALHOST:
        if name is not None and (words == "seccomp" or kind in _KERNEL_TYPES):
            yield invalid(place, name, f"can only be set when {words} type is Localhost", anchor="key")
    elif not isinstance(name, str) or (words == "AppArmor" and not name):
        yield required(place, f"must be set when {words} type is Localhost")
    elif words == "seccomp":
        for problem in descending_path_problems(name):
            yield invalid(place, name, problem)
    elif name.strip() != name:
        yield invalid(place, name, "must not be padded with whitespace")


_SYSCTL_SEGMENT: Final = "[a-z0-9]([-_a-z0-9]*[a-z0-9])?"
_SYSCTL: Final = pattern(rf"({_SYSCTL_SEGMENT}[./])*{_SYSCTL_SEGMENT}")
_SYSCTL_MAX: Final = 253
_IPC_SYSCTLS: Final = ("kernel.sem",)
_IPC_PREFIXES: Final = ("kernel.shm", "kernel.msg", "fs.mqueue.")


def _validate_sysctls(context: Mapping[str, Any], spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    seen: set[str] = set()
    for index, sysctl in structs(context, "sysctls"):
        name, place = text(sysctl, "name"), (*path, index, "name")
        if not name:
            yield required(place)
        elif len(name) > _SYSCTL_MAX or not _SYSCTL.fullmatch(name):
            detail = f"must have at most {_SYSCTL_MAX} characters and match regex ^{_SYSCTL.pattern}$"
            yield invalid(place, name, detail)
        elif name in seen:
            yield duplicate(place, name)
        seen.add(name)
        shared = _shared_namespace(name, spec)
        if shared:
            yield invalid(place, name, f"may not be specified when '{shared}' is true")


def _shared_namespace(sysctl: str, spec: Mapping[str, Any]) -> str:
    """The field by which the Pod shares with its host the namespace that this sysctl belongs to."""
    dotted = _dotted(sysctl)
    if spec.get("hostNetwork") is True and dotted.startswith("net."):
        return "hostNetwork"
    if spec.get("hostIPC") is True and (dotted in _IPC_SYSCTLS or dotted.startswith(_IPC_PREFIXES)):
        return "hostIPC"
    return ""


def _dotted(sysctl: str) -> str:
    """sysctl.d spelling: if the first separator is a slash, slashes and dots change places."""
    first = next((character for character in sysctl if character in "./"), "")
    return sysctl.translate(str.maketrans("./", "/.")) if first == "/" else sysctl
