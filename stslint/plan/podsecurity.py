"""Pod Security admission: what a namespace's `pod-security.kubernetes.io/enforce` label refuses in a Pod.

In: the world, a namespace and a Pod's template. Out: `violates PodSecurity "<level>:<version>": …`, or "".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from stslint.plan.blueprint import Blueprint
from stslint.plan.state import World
from stslint.resources import items, mapping
from stslint.standards import BASELINE_CAPABILITIES, RESTRICTED_VOLUMES

_PREFIX: Final = "pod-security.kubernetes.io/"
Spec = Mapping[str, Any]


def violation(world: World, namespace: str, blueprint: Blueprint) -> str:
    live = world.objects.get(("Namespace", "", namespace))
    labels = live.labels if live is not None else {}
    return violation_at(labels, "enforce", blueprint.spec)


def violation_at(labels: Mapping[str, str], use: str, spec: Spec) -> str:
    """`use` is `enforce` or `warn`, which without a label of its own warns of what is enforced."""
    if use == "warn" and f"{_PREFIX}warn" not in labels:
        level, version = _label(labels, "enforce")
    else:
        level, version = _label(labels, use)
    if level not in ("baseline", "restricted"):
        return ""
    checks = _BASELINE if level == "baseline" else (*_BASELINE_KEPT, *_RESTRICTED)
    found = [text for check in checks for text in check(spec)]
    verb = "violates" if use == "enforce" else "would violate"
    return f'{verb} PodSecurity "{level}:{version}": {", ".join(found)}' if found else ""


def _label(labels: Mapping[str, str], use: str) -> tuple[str, str]:
    return labels.get(f"{_PREFIX}{use}", "privileged"), labels.get(f"{_PREFIX}{use}-version", "latest")


def _containers(spec: Spec) -> list[dict[str, Any]]:
    return [
        each
        for field in ("initContainers", "containers", "ephemeralContainers")
        for each in items(spec.get(field))
        if isinstance(each, dict)
    ]


def _context(container: Mapping[str, Any]) -> dict[str, Any]:
    return mapping(container.get("securityContext"))


def _named(found: list[dict[str, Any]]) -> str:
    quoted = ", ".join(f'"{each.get("name", "")}"' for each in found)
    return f"{'container' if len(found) == 1 else 'containers'} {quoted}"


def _host_namespaces(spec: Spec) -> Iterator[str]:
    used = [f"{field}=true" for field in ("hostNetwork", "hostPID", "hostIPC") if spec.get(field)]
    if used:
        yield f"host namespaces ({', '.join(used)})"


def _privileged(spec: Spec) -> Iterator[str]:
    found = [each for each in _containers(spec) if _context(each).get("privileged") is True]
    if found:
        yield f"privileged ({_named(found)} must not set securityContext.privileged=true)"


def _capabilities(spec: Spec) -> Iterator[str]:
    found, bad = [], set()
    for each in _containers(spec):
        added = set(map(str, items(mapping(_context(each).get("capabilities")).get("add")))) - BASELINE_CAPABILITIES
        if added:
            found.append(each)
            bad |= added
    if found:
        quoted = ", ".join(f'"{name}"' for name in sorted(bad))
        where = "securityContext.capabilities.add"
        yield f"non-default capabilities ({_named(found)} must not include {quoted} in {where})"


def _host_paths(spec: Spec) -> Iterator[str]:
    found = [each for each in items(spec.get("volumes")) if mapping(each).get("hostPath") is not None]
    if found:
        quoted = ", ".join(f'"{each.get("name", "")}"' for each in found)
        yield f"hostPath volumes ({'volume' if len(found) == 1 else 'volumes'} {quoted})"


def _host_ports(spec: Spec) -> Iterator[str]:
    found: list[dict[str, Any]] = []
    ports: list[int] = []
    for each in _containers(spec):
        numbers = [mapping(port).get("hostPort") for port in items(each.get("ports"))]
        used = [number for number in numbers if isinstance(number, int) and number]
        if used:
            found.append(each)
            ports += used
    if found:
        shown = ", ".join(map(str, sorted(set(ports))))
        noun = "hostPort" if len(set(ports)) == 1 else "hostPorts"
        verb = "uses" if len(found) == 1 else "use"
        yield f"hostPort ({_named(found)} {verb} {noun} {shown})"


def _seccomp_unconfined(spec: Spec) -> Iterator[str]:
    pod = mapping(mapping(spec.get("securityContext")).get("seccompProfile")).get("type") == "Unconfined"
    found = [
        each for each in _containers(spec) if mapping(_context(each).get("seccompProfile")).get("type") == "Unconfined"
    ]
    if pod or found:
        who = "pod" if not found else _named(found)
        yield f'seccompProfile ({who} must not set securityContext.seccompProfile.type to "Unconfined")'


def _escalation(spec: Spec) -> Iterator[str]:
    found = [each for each in _containers(spec) if _context(each).get("allowPrivilegeEscalation") is not False]
    if found:
        wanted = "securityContext.allowPrivilegeEscalation=false"
        yield f"allowPrivilegeEscalation != false ({_named(found)} must set {wanted})"


def _drop_all(spec: Spec) -> Iterator[str]:
    dropping = [
        each
        for each in _containers(spec)
        if "ALL" not in items(mapping(_context(each).get("capabilities")).get("drop"))
    ]
    adding = [
        each
        for each in _containers(spec)
        if set(map(str, items(mapping(_context(each).get("capabilities")).get("add")))) - {"NET_BIND_SERVICE"}
    ]
    parts = []
    if dropping:
        parts.append(f'{_named(dropping)} must set securityContext.capabilities.drop=["ALL"]')
    if adding:
        bad = {
            str(name)
            for each in adding
            for name in items(mapping(_context(each).get("capabilities")).get("add"))
            if name != "NET_BIND_SERVICE"
        }
        quoted = ", ".join(f'"{name}"' for name in sorted(bad))
        parts.append(f"{_named(adding)} must not include {quoted} in securityContext.capabilities.add")
    if parts:
        yield f"unrestricted capabilities ({'; '.join(parts)})"


def _volume_types(spec: Spec) -> Iterator[str]:
    bad: dict[str, list[str]] = {}
    for volume in items(spec.get("volumes")):
        for source in set(mapping(volume)) - {"name"} - RESTRICTED_VOLUMES:
            bad.setdefault(source, []).append(str(mapping(volume).get("name", "")))
    if bad:
        quoted = ", ".join(f'"{name}"' for each in bad.values() for name in each)
        kinds = ", ".join(f'"{kind}"' for kind in sorted(bad))
        count = sum(len(each) for each in bad.values())
        noun = "volume" if count == 1 else "volumes"
        verb = "uses" if count == 1 else "use"
        yield f"restricted volume types ({noun} {quoted} {verb} restricted volume type {kinds})"


def _non_root(spec: Spec) -> Iterator[str]:
    if spec.get("hostUsers") is False:
        return
    pod = mapping(spec.get("securityContext")).get("runAsNonRoot")
    explicit = [each for each in _containers(spec) if _context(each).get("runAsNonRoot") is False]
    implicit = [each for each in _containers(spec) if _context(each).get("runAsNonRoot") is None]
    if explicit:
        yield f"runAsNonRoot != true ({_named(explicit)} must not set securityContext.runAsNonRoot=false)"
    elif pod is False and implicit:
        yield "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)"
    elif pod is None and implicit:
        yield f"runAsNonRoot != true (pod or {_named(implicit)} must set securityContext.runAsNonRoot=true)"


def _root_user(spec: Spec) -> Iterator[str]:
    if spec.get("hostUsers") is False:
        return
    found = [each for each in _containers(spec) if _context(each).get("runAsUser") == 0]
    if found:
        yield f"runAsUser=0 ({_named(found)} must not set runAsUser=0)"
    elif mapping(spec.get("securityContext")).get("runAsUser") == 0:
        yield "runAsUser=0 (pod must not set runAsUser=0)"


def _seccomp_set(spec: Spec) -> Iterator[str]:
    pod = mapping(mapping(spec.get("securityContext")).get("seccompProfile")).get("type")
    types = [(each, mapping(_context(each).get("seccompProfile")).get("type")) for each in _containers(spec)]
    wrong = [each for each, kind in types if kind not in (None, "RuntimeDefault", "Localhost")]
    unset = [each for each, kind in types if kind is None]
    wanted = 'securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    if wrong:
        yield f"seccompProfile ({_named(wrong)} must set {wanted})"
    elif pod is not None and pod not in ("RuntimeDefault", "Localhost"):
        yield f"seccompProfile (pod must set {wanted})"
    elif pod is None and unset:
        yield f"seccompProfile (pod or {_named(unset)} must set {wanted})"


_Check = Callable[[Spec], Iterator[str]]
_BASELINE_KEPT: Final[tuple[_Check, ...]] = (_host_namespaces, _privileged, _host_paths, _host_ports)
"""Baseline checks that restricted does not replace by a stricter one."""
_BASELINE: Final[tuple[_Check, ...]] = (
    _host_namespaces,
    _privileged,
    _capabilities,
    _host_paths,
    _host_ports,
    _seccomp_unconfined,
)
_RESTRICTED: Final[tuple[_Check, ...]] = (
    _escalation,
    _drop_all,
    _volume_types,
    _non_root,
    _root_user,
    _seccomp_set,
)
