"""kubectl's three-way merge and server-side apply, as they treat lists, nulls and what others wrote."""

from __future__ import annotations

from typing import Any

import pytest

from stslint.plan import serverside, strategicmerge
from stslint.plan.mergekeys import SCHEMAS

Body = dict[str, Any]


def pod(**spec: Any) -> Body:
    return {"spec": spec}


def containers(*found: Body) -> Body:
    return pod(containers=list(found))


def kubectl(applied: Body, now: Body, live: Body, kind: str = "Pod") -> Body:
    return strategicmerge.three_way(applied, now, live, SCHEMAS[kind])


def server(applied: Body, now: Body, live: Body, kind: str = "Pod") -> Body:
    return serverside.apply(applied, now, live, SCHEMAS[kind])


BOTH = pytest.mark.parametrize("merge", [kubectl, server])


@BOTH
def test_what_the_server_filled_in_stays(merge: Any) -> None:
    live = containers({"name": "a", "image": "x:1", "imagePullPolicy": "Always"})
    merged = merge(containers({"name": "a", "image": "x:1"}), containers({"name": "a", "image": "x:2"}), live)
    assert merged == containers({"name": "a", "image": "x:2", "imagePullPolicy": "Always"})


@BOTH
def test_a_field_no_longer_written_goes(merge: Any) -> None:
    before = containers({"name": "a", "image": "x:1", "args": ["-v"]})
    assert merge(before, containers({"name": "a", "image": "x:1"}), before) == containers({"name": "a", "image": "x:1"})


@BOTH
def test_an_item_no_longer_written_goes_and_an_injected_one_stays(merge: Any) -> None:
    before = containers({"name": "a"}, {"name": "b"})
    live = containers({"name": "a"}, {"name": "b"}, {"name": "injected"})
    assert merge(before, containers({"name": "a"}), live) == containers({"name": "a"}, {"name": "injected"})


@BOTH
def test_items_stand_in_the_order_of_the_manifest(merge: Any) -> None:
    before = containers({"name": "a"}, {"name": "b"})
    now = containers({"name": "b"}, {"name": "a"}, {"name": "c"})
    assert [each["name"] for each in merge(before, now, before)["spec"]["containers"]] == ["b", "a", "c"]


@BOTH
def test_lists_without_a_key_are_replaced(merge: Any) -> None:
    before = containers({"name": "a", "args": ["1", "2"]})
    assert merge(before, containers({"name": "a", "args": ["3"]}), before) == containers({"name": "a", "args": ["3"]})


def test_a_volume_keeps_only_the_source_that_is_written() -> None:
    before = pod(volumes=[{"name": "v", "emptyDir": {}}])
    now = pod(volumes=[{"name": "v", "configMap": {"name": "c"}}])
    live = pod(volumes=[{"name": "v", "emptyDir": {}, "hostPath": {"path": "/"}}])
    assert kubectl(before, now, live) == now


def test_null_deletes_with_kubectl_and_does_nothing_with_the_server() -> None:
    live = {"spec": {"updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}}}
    now = {"spec": {"updateStrategy": {"type": "OnDelete", "rollingUpdate": None}}}
    assert kubectl({}, now, live, "StatefulSet") == {"spec": {"updateStrategy": {"type": "OnDelete"}}}
    kept = {"type": "OnDelete", "rollingUpdate": {"partition": 0}}
    assert server({}, now, live, "StatefulSet") == {"spec": {"updateStrategy": kept}}


TCP = {"name": "t", "port": 53, "protocol": "TCP"}
UDP = {"name": "u", "port": 53, "protocol": "UDP"}


def ports(*found: Body) -> Body:
    return {"spec": {"ports": list(found)}}


def test_a_second_protocol_of_one_port_is_lost_with_kubectl() -> None:
    assert kubectl(ports(TCP), ports(TCP, UDP), ports(TCP), "Service") == ports(TCP)


def test_taking_one_of_two_protocols_away_takes_both_with_kubectl() -> None:
    assert kubectl(ports(TCP, UDP), ports(UDP), ports(TCP, UDP), "Service")["spec"]["ports"] == []


def test_the_server_knows_ports_by_number_and_protocol() -> None:
    assert server(ports(TCP), ports(TCP, UDP), ports(TCP), "Service") == ports(TCP, UDP)
    assert server(ports(TCP, UDP), ports(UDP), ports(TCP, UDP), "Service") == ports(UDP)
