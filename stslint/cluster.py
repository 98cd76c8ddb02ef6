"""The set of objects as a cluster would hold it: an index, and who governs, selects, mounts and claims whom.

In: `Resource`s. Out: look-ups that cost the same in a set of ten objects and of ten thousand. Never changes after it is
built; every relation is computed once, when first asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stslint import names
from stslint.fields import FieldPath
from stslint.lazy import lazy
from stslint.resources import Resource, items, mapping
from stslint.selectors import matches, matches_map

WORKLOADS = ("StatefulSet", "Deployment", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Pod", "ReplicationController")
"""The order in which look-ups name workloads."""

Identity = tuple[str, str, str]


class Cluster:
    """Resources by kind, namespace and name. `closed` says that nothing exists besides them (`--closed-world`)."""

    def __init__(
        self,
        resources: Iterable[Resource],
        *,
        kubernetes_version: tuple[int, int] = (1, 37),
        cluster_domain: str = "cluster.local",
        closed: bool = False,
    ) -> None:
        self.resources = sorted(resources, key=_place)
        self.kubernetes_version = kubernetes_version
        self.cluster_domain = cluster_domain
        self.closed = closed

    @lazy
    def by_identity(self) -> dict[Identity, list[Resource]]:
        """(kind, namespace, name) → the objects that claim to be it, in file order."""
        index: dict[Identity, list[Resource]] = defaultdict(list)
        for resource in self.resources:
            index[resource.kind, resource.namespace, resource.name].append(resource)
        return dict(index)

    @lazy
    def _by_kind(self) -> dict[tuple[str, str | None], list[Resource]]:
        index: dict[tuple[str, str | None], list[Resource]] = defaultdict(list)
        for resource in self.resources:
            index[resource.kind, resource.namespace].append(resource)
            index[resource.kind, None].append(resource)
        return dict(index)

    @lazy
    def by_name(self) -> dict[tuple[str, str], list[Resource]]:
        """(kind, name) → objects of that name in any namespace."""
        index: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for resource in self.resources:
            index[resource.kind, resource.name].append(resource)
        return dict(index)

    def of_kind(self, kind: str, namespace: str | None = None) -> list[Resource]:
        """All objects of a kind, in file order; of one namespace if given."""
        return self._by_kind.get((kind, namespace), [])

    def get(self, kind: str, namespace: str, name: str) -> Resource | None:
        """The object of that identity; the last in file order if the set holds it twice, as apply would leave it."""
        found = self.by_identity.get((kind, namespace, name))
        return found[-1] if found else None

    @lazy
    def namespaces(self) -> frozenset[str]:
        return frozenset(resource.namespace for resource in self.resources if resource.namespace)

    @lazy
    def _pods_by_label(self) -> dict[tuple[str, str, str], list[Resource]]:
        """(namespace, label key, value) → workloads whose Pods carry it."""
        index: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
        for kind in WORKLOADS:
            for workload in self.of_kind(kind):
                for key, value in pod_labels(workload).items():
                    if isinstance(value, str):
                        index[workload.namespace, key, value].append(workload)
        return dict(index)

    def selected_by(self, service: Resource) -> list[Resource]:
        """The workloads with at least one Pod that the Service selects, in file order within a kind."""
        selector = mapping(service.spec.get("selector"))
        return self.with_labels(service.namespace, selector) if selector else []

    def with_labels(self, namespace: str, selector: Mapping[str, Any]) -> list[Resource]:
        """The workloads with a Pod that carries every pair; StatefulSets with the labels their controller adds."""
        added = {key: value for key, value in selector.items() if key in _ADDED}
        plain = {key: value for key, value in selector.items() if key not in _ADDED}
        if plain:
            candidates = min((self._carriers(namespace, pair) for pair in plain.items()), key=len)
        else:
            candidates = [each for kind in WORKLOADS for each in self.of_kind(kind, namespace)]
        return [
            each
            for each in candidates
            if matches_map(plain, pod_labels(each)) and (not added or _controller_adds(each, added))
        ]

    def _carriers(self, namespace: str, pair: tuple[str, Any]) -> list[Resource]:
        key, value = pair
        return self._pods_by_label.get((namespace, key, value), []) if isinstance(value, str) else []

    @lazy
    def _services_by_label(self) -> dict[str, dict[tuple[str, str], list[Resource]]]:
        """namespace → the pair of the selector that the fewest workloads carry → Services."""
        index: dict[str, dict[tuple[str, str], list[Resource]]] = defaultdict(lambda: defaultdict(list))
        for service in self.of_kind("Service"):
            pairs = [pair for pair in mapping(service.spec.get("selector")).items() if isinstance(pair[1], str)]
            if pairs:
                added = [pair for pair in pairs if pair[0] in (names.POD_NAME_LABEL, names.POD_INDEX_LABEL)]
                place = service.namespace
                rarest = added[0] if added else min(pairs, key=lambda pair: len(self._carriers(place, pair)))
                index[place][rarest].append(service)
        return index

    def services_of(self, workload: Resource) -> list[Resource]:
        """The Services that select at least one Pod of the workload."""
        index = self._services_by_label.get(workload.namespace)
        if not index:
            return []
        labels = pod_labels(workload)
        candidates = [
            service
            for key, value in labels.items()
            if isinstance(value, str)
            for service in index.get((key, value), ())
        ]
        candidates += [each for pair in self._added_pairs(workload) for each in index.get(pair, ())]
        chosen = {id(each): each for each in candidates if selects(each, workload)}
        return list(chosen.values())

    @staticmethod
    def _added_pairs(workload: Resource) -> Iterator[tuple[str, str]]:
        """The labels the StatefulSet controller adds to the set's Pods, as pairs."""
        if workload.kind == "StatefulSet":
            for ordinal in ordinals(workload)[:MANY]:
                yield names.POD_NAME_LABEL, names.pod_name(workload.name, ordinal)
                yield names.POD_INDEX_LABEL, str(ordinal)

    def governing_service(self, statefulset: Resource) -> Resource | None:
        """The Service named by `spec.serviceName` in the StatefulSet's namespace."""
        name = statefulset.spec.get("serviceName")
        return self.get("Service", statefulset.namespace, name) if isinstance(name, str) and name else None

    @lazy
    def governed_by(self) -> dict[tuple[str, str], list[Resource]]:
        """(namespace, Service name) → the StatefulSets whose `spec.serviceName` is that name."""
        index: dict[tuple[str, str], list[Resource]] = defaultdict(list)
        for statefulset in self.of_kind("StatefulSet"):
            name = statefulset.spec.get("serviceName")
            if isinstance(name, str) and name:
                index[statefulset.namespace, name].append(statefulset)
        return dict(index)

    @lazy
    def claim_prefixes(self) -> dict[tuple[str, str], list[tuple[Resource, int]]]:
        """(namespace, `<claim template>-<StatefulSet>`) → the StatefulSets whose claims begin so, and the template."""
        index: dict[tuple[str, str], list[tuple[Resource, int]]] = defaultdict(list)
        for statefulset in self.of_kind("StatefulSet"):
            for position, template in claim_templates(statefulset):
                index[statefulset.namespace, f"{name_of(template)}-{statefulset.name}"].append((statefulset, position))
        return dict(index)

    @lazy
    def _autoscalers(self) -> dict[tuple[str, str, str], list[Resource]]:
        """(kind, namespace, name) of a target → the HorizontalPodAutoscalers and KEDA ScaledObjects that scale it."""
        index: dict[tuple[str, str, str], list[Resource]] = defaultdict(list)
        for kind, default in (("HorizontalPodAutoscaler", ""), ("ScaledObject", "Deployment")):
            for scaler in self.of_kind(kind):
                target = mapping(scaler.spec.get("scaleTargetRef"))
                name = (str(target.get("kind", default)), scaler.namespace, str(target.get("name")))
                index[name].append(scaler)
        return dict(index)

    def autoscalers_of(self, workload: Resource) -> list[Resource]:
        """What sets the workload's replicas besides its manifest."""
        return self._autoscalers.get((workload.kind, workload.namespace, workload.name), [])

    @lazy
    def _disruption(self) -> tuple[dict[int, list[Resource]], dict[int, list[Resource]]]:
        """Budget → the workloads whose Pods it selects, and workload → its budgets; both by object identity."""
        selected: dict[int, list[Resource]] = {}
        budgets: dict[int, list[Resource]] = defaultdict(list)
        for budget in self.of_kind("PodDisruptionBudget"):
            selector = budget.spec.get("selector")
            if not isinstance(selector, dict):
                continue
            candidates = self._candidates(budget.namespace, selector)
            selected[id(budget)] = [each for each in candidates if matches(selector, pod_labels(each))]
            for workload in selected[id(budget)]:
                budgets[id(workload)].append(budget)
        return selected, dict(budgets)

    def _candidates(self, namespace: str, selector: Mapping[str, Any]) -> list[Resource]:
        """Workloads among which are all that a LabelSelector matches, found by its first pairs."""
        labels = mapping(selector.get("matchLabels"))
        if labels:
            return self.with_labels(namespace, labels)
        for each in map(mapping, items(selector.get("matchExpressions"))):
            key, values = each.get("key"), items(each.get("values"))
            if each.get("operator") == "In" and isinstance(key, str):
                found = [workload for value in values for workload in self.with_labels(namespace, {key: value})]
                return list({id(workload): workload for workload in found}.values())
        return self.with_labels(namespace, {})

    def disrupted_by(self, budget: Resource) -> list[Resource]:
        """The workloads whose Pods a PodDisruptionBudget selects."""
        return self._disruption[0].get(id(budget), [])

    def budgets_of(self, workload: Resource) -> list[Resource]:
        """The PodDisruptionBudgets that select the workload's Pods."""
        return self._disruption[1].get(id(workload), [])

    @lazy
    def planned_pods(self) -> dict[tuple[str, str], Resource]:
        """(namespace, Pod name) → the StatefulSet that will make it. Sets beyond `MANY` replicas are left out."""
        return {
            (each.namespace, names.pod_name(each.name, ordinal)): each
            for each in self.of_kind("StatefulSet")
            if len(ordinals(each)) <= MANY
            for ordinal in ordinals(each)
        }


def _place(resource: Resource) -> tuple[str, int, FieldPath]:
    """Objects stand in one order, whichever files a run was told to report on."""
    place = resource.place
    return place.source, place.document, place.base


MANY = 10_000
"""More replicas than this are not spelt out one by one."""

_ADDED = frozenset({names.POD_NAME_LABEL, names.POD_INDEX_LABEL, names.REVISION_LABEL})


def selects(service: Resource, workload: Resource) -> bool:
    """Does the Service (wherever it stands) select at least one Pod of the workload?"""
    selector = mapping(service.spec.get("selector"))
    added = {key: value for key, value in selector.items() if key in _ADDED}
    plain = {key: value for key, value in selector.items() if key not in _ADDED}
    return (
        bool(selector) and matches_map(plain, pod_labels(workload)) and (not added or _controller_adds(workload, added))
    )


def _controller_adds(workload: Resource, pairs: Mapping[str, Any]) -> bool:
    """Would the StatefulSet controller give one of the set's Pods these labels? Revision hashes cannot be known."""
    if workload.kind != "StatefulSet":
        return matches_map(pairs, pod_labels(workload))
    span = ordinals(workload)
    wanted: set[int] = set()
    if names.POD_NAME_LABEL in pairs:
        ordinal = ordinal_of(str(pairs[names.POD_NAME_LABEL]), workload.name)
        wanted.add(-1 if ordinal is None else ordinal)
    if names.POD_INDEX_LABEL in pairs:
        text = str(pairs[names.POD_INDEX_LABEL])
        wanted.add(int(text) if _is_ordinal(text) else -1)
    return len(wanted) <= 1 and all(ordinal in span for ordinal in wanted)


def ordinal_of(pod: str, set_name: str) -> int | None:
    """The ordinal in a Pod name of that set (`web-3`, `web` → 3), or None."""
    prefix, dash, digits = pod.rpartition("-")
    return int(digits) if dash and prefix == set_name and _is_ordinal(digits) else None


def _is_ordinal(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and (text == "0" or text[0] != "0")


def replicas(workload: Resource) -> int:
    """`spec.replicas`, 1 if absent (apps/v1 defaults); 0 where it is not a number or negative."""
    value = workload.spec.get("replicas")
    if value is None:
        return 1
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0


def ordinals(statefulset: Resource) -> range:
    """The ordinals of a StatefulSet's Pods: `start` .. `start + replicas - 1`."""
    start = mapping(statefulset.spec.get("ordinals")).get("start")
    first = max(0, start) if isinstance(start, int) and not isinstance(start, bool) else 0
    return range(first, first + replicas(statefulset))


_RECENT = 16
"""Checks ask the same of one object again and again: the answers about the latest objects are kept."""


def pod_template_path(workload: Resource) -> tuple[str, ...] | None:
    """The path of the PodTemplateSpec (`()` for a Pod itself), or None for kinds without Pods."""
    return workload.pod_template_path


def pod_template(workload: Resource) -> dict[str, Any]:
    """The PodTemplateSpec of a workload (metadata and spec); empty for kinds without Pods."""
    return workload.pod_template


def pod_labels(workload: Resource) -> dict[str, Any]:
    """The labels the author gives the workload's Pods, without those a controller adds."""
    return workload.pod_labels


def pod_spec(workload: Resource) -> dict[str, Any]:
    return workload.pod_spec


def containers(workload: Resource) -> tuple[tuple[tuple[str, int], dict[str, Any]], ...]:
    """Init containers, then containers, each with its path below the Pod spec: `("initContainers", 0)`."""
    return workload.containers


def claim_templates(statefulset: Resource) -> tuple[tuple[int, dict[str, Any]], ...]:
    """The volumeClaimTemplates that are maps, each with its index."""
    templates = items(statefulset.spec.get("volumeClaimTemplates"))
    return tuple((index, template) for index, template in enumerate(templates) if isinstance(template, dict))


def name_of(value: Any) -> str:
    """`metadata.name` of an object or template, "" where there is none."""
    name = mapping(mapping(value).get("metadata")).get("name")
    return name if isinstance(name, str) else ""
