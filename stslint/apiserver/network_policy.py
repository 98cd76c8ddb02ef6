"""NetworkPolicy: peers, port ranges and address blocks.

In: a NetworkPolicy as written. Out: FieldErrors and FieldWarnings. Upstream: pkg/apis/networking/validation,
pkg/registry/networking/networkpolicy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import ips
from stslint.apiserver.decoded import is_set, struct, structs, text, texts
from stslint.apiserver.errors import forbidden, invalid, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.formats import port_number
from stslint.apiserver.int_or_string import validate_port_number_or_name
from stslint.apiserver.labels import validate_label_selector
from stslint.fields import FieldError, FieldPath, FieldWarning

_PEERS: Final = (("ingress", "from"), ("egress", "to"))


def validate_network_policy(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateNetworkPolicySpec."""
    spec = struct(body, "spec")
    yield from validate_label_selector(spec.get("podSelector"), ("spec", "podSelector"))
    for direction, peers in _PEERS:
        for index, rule in structs(spec, direction):
            path: FieldPath = ("spec", direction, index)
            for position, port in structs(rule, "ports"):
                yield from _validate_port(port, (*path, "ports", position))
            for position, peer in structs(rule, peers):
                yield from _validate_peer(peer, (*path, peers, position), version)
    types = texts(spec, "policyTypes")
    if len(types) > 2:
        yield invalid(("spec", "policyTypes"), types, "may not specify more than two policyTypes")


def _validate_port(port: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    first, last = port.get("port"), port.get("endPort")
    if isinstance(last, int):
        yield from _validate_end_port(first, last, (*path, "endPort"))
    yield from validate_port_number_or_name(first, (*path, "port"))


def _validate_end_port(first: Any, last: int, path: FieldPath) -> Iterator[FieldError]:
    if first is None:
        yield invalid(path, last, "may not be specified when `port` is not specified", anchor="key")
    elif isinstance(first, str):
        yield invalid(path, last, "may not be specified when `port` is non-numeric", anchor="key")
    elif isinstance(first, int):
        if last < first:
            yield invalid(path, last, "must be greater than or equal to `port`")
        for detail in port_number(last):
            yield invalid(path, last, detail)


def _validate_peer(peer: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    for name in ("podSelector", "namespaceSelector"):
        yield from validate_label_selector(peer.get(name), (*path, name))
    block = peer.get("ipBlock")
    selectors = is_set(peer, "podSelector") or is_set(peer, "namespaceSelector")
    if isinstance(block, dict):
        yield from _validate_ip_block(block, (*path, "ipBlock"), version)
    if block is None and not selectors:
        yield required(path, "must specify a peer", known=("podSelector", "namespaceSelector", "ipBlock"))
    elif block is not None and selectors:
        yield forbidden(path, "may not specify both ipBlock and another peer", (*path, "ipBlock"))


def _validate_ip_block(block: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    text_ = text(block, "cidr")
    if not text_:
        yield required((*path, "cidr"))
        return
    for detail in ips.cidr_messages(text_, version):
        yield invalid((*path, "cidr"), text_, detail)
    cidr = ips.parse_cidr(text_)
    for index, each in enumerate(texts(block, "except") if cidr else ()):
        for detail in ips.cidr_messages(each, version):
            yield invalid((*path, "except", index), each, detail)
        excepted = ips.parse_cidr(each)
        if cidr and excepted and not ips.contains_strictly(cidr, excepted):
            yield invalid((*path, "except", index), each, "must be a strict subset of `cidr`")


def network_policy_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """Blocks in odd spellings."""
    spec = struct(body, "spec")
    for direction, peers in _PEERS:
        for index, rule in structs(spec, direction):
            for position, peer in structs(rule, peers):
                block = struct(peer, "ipBlock")
                path: FieldPath = ("spec", direction, index, peers, position, "ipBlock")
                for message in ips.cidr_warnings(text(block, "cidr"), version):
                    yield FieldWarning((*path, "cidr"), message, code="odd-cidr")
                for number, each in enumerate(texts(block, "except")):
                    for message in ips.cidr_warnings(each, version):
                        yield FieldWarning((*path, "except", number), message, code="odd-cidr")
