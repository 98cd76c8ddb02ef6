"""Projected volumes: one source an entry, paths that do not collide, and the sources only they have.

In: a volume with the source projected. Out: the server's refusals (validateProjectionSources).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import is_set, number, struct, structs, text
from stslint.apiserver.downward_api_volumes import validate_files
from stslint.apiserver.errors import forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version, enabled
from stslint.apiserver.labels import validate_annotations, validate_label_selector
from stslint.apiserver.paths import reserved_path_problems
from stslint.apiserver.signers import is_kubernetes_signer, trust_bundle_name_problems, validate_signer_name
from stslint.fields import FieldError, FieldPath

_SOURCES: Final = ("secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate")
_GATES: Final = {"clusterTrustBundle": "ClusterTrustBundleProjection", "podCertificate": "PodCertificateRequest"}
_KEY_TYPES: Final = ("RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519")
_CERTIFICATE_PATHS: Final = ("credentialBundlePath", "keyPath", "certificateChainPath")
_CONFLICT: Final = "conflicting duplicate paths"
_DAYS: Final = 24 * 60 * 60
_TOKEN_SECONDS: Final = (10 * 60, 1 << 32)


def validate_projected_volume(volume: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    """A volume with the source projected."""
    projection, path = struct(volume, "projected"), (*path, "projected")
    taken: set[str] = set()
    for index, source in structs(projection, "sources"):
        place = (*path, "sources", index)
        given = [name for name in _SOURCES if is_set(source, name) and enabled_source(name, version)]
        for name in given:
            yield from _validate_source(name, struct(source, name), (*place, name))
            yield from _validate_paths(name, struct(source, name), (*place, name), path, taken)
        if len(given) > 1:
            yield forbidden(place, "may not specify more than 1 volume type per source", anchor="value", given=given)


def enabled_source(name: str, version: Version) -> bool:
    """Whether that server looks at the source; it drops one whose gate is off."""
    return name not in _GATES or enabled(_GATES[name], version)


def _validate_source(name: str, source: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    if name in ("secret", "configMap"):
        if not text(source, "name"):
            yield required((*path, "name"))
    elif name == "downwardAPI":
        yield from validate_files(source, path)
    elif name == "serviceAccountToken":
        yield from _validate_token(source, path)
    elif name == "clusterTrustBundle":
        yield from _validate_trust_bundle(source, path)
    else:
        yield from _validate_certificate(source, path)


def _validate_paths(
    name: str, source: Mapping[str, Any], path: FieldPath, volume: FieldPath, taken: set[str]
) -> Iterator[FieldError]:
    """No two files of the volume share a path; the server names the volume. Tokens are not looked at."""
    for target, at in _paths(name, source, path):
        if target in taken:
            value = text(source, "name") if name in ("secret", "configMap") else target
            yield invalid(volume, value, _CONFLICT, at)
        taken.add(target)


def _paths(name: str, source: Mapping[str, Any], path: FieldPath) -> Iterator[tuple[str, FieldPath]]:
    if name == "clusterTrustBundle":
        yield text(source, "path"), (*path, "path")
    for field in _CERTIFICATE_PATHS if name == "podCertificate" else ():
        if text(source, field):
            yield text(source, field), (*path, field)
    for index, item in structs(source, "items") if name in _SOURCES[:3] else ():
        if text(item, "path"):
            yield text(item, "path"), (*path, "items", index, "path")


def _validate_token(token: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """The server reports the path at the volume, not at the token."""
    if is_set(token, "expirationSeconds"):
        seconds, place = number(token, "expirationSeconds"), (*path, "expirationSeconds")
        if seconds < _TOKEN_SECONDS[0]:
            yield invalid(place, seconds, "may not specify a duration less than 10 minutes")
        if seconds > _TOKEN_SECONDS[1]:
            yield invalid(place, seconds, "may not specify a duration larger than 2^32 seconds")
    target, place = text(token, "path"), (*path[:-3], "path")
    if not target:
        yield required(place, at=(*path, "path"))
    for problem in reserved_path_problems(target):
        yield invalid(place, target, problem, (*path, "path"))


def _validate_trust_bundle(bundle: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    by_name, by_signer = is_set(bundle, "name"), is_set(bundle, "signerName")
    if by_name and by_signer:
        yield invalid(path, dict(bundle), "only one of name and signerName may be used")
    elif by_name:
        yield from _validate_bundle_name(bundle, path)
    elif by_signer:
        if not text(bundle, "signerName"):
            yield required((*path, "signerName"), "must be a valid signer name")
        yield from validate_signer_name(text(bundle, "signerName"), (*path, "signerName"))
        yield from validate_label_selector(bundle.get("labelSelector"), (*path, "labelSelector"))
    else:
        yield required(path, "either name or signerName must be specified")
    target, place = text(bundle, "path"), (*path, "path")
    if not target:
        yield required(place)
    for problem in reserved_path_problems(target):
        yield invalid(place, target, problem)


def _validate_bundle_name(bundle: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    name, place = text(bundle, "name"), (*path, "name")
    if not name:
        yield required(place, "must be a valid object name")
    for problem in trust_bundle_name_problems(name):
        yield invalid(place, name, f"not a valid clustertrustbundlename: {problem}")
    if is_set(bundle, "labelSelector"):
        detail = "labelSelector must be unset if name is specified"
        yield invalid((*path, "labelSelector"), bundle["labelSelector"], detail, anchor="key")


def _validate_certificate(certificate: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    signer, key_type = text(certificate, "signerName"), text(certificate, "keyType")
    yield from validate_signer_name(signer, (*path, "signerName"))
    yield from _validate_user_annotations(certificate, (*path, "userAnnotations"))
    if key_type not in _KEY_TYPES:
        yield not_supported((*path, "keyType"), key_type, _KEY_TYPES)
    if is_set(certificate, "maxExpirationSeconds"):
        yield from _validate_lifetime(number(certificate, "maxExpirationSeconds"), signer, path)
    given = [name for name in _CERTIFICATE_PATHS if text(certificate, name)]
    for name in given:
        for problem in reserved_path_problems(text(certificate, name)):
            yield invalid((*path, name), text(certificate, name), problem)
    if not given:
        yield required(path, "specify at least one of credentialBundlePath, keyPath, and certificateChainPath")


def _validate_lifetime(seconds: int, signer: str, path: FieldPath) -> Iterator[FieldError]:
    place, longest = (*path, "maxExpirationSeconds"), _DAYS if is_kubernetes_signer(signer) else 91 * _DAYS
    if seconds < 3600:
        yield invalid(place, seconds, "if provided, maxExpirationSeconds must be >= 3600")
    if seconds > longest:
        yield invalid(place, seconds, f"if provided, maxExpirationSeconds must be <= {longest}")


def _validate_user_annotations(certificate: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    annotations = struct(certificate, "userAnnotations")
    yield from validate_annotations(annotations, path)
    for name in annotations:
        if not formats.annotation_key(name) and "/" not in name:
            yield invalid(path, name.lower(), 'must be a domain-prefixed key (such as "acme.io/foo")', anchor="key")
