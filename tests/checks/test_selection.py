"""Who selects whom: Services find Pods by their labels and by those the controller adds, at a linear cost."""

from __future__ import annotations

from typing import Any

import pytest

from stslint import cluster as cluster_module
from stslint.cluster import Cluster
from stslint.resources import Place, Resource


def made(kind: str, name: str, spec: dict[str, Any], namespace: str = "default") -> Resource:
    body = {"kind": kind, "metadata": {"name": name}, "spec": spec}
    return Resource("apps/v1" if kind != "Service" else "v1", kind, namespace, name, body, Place("a.yaml", 0))


def statefulset(name: str, labels: dict[str, Any], replicas: int = 2, start: int = 0) -> Resource:
    template = {"metadata": {"labels": labels}, "spec": {"containers": []}}
    return made("StatefulSet", name, {"replicas": replicas, "ordinals": {"start": start}, "template": template})


def service(name: str, selector: dict[str, Any], namespace: str = "default") -> Resource:
    return made("Service", name, {"selector": selector}, namespace)


@pytest.mark.parametrize(
    ("selector", "selected"),
    [
        ({"app": "web"}, True),
        ({"app": "web", "tier": "front"}, True),
        ({"app": "web", "tier": "back"}, False),
        ({"statefulset.kubernetes.io/pod-name": "web-6"}, True),
        ({"statefulset.kubernetes.io/pod-name": "web-0"}, False),
        ({"statefulset.kubernetes.io/pod-name": "web-06"}, False),
        ({"app": "web", "apps.kubernetes.io/pod-index": "5"}, True),
        ({"app": "web", "apps.kubernetes.io/pod-index": "7"}, False),
        ({}, False),
    ],
)
def test_both_directions_agree_on_who_is_selected(selector: dict[str, Any], selected: bool) -> None:
    web = statefulset("web", {"app": "web", "tier": "front"}, start=5)
    chosen = service("chosen", selector)
    cluster = Cluster([web, chosen, service("far", selector, namespace="far")])
    assert cluster.selected_by(chosen) == ([web] if selected else [])
    assert cluster.services_of(web) == ([chosen] if selected else [])


def test_a_label_that_all_share_does_not_make_look_ups_quadratic(monkeypatch: pytest.MonkeyPatch) -> None:
    count = 300
    sets = [statefulset(f"web-{n}", {"tier": "db", "app": f"web-{n}"}) for n in range(count)]
    services = [service(f"web-{n}", {"tier": "db", "app": f"web-{n}"}) for n in range(count)]
    cluster = Cluster([*sets, *services])
    asked: list[tuple[Resource, Resource]] = []
    real = cluster_module.selects

    def counted(service: Resource, workload: Resource) -> bool:
        asked.append((service, workload))
        return real(service, workload)

    monkeypatch.setattr(cluster_module, "selects", counted)
    for each in sets:
        assert [found.name for found in cluster.services_of(each)] == [each.name]
    for each in services:
        assert [found.name for found in cluster.selected_by(each)] == [each.name]
    assert len(asked) <= 2 * count


def test_the_order_of_inputs_does_not_matter() -> None:
    first = Resource("v1", "Service", "default", "web", {}, Place("a.yaml", 0))
    second = Resource("v1", "Service", "default", "web", {}, Place("a.yaml", 1))
    third = Resource("v1", "Service", "default", "web", {}, Place("b.yaml", 0))
    for given in ([first, second, third], [third, second, first], [second, third, first]):
        assert Cluster(given).by_identity["Service", "default", "web"] == [first, second, third]
        assert Cluster(given).get("Service", "default", "web") is third
