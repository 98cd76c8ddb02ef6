"""What the server accepts in Pods and templates with a warning (pkg/api/pod/warnings.go).

In: a PodSpec and the annotations beside it. Out: FieldWarnings; `code` groups those that mean the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import ips
from stslint.apiserver.container_warnings import container_warnings, port_warnings
from stslint.apiserver.decoded import is_set, number, struct, structs, text, texts
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.persistent_volume_claim import claim_spec_warnings, is_fractional
from stslint.apiserver.pod_annotations import SECCOMP_POD
from stslint.apiserver.scheduling_warnings import scheduling_warnings
from stslint.apiserver.volume_path_warnings import overlapping_path_warnings
from stslint.fields import FieldPath, FieldWarning, Key

_DEPRECATED_ANNOTATIONS: Final = {
    "scheduler.alpha.kubernetes.io/critical-pod": 'non-functional in v1.16+; use the "priorityClassName" field instead',
    "security.alpha.kubernetes.io/sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
    "security.alpha.kubernetes.io/unsafe-sysctls": 'non-functional in v1.11+; use the "sysctls" field instead',
}
_DEPRECATED_VOLUMES: Final = {
    "photonPersistentDisk": ("photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    "gitRepo": ("gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    "scaleIO": ("scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    "flocker": ("flocker", "deprecated in v1.22, non-functional in v1.25+"),
    "storageos": ("storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    "quobyte": ("quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    "glusterfs": ("glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    "cephfs": ("cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    "rbd": ("rbd", "deprecated in v1.28, non-functional in v1.31+"),
}
"""Volume sources without a driver behind them: the server's spelling, and its words."""
_FRACTION: Final = "fractional-bytes"


def spec_warnings(
    spec: Mapping[str, Any], annotations: Mapping[str, Any], path: FieldPath, version: Version, *, in_template: bool
) -> Iterator[FieldWarning]:
    """All warnings of a Pod or template at `path`."""
    place = (*path, "spec")
    yield from scheduling_warnings(spec, place)
    if annotations:
        yield from _annotation_warnings(annotations, spec, path)
    if spec.get("volumes"):
        yield from _volume_warnings(spec, place, version)
        yield from overlapping_path_warnings(spec, place)
    yield from _list_warnings(spec, place, version)
    for name in ("memory", "ephemeral-storage"):
        value = struct(spec, "overhead").get(name)
        if value is not None and is_fractional(value):
            words = f'fractional byte value "{value}" is invalid, must be an integer'
            yield FieldWarning((*place, "overhead", Key(name)), words, code=_FRACTION)
    yield from container_warnings(spec, annotations, path, in_template=in_template)
    yield from port_warnings(spec, place)
    if in_template and number(spec, "terminationGracePeriodSeconds") < 0:
        words = "must be >= 0; negative values are invalid and will be treated as 1"
        yield FieldWarning((*place, "terminationGracePeriodSeconds"), words, code="negative-grace-period")


def _annotation_warnings(
    annotations: Mapping[str, Any], spec: Mapping[str, Any], path: FieldPath
) -> Iterator[FieldWarning]:
    place = (*path, "metadata", "annotations")
    for name, words in _DEPRECATED_ANNOTATIONS.items():
        if name in annotations:
            yield FieldWarning((*place, Key(name)), words, anchor="key", code="deprecated-annotation")
    if SECCOMP_POD in annotations and not is_set(struct(spec, "securityContext"), "seccompProfile"):
        words = 'non-functional in v1.27+; use the "seccompProfile" field instead'
        yield FieldWarning((*place, Key(SECCOMP_POD)), words, anchor="key", code="deprecated-annotation")


def _volume_warnings(spec: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldWarning]:
    for index, volume in structs(spec, "volumes"):
        place = (*path, "volumes", index)
        for source, (spelled, words) in _DEPRECATED_VOLUMES.items() if len(volume) > 1 else ():
            if is_set(volume, source):
                old_git = source == "gitRepo" and version < (1, 33)
                message = "deprecated in v1.11" if old_git else words
                at = (*place, source)
                yield FieldWarning((*place, spelled), message, at, "key", code="deprecated-volume")
        template = struct(volume, "ephemeral").get("volumeClaimTemplate")
        if isinstance(template, dict):
            tail = ("ephemeral", "volumeClaimTemplate", "spec")
            yield from claim_spec_warnings(struct(template, "spec"), (*place, *tail))


def _list_warnings(spec: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldWarning]:
    """Addresses and pull secrets that stand twice, and spellings of addresses."""
    yield from _duplicates(spec, "hostAliases", "ip", path)
    yield from _duplicates(spec, "imagePullSecrets", "name", path)
    for index, secret in structs(spec, "imagePullSecrets"):
        if not text(secret, "name"):
            place = (*path, "imagePullSecrets", index, "name")
            yield FieldWarning(place, 'invalid empty name ""', code="empty-name")
    for index, alias in structs(spec, "hostAliases"):
        for words in ips.ip_warnings(text(alias, "ip"), version):
            yield FieldWarning((*path, "hostAliases", index, "ip"), words, code="ip-spelling")
    for index, address in enumerate(texts(struct(spec, "dnsConfig"), "nameservers")):
        for words in ips.ip_warnings(address, version):
            yield FieldWarning((*path, "dnsConfig", "nameservers", index), words, code="ip-spelling")


def _duplicates(spec: Mapping[str, Any], field: str, key: str, path: FieldPath) -> Iterator[FieldWarning]:
    seen: set[str] = set()
    for index, item in structs(spec, field):
        value = text(item, key)
        if value in seen:
            yield FieldWarning((*path, field, index, key), f'duplicate {key} "{value}"', code=f"duplicate-{key}")
        seen.add(value)
