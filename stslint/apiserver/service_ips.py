"""Service addresses: clusterIP, clusterIPs, ipFamilies and ipFamilyPolicy must tell one story.

In: a Service spec as written (not of type ExternalName). Out: FieldErrors. What depends on the cluster (its address
range, whether it is dual-stack) is unknown here and not judged. Upstream: ValidateServiceClusterIPsRelatedFields in
pkg/apis/core/validation, initIPFamilyFields in pkg/registry/core/service/storage/alloc.go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import ips
from stslint.apiserver.decoded import text, texts
from stslint.apiserver.errors import duplicate, invalid
from stslint.apiserver.feature_gates import Version
from stslint.fields import FieldError, FieldPath

PATH: Final[FieldPath] = ("spec", "clusterIPs")
POLICY: Final[FieldPath] = ("spec", "ipFamilyPolicy")


def cluster_ips(spec: Mapping[str, Any]) -> list[str]:
    """The list the server works with: a lone clusterIP fills it."""
    ip = text(spec, "clusterIP")
    return texts(spec, "clusterIPs") or ([ip] if ip else [])


def is_headless(spec: Mapping[str, Any]) -> bool:
    """Exactly one cluster IP, `None`."""
    return cluster_ips(spec) == ["None"]


def validate_addresses(spec: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """All of it; the policy is looked at once addresses and families are sound."""
    errors = [*_validate_cluster_ips(spec, version), *_validate_ip_families(spec)]
    yield from errors or _validate_policy(spec)


def _validate_cluster_ips(spec: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """The singular and the plural field agree, addresses are addresses, at most one of each family."""
    addresses = cluster_ips(spec)
    if not addresses:
        return
    yield from _validate_pair(text(spec, "clusterIP"), addresses)
    if len(addresses) > 1 and addresses[0] == "None":
        yield invalid(PATH, addresses, "'None' must be the first and only value")
    errors = list(_validate_addresses(addresses, bool(spec.get("clusterIPs")), version))
    yield from errors
    if len(addresses) > 2:
        yield invalid(PATH, addresses, "may only hold up to 2 values")
    for address in addresses if not errors else ():
        if ips.special_ip_messages(address):
            yield invalid(
                PATH, addresses, f"failed to allocate IP {address}: the provided IP is not in the valid range"
            )
    if not errors and addresses[0] != "None":
        yield from _validate_families(addresses, texts(spec, "ipFamilies"))


def _validate_pair(ip: str, addresses: list[str]) -> Iterator[FieldError]:
    if not ip:
        yield invalid(PATH, addresses, "must be empty when `clusterIP` is not specified")
    elif addresses[0] != ip:
        yield invalid(PATH, addresses, "first value must match `clusterIP`")


def _validate_addresses(addresses: list[str], plural: bool, version: Version) -> Iterator[FieldError]:
    for index, address in enumerate(addresses):
        if index == 0 and address == "None":
            continue
        at = (*PATH, index) if plural else ("spec", "clusterIP")
        for detail in ips.ip_messages(address, version):
            yield invalid((*PATH, index), address, detail, at, known=("None",))


def _validate_families(addresses: list[str], families: list[str]) -> Iterator[FieldError]:
    found = [ips.family(address) for address in addresses]
    if len(addresses) > 1 and len(set(found)) < len(found):
        yield invalid(PATH, addresses, "may specify no more than one IP for each IP family")
    for index, (address, is_a, wanted) in enumerate(zip(addresses, found, families, strict=False)):
        if wanted in ("IPv4", "IPv6") and is_a != wanted:
            detail = f"expected an {wanted} value as indicated by `ipFamilies[{index}]`"
            yield invalid((*PATH, index), address, detail)


def _validate_ip_families(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    families = texts(spec, "ipFamilies")
    for index, family in enumerate(families):
        if family in families[:index]:
            yield duplicate(("spec", "ipFamilies", index), family)


def _validate_policy(spec: Mapping[str, Any]) -> Iterator[FieldError]:
    """Two of anything need a dual-stack policy, and the default is SingleStack."""
    policy = spec.get("ipFamilyPolicy")
    if policy is None and is_headless(spec) and not spec.get("selector"):
        return
    if policy is None or policy == "SingleStack":
        yield from _validate_single_stack(cluster_ips(spec), texts(spec, "ipFamilies"))


def _validate_single_stack(addresses: list[str], families: list[str]) -> Iterator[FieldError]:
    for values, words, at in ((addresses, "cluster IPs", PATH), (families, "IP families", ("spec", "ipFamilies"))):
        if len(values) == 2:
            detail = f"must be 'RequireDualStack' or 'PreferDualStack' when multiple {words} are specified"
            yield invalid(POLICY, "SingleStack", detail, at)
