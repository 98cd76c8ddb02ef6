"""Files of one volume that get in each other's way (warningsForOverlappingVirtualPaths).

In: a PodSpec. Out: FieldWarnings; the server names the volume in words, so `path` is empty and `at` has the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from stslint.apiserver.decoded import is_set, struct, structs, text
from stslint.fields import FieldPath, FieldWarning


class _File(NamedTuple):
    path: str
    source: str
    at: FieldPath

    def __str__(self) -> str:
        return f'"{self.path}" ({self.source})' if self.source else f'"{self.path}"'


def overlapping_path_warnings(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldWarning]:
    """Volumes made of single files: configMap, secret, downwardAPI, projected."""
    for index, volume in structs(spec, "volumes"):
        place, name = (*path, "volumes", index), text(volume, "name")
        for source, words in _single_sources(volume):
            files = list(_items(struct(volume, source), "", (*place, source)))
            yield from _overlaps(files, f'volume "{name}" ({words})')
        if is_set(volume, "projected"):
            yield from _projected(struct(volume, "projected"), name, (*place, "projected"))


def _single_sources(volume: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if is_set(volume, "configMap"):
        yield "configMap", f'ConfigMap "{text(struct(volume, "configMap"), "name")}"'
    if is_set(volume, "secret"):
        yield "secret", f'Secret "{text(struct(volume, "secret"), "secretName")}"'
    if is_set(volume, "downwardAPI"):
        yield "downwardAPI", "DownwardAPI"


def _items(source: Mapping[str, Any], words: str, path: FieldPath) -> Iterator[_File]:
    for index, item in structs(source, "items"):
        yield _File(text(item, "path").rstrip("/"), words, (*path, "items", index, "path"))


def _overlaps(files: list[_File], volume: str) -> Iterator[FieldWarning]:
    for index, file in enumerate(files):
        for other in files[:index] if file.path else ():
            if other.path and f"{file.path}/".startswith(f"{other.path}/"):
                overlap = True
            else:
                overlap = bool(other.path) and f"{other.path}/".startswith(f"{file.path}/")
            if overlap:
                words = f"{volume}: overlapping paths: {file} with {other}"
                yield FieldWarning((), words, file.at, facts={"other": other.at}, code="overlapping-paths")


def _projected(projection: Mapping[str, Any], name: str, path: FieldPath) -> Iterator[FieldWarning]:
    files: list[_File] = []
    for index, source in structs(projection, "sources"):
        place = (*path, "sources", index)
        if not any(value is not None for value in source.values()):
            words = f'volume "{name}" (Projected) has no sources provided'
            yield FieldWarning((), words, place, code="empty-projection")
        files += _projected_files(source, place)
    yield from _overlaps(files, f'volume "{name}" (Projected)')


def _projected_files(source: Mapping[str, Any], path: FieldPath) -> Iterator[_File]:
    """The first source with files, in the server's order."""
    for field, words in (("configMap", "ConfigMap"), ("secret", "Secret")):
        own = struct(source, field)
        if own.get("items") is not None:
            yield from _items(own, f'{words} "{text(own, "name")}"', (*path, field))
            return
    if struct(source, "downwardAPI").get("items") is not None:
        yield from _items(struct(source, "downwardAPI"), "DownwardAPI", (*path, "downwardAPI"))
    elif is_set(source, "serviceAccountToken"):
        yield _one(source, "serviceAccountToken", "path", "ServiceAccountToken", path)
    elif is_set(source, "clusterTrustBundle"):
        bundle = struct(source, "clusterTrustBundle")
        name = text(bundle, "name") if is_set(bundle, "name") else text(bundle, "signerName")
        yield _one(source, "clusterTrustBundle", "path", f'ClusterTrustBundle "{name}"', path)
    elif is_set(source, "podCertificate"):
        yield _one(source, "podCertificate", "certificateChainPath", "PodCertificate chain", path)
        yield _one(source, "podCertificate", "keyPath", "PodCertificate key", path)
        yield _one(source, "podCertificate", "credentialBundlePath", "PodCertificate credential bundle", path)


def _one(source: Mapping[str, Any], kind: str, field: str, words: str, path: FieldPath) -> _File:
    return _File(text(struct(source, kind), field).rstrip("/"), words, (*path, kind, field))
