"""Addresses of single Pods that lead nowhere.

In: a resource whose strings hold host names. Out: at most one hit for each address, at the string that holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stslint.checks.addresses import Address
from stslint.checks.diagnosis import Diagnosis, diagnosed, resolving, right_name
from stslint.checks.texts import Text
from stslint.cluster import Cluster
from stslint.fields import FieldPath
from stslint.hits import Hit, Note, Patch
from stslint.resources import Resource, mapping


def ordinal_unknown(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _reported("ordinal", resource, cluster)


def service_unknown(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _reported("service", resource, cluster)


def service_not_governing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _reported("governing", resource, cluster)


def namespace_wrong(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _reported("namespace", resource, cluster)


def name_malformed(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _reported("malformed", resource, cluster)


def domain_wrong(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _reported("domain", resource, cluster)


def bare_pod_name(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _reported("bare", resource, cluster)


def domain_written(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for address in resolving(resource, cluster):
        if address.form.svc and address.form.domain:
            short = address.host.token.rstrip(".")[: -len(".".join(address.form.domain)) - 1]
            yield _hit(address, Diagnosis("", "", {"domain": ".".join(address.form.domain)}, short), cluster)


def _reported(wanted: str, resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    seen = set()
    for address, diagnosis in diagnosed(resource, cluster):
        if diagnosis.what == wanted and (address.path, address.token) not in seen:
            seen.add((address.path, address.token))
            yield _hit(address, diagnosis, cluster)
            if len(seen) == MANY:
                return


MANY: Final = 50
"""So many wrong addresses in one object make the point."""


def _hit(address: Address, diagnosis: Diagnosis, cluster: Cluster) -> Hit:
    statefulset = address.statefulset
    facts = {
        "address": address.token,
        "set": statefulset.name if statefulset else "",
        "service": address.service,
        "namespace": address.resource.namespace,
        "where": where(address),
        "right": right_name(address, cluster),
        "instead": address.host.variable + diagnosis.instead,
        **diagnosis.facts,
    }
    return Hit(
        address.path,
        facts,
        diagnosis.case,
        related=tuple(_notes(statefulset, diagnosis)),
        patches=_patches(address, diagnosis.instead),
        part=address.part,
    )


def _notes(statefulset: Resource | None, diagnosis: Diagnosis) -> Iterator[Note]:
    if statefulset is not None:
        yield Note(statefulset, _place(statefulset, diagnosis.what), "set")
    elif diagnosis.service is not None:
        yield Note(diagnosis.service, ("metadata", "name"), "service")


def _place(statefulset: Resource, what: str) -> FieldPath:
    field = {"ordinal": "replicas", "governing": "serviceName", "service": "serviceName"}.get(what, "")
    if what == "namespace" and "namespace" in mapping(statefulset.body.get("metadata")):
        return ("metadata", "namespace")
    return ("spec", field) if field in statefulset.spec else ("metadata", "name")


def where(address: Address) -> str:
    """Where the address stands, in words: `variable PEERS`, `key redis.conf`, `args`."""
    return where_is(address.text)


def where_is(text: Text) -> str:
    """Where a string stands, in words."""
    words = {"env": "variable", "data": "key", "secret": "key", "annotation": "annotation"}.get(text.role)
    return f"{words} {text.name}" if words and text.name else text.role


def _patches(address: Address, instead: str) -> tuple[Patch, ...]:
    """Put another name in the string's place; strings of several lines and encoded ones are left to people."""
    text, host = address.text, address.host
    if not instead or "\n" in text.value or (address.path[0] == "data" and text.role == "secret"):
        return ()
    return (Patch("set", address.path, text.value[: host.start] + instead + text.value[host.end :]),)
