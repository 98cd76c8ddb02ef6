"""Which planned Pods and Services the set's strings address by name, and what is wrong with each address.

In: a resource and the cluster. Out: `Address`es, each resolved as the resource's own Pods would resolve it: against the
search list `<namespace>.svc.<domain> svc.<domain> <domain>`. Names of things outside the set are left alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from stslint.checks.dnsnames import Form, take_apart
from stslint.checks.hosts import Host, hosts, hosts_by_line
from stslint.checks.memory import once
from stslint.checks.pod_references import pod_references
from stslint.checks.texts import HOLDERS, Text, texts
from stslint.cluster import Cluster, ordinal_of
from stslint.fields import FieldPath
from stslint.resources import Resource


class Address(NamedTuple):
    """A host name in a string of `resource`, with the StatefulSet or Service it seems to mean.

    `ordinal` is None where a variable stands for the Pod. `service` and `namespace` are as written, "" if absent.
    """

    resource: Resource
    text: Text
    host: Host
    form: Form
    statefulset: Resource | None = None
    ordinal: int | None = None
    service: str = ""
    namespace: str = ""
    swapped: bool = False

    @property
    def token(self) -> str:
        return self.host.written

    @property
    def part(self) -> tuple[str, int]:
        """The address as it is written, and how often that stands in the string before."""
        start = self.host.start - len(self.host.variable)
        return self.token, self.text.value[:start].count(self.token)

    @property
    def path(self) -> FieldPath:
        return self.text.path

    @property
    def target(self) -> str:
        """The namespace in which the name is looked up."""
        return self.namespace or self.resource.namespace


MOST: Final = 2000
"""So many addresses are read of one object; nobody writes more by hand."""


class Book:
    """All addresses of a cluster, read resource by resource when first asked for."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.domain = tuple(cluster.cluster_domain.lower().split("."))
        self.sets: dict[str, list[Resource]] = defaultdict(list)
        for each in cluster.of_kind("StatefulSet"):
            self.sets[each.name].append(each)
        self._read: dict[int, tuple[Address, ...]] = {}
        self._of_set: dict[int, list[Address]] | None = None
        self._labels: dict[str, bool] = {}
        self._service_names = frozenset(each.name for each in cluster.of_kind("Service"))

    def of(self, resource: Resource) -> tuple[Address, ...]:
        """The addresses in one resource's strings."""
        if not self.sets or resource.kind not in HOLDERS:
            return ()
        found = self._read.get(id(resource))
        if found is None:
            found = self._read[id(resource)] = tuple(islice(self._addresses(resource), MOST))
        return found

    def of_set(self, statefulset: Resource) -> list[Address]:
        """The addresses of a StatefulSet's Pods through its governing Service, wherever they stand."""
        if self._of_set is None:
            self._of_set = defaultdict(list)
            for kind in HOLDERS:
                for resource in self.cluster.of_kind(kind):
                    for address in self.of(resource):
                        if address.statefulset is not None and _through_governing(address):
                            self._of_set[id(address.statefulset)].append(address)
        return self._of_set.get(id(statefulset), [])

    def _addresses(self, resource: Resource) -> Iterator[Address]:
        for text in texts(resource):
            variables = resource.kind == "StatefulSet" and "$" in text.value
            for host in hosts(text.value, self._known) if variables else hosts_by_line(text.value, self._known):
                address = self._address(resource, text, host)
                if address is not None:
                    yield address

    def _known(self, label: str) -> bool:
        """Is it the name of a Service of the set, or of a Pod that a StatefulSet might make?"""
        known = self._labels.get(label)
        if known is None:
            lower = label.lower()
            known = lower in self._service_names or (lower[-1:].isdigit() and lower.rpartition("-")[0] in self.sets)
            self._labels[label] = known
        return known

    def _address(self, resource: Resource, text: Text, host: Host) -> Address | None:
        labels = host.labels
        if host.dynamic:
            return self._of_variable(resource, text, host)
        found = self._pod(labels[0], resource.namespace, labels[2:3])
        if found:
            form = take_apart(labels, self.domain)
            service, namespace = (*form.head[1:3], "", "")[:2]
            return Address(resource, text, host, form, found[0], found[1], service, namespace)
        if len(labels) > 1 and labels[0] in self._service_names:
            swapped = self._pod(labels[1], resource.namespace, labels[2:3])
            form = take_apart(labels, self.domain)
            if swapped:
                return Address(resource, text, host, form, swapped[0], swapped[1], labels[0], "", True)
        return self._of_service(resource, text, host)

    def _of_variable(self, resource: Resource, text: Text, host: Host) -> Address | None:
        form = take_apart(host.labels, self.domain)
        if len(form.head) < 2:
            return None
        service, namespace = (*form.head[1:3], "")[:2]
        governed = self.cluster.governed_by.get((namespace or resource.namespace, service))
        statefulset = governed[0] if governed else resource if resource.kind == "StatefulSet" else None
        if statefulset is None:
            return None
        if resource.kind == "StatefulSet" and governed and resource in governed:
            statefulset = resource
        return Address(resource, text, host, form, statefulset, None, service, namespace)

    def _of_service(self, resource: Resource, text: Text, host: Host) -> Address | None:
        labels = host.labels
        if labels[0].startswith("_") and labels[1:2] and labels[1] in ("_tcp", "_udp", "_sctp"):
            labels = labels[2:]
        if not labels or labels[0] not in self._service_names:
            return None
        form = take_apart(labels, self.domain)
        service, namespace = (*form.head[:2], "")[:2]
        return Address(resource, text, host, form, None, None, service, namespace)

    def _pod(self, label: str, namespace: str, third: tuple[str, ...]) -> tuple[Resource, int] | None:
        """The StatefulSet (in the namespace named third, else the nearest at hand) and ordinal a label means."""
        name = label.rpartition("-")[0]
        sets = self.sets.get(name)
        ordinal = ordinal_of(label, name) if sets else None
        if not sets or ordinal is None:
            return None
        for wanted in (*third, namespace):
            for each in sets:
                if each.namespace == wanted:
                    return each, ordinal
        return sets[0], ordinal


def _through_governing(address: Address) -> bool:
    return (
        bool(address.service)
        and address.statefulset is not None
        and (address.service == address.statefulset.spec.get("serviceName") and not address.swapped)
    )


@once
def book(cluster: Cluster) -> Book:
    """The addresses of a cluster."""
    return Book(cluster)


def addresses(resource: Resource, cluster: Cluster) -> tuple[Address, ...]:
    """The addresses of planned Pods and Services in a resource's strings."""
    return book(cluster).of(resource)


def addresses_pod_of(statefulset: Resource, cluster: Cluster, by_itself: bool = False) -> Address | None:
    """Somebody's address of a Pod of the set through its governing Service; `by_itself`: in its own configuration."""
    for address in book(cluster).of_set(statefulset):
        if not by_itself or _is_own(address, statefulset):
            return address
    return None


def peer_list(statefulset: Resource, cluster: Cluster) -> list[Address]:
    """The set's addresses of its own Pods, if they name several: its members look for each other."""
    own = [each for each in book(cluster).of_set(statefulset) if each.ordinal is not None]
    own = [each for each in own if _is_own(each, statefulset)]
    return own if len({each.ordinal for each in own}) > 1 else []


def _is_own(address: Address, statefulset: Resource) -> bool:
    return address.resource is statefulset or configures(address.resource, statefulset)


def configures(resource: Resource, statefulset: Resource) -> bool:
    """Is it a ConfigMap or Secret that the set's Pods use?"""
    if resource.kind not in ("ConfigMap", "Secret") or resource.namespace != statefulset.namespace:
        return False
    return any(each.kind == resource.kind and each.name == resource.name for each in pod_references(statefulset))
