"""Hosts that are nearly the name of a Service, or that of one in another namespace.

In: a resource whose strings hold `host:port`. Out: hits on hosts no Service of the namespace has, if the set suggests
which one is meant. Everything else may be a host outside the cluster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from stslint.checks.absent import states_namespace
from stslint.checks.memory import keyed
from stslint.checks.nearest import names_of
from stslint.checks.peers import where_is
from stslint.checks.texts import HOLDERS, Text, texts
from stslint.cluster import Cluster, pod_spec
from stslint.hits import Hit, Note, Patch
from stslint.names import is_dns_label
from stslint.patterns import pattern
from stslint.resources import Resource, items

_HOST: Final = pattern(r"(?<![\w.%-])([a-z][a-z0-9.-]*):(\d{2,5})(?![\w.-])")
SHORTEST: Final = 4
SMALLEST: Final = 1000
"""Below, a word and a number are as often an image and its tag."""


def unknown(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if resource.kind not in HOLDERS or not cluster.of_kind("Service") or items(pod_spec(resource).get("hostAliases")):
        return
    for text in texts(resource):
        if ":" not in text.value:
            continue
        seen = set()
        for match in _HOST.finditer(text.value):
            hit = _hit(resource, text, match, cluster) if match[1] not in seen else None
            seen.add(match[1])
            if hit is not None:
                yield hit


def _hit(resource: Resource, text: Text, match: re.Match[str], cluster: Cluster) -> Hit | None:
    host = match[1]
    name, _, rest = host.partition(".")
    namespace = _namespace(rest, resource, cluster) if _is_address(text.value, match) else ""
    meant = _meant(cluster, namespace, name) if namespace else None
    if meant is None:
        return None
    elsewhere = meant.namespace != namespace
    if elsewhere and not (states_namespace(resource) and states_namespace(meant)):
        return None
    instead = f"{meant.name}.{meant.namespace}" if elsewhere else meant.name + (f".{rest}" if rest else "")
    facts = {
        "host": host,
        "where": where_is(text),
        "service": name,
        "namespace": namespace,
        "other": meant.namespace,
        "instead": instead,
    }
    note = Note(meant, ("metadata", "name"), "meant")
    part = (host, text.value[: match.start()].count(host))
    patches = _patches(resource, text, match, instead)
    return Hit(text.path, facts, "elsewhere" if elsewhere else "", related=(note,), patches=patches, part=part)


def _is_address(text: str, match: re.Match[str]) -> bool:
    """A URL, or a word and a number large enough to be a port; not the end of a path or of a variable."""
    before = text[max(0, match.start() - 3) : match.start()]
    if before.endswith(("://", "@")):
        return True
    return not before.endswith(("/", "$", "{")) and int(match[2]) >= SMALLEST


def _patches(resource: Resource, text: Text, match: re.Match[str], instead: str) -> tuple[Patch, ...]:
    """Another host in the string's place; strings of several lines and encoded ones are left to people."""
    if "\n" in text.value or (resource.kind == "Secret" and text.path[0] == "data"):
        return ()
    start, end = match.span(1)
    return (Patch("set", text.path, text.value[:start] + instead + text.value[end:]),)


def _namespace(rest: str, resource: Resource, cluster: Cluster) -> str:
    """The namespace a host is looked up in; "" if it is none of the cluster's names."""
    if not rest:
        return resource.namespace
    namespace, _, tail = rest.partition(".")
    known = namespace in cluster.namespaces
    return namespace if known and tail in ("", "svc", f"svc.{cluster.cluster_domain}") else ""


@keyed
def _meant(cluster: Cluster, namespace: str, name: str) -> Resource | None:
    """The Service that is meant by a name no Service of the namespace has."""
    if not is_dns_label(name) or cluster.get("Service", namespace, name) or name.rpartition("-")[2].isdigit():
        return None
    elsewhere = cluster.by_name.get(("Service", name), [])
    if elsewhere:
        return elsewhere[0] if len({each.namespace for each in elsewhere}) == 1 else None
    near = names_of(cluster, "Service", namespace).nearest(name) if len(name) >= SHORTEST else None
    if near is None or near.startswith(name) or name.startswith(near):
        return None
    return cluster.get("Service", namespace, near)
