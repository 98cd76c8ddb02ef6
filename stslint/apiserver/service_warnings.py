"""What the API server warns about in a Service: fields that do nothing, addresses in odd spellings.

In: a Service as written. Out: FieldWarnings. Upstream: pkg/api/service/warnings.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import ips
from stslint.apiserver.decoded import struct, text, texts
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.service import TOPOLOGY_HINTS, TOPOLOGY_MODE
from stslint.apiserver.service_ips import cluster_ips, is_headless
from stslint.fields import FieldPath, FieldWarning, Key

_NEVER_STRICT: Final = (0, 0)
"""No version validates loadBalancerIP."""


def service_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """GetWarningsForService."""
    spec = struct(body, "spec")
    kind = text(spec, "type") or "ClusterIP"
    if TOPOLOGY_HINTS in struct(struct(body, "metadata"), "annotations"):
        path: FieldPath = ("metadata", "annotations", Key(TOPOLOGY_HINTS))
        words = f"deprecated, please use {TOPOLOGY_MODE} instead"
        yield FieldWarning(path, words, anchor="key", code="topology-hints-annotation")
    headless = kind == "ClusterIP" and is_headless(spec)
    if headless:
        yield from _ignored_when_headless(spec)
    yield from _external_ips(spec, kind, headless, version)
    yield from _addresses(spec, version)
    if kind != "ExternalName" and text(spec, "externalName"):
        words = 'ignored when spec.type is not "ExternalName"'
        yield FieldWarning(("spec", "externalName"), words, anchor="key", code="service-field-ignored")
    if text(spec, "trafficDistribution") == "PreferClose" and version >= (1, 34):
        words = '"PreferClose" is deprecated; use "PreferSameZone"'
        yield FieldWarning(("spec", "trafficDistribution"), words, code="prefer-close")


def _ignored_when_headless(spec: Mapping[str, Any]) -> Iterator[FieldWarning]:
    words = "ignored for headless services"
    if text(spec, "loadBalancerIP"):
        yield FieldWarning(("spec", "loadBalancerIP"), words, anchor="key", code="service-field-ignored")
    if spec.get("externalIPs"):
        yield FieldWarning(("spec", "externalIPs"), words, anchor="key", code="service-field-ignored")
    if text(spec, "sessionAffinity") not in ("", "None"):
        at = ("spec", "sessionAffinity")
        yield FieldWarning(("spec", "SessionAffinity"), words, at, "key", code="service-field-ignored")


def _external_ips(spec: Mapping[str, Any], kind: str, headless: bool, version: Version) -> Iterator[FieldWarning]:
    addresses, path = texts(spec, "externalIPs"), ("spec", "externalIPs")
    for index, address in enumerate(addresses):
        for message in ips.ip_warnings(address, version):
            yield FieldWarning((*path, index), message, code="odd-ip")
    if not addresses:
        return
    if kind == "ExternalName":
        words = 'ignored when spec.type is "ExternalName"'
        yield FieldWarning(path, words, anchor="key", code="service-field-ignored")
    elif not headless and version >= (1, 36):
        words = "deprecated and may no longer be implemented in some clusters"
        yield FieldWarning(path, words, anchor="key", code="external-ips")


def _addresses(spec: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    plural = bool(spec.get("clusterIPs"))
    for index, address in enumerate(cluster_ips(spec)):
        for message in ips.ip_warnings(address, version):
            at = ("spec", "clusterIPs", index) if plural else ("spec", "clusterIP")
            yield FieldWarning(("spec", "clusterIPs", index), message, at, code="odd-ip")
    for message in ips.ip_warnings(text(spec, "loadBalancerIP"), _NEVER_STRICT):
        yield FieldWarning(("spec", "loadBalancerIP"), message, code="odd-ip")
    for index, each in enumerate(texts(spec, "loadBalancerSourceRanges")):
        for message in ips.cidr_warnings(each, version):
            yield FieldWarning(("spec", "loadBalancerSourceRanges", index), message, code="odd-cidr")
