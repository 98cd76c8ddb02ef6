"""What the server refuses and warns about in Services beyond single fields."""

from __future__ import annotations

from typing import Any

import pytest

from tests.apiserver.asking import GONE, errors, refused, says, warned

PLAIN = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}
ONLY_LB = "Forbidden: may only be used when `type` is 'LoadBalancer'"
NOT_EXTERNAL = "Forbidden: may not be set for ExternalName services"
NOT_AN_IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
RANGES_ANNOTATION = "service.beta.kubernetes.io/load-balancer-source-ranges"


def kind(name: str, **fields: Any) -> dict[str, Any]:
    return {"spec.type": name, **{f"spec.{field}": value for field, value in fields.items()}}


TYPES = [
    ("no ports", {"spec.ports": GONE}, ["spec.ports: Required value"]),
    ("headless needs none", {"spec.ports": GONE, "spec.clusterIP": "None"}, []),
    (
        "headless NodePort",
        kind("NodePort", clusterIP="None"),
        ['spec.clusterIPs[0]: Invalid value: "None": may not be set'],
    ),
    (
        "headless LoadBalancer",
        kind("LoadBalancer", clusterIP="None"),
        ['spec.clusterIPs[0]: Invalid value: "None": may'],
    ),
    ("external without name", kind("ExternalName"), ["spec.externalName: Required value"]),
    ("external name with a dot", kind("ExternalName", externalName="db.example.com."), []),
    (
        "external name",
        kind("ExternalName", externalName="DB"),
        ['spec.externalName: Invalid value: "DB": a lowercase RFC'],
    ),
    (
        "external with addresses",
        kind("ExternalName", externalName="a.b", clusterIP="None", ipFamilies=["IPv4"], ipFamilyPolicy="SingleStack"),
        [f"spec.{each}: {NOT_EXTERNAL}" for each in ("clusterIPs", "ipFamilies", "ipFamilyPolicy")],
    ),
]

PORTS = [
    (
        "two without names",
        {"spec.ports": [{"port": 1}, {"port": 2}]},
        ["spec.ports[0].name: Required value", "spec.ports[1].name: Required value"],
    ),
    (
        "a name twice",
        {"spec.ports": [{"name": "a", "port": 1}, {"name": "a", "port": 2}]},
        ['spec.ports[1].name: Duplicate value: "a"'],
    ),
    (
        "a port twice",
        {"spec.ports": [{"name": "a", "port": 1}, {"name": "b", "port": 1, "protocol": "TCP"}]},
        ['spec.ports[1]: Duplicate value: {"Protocol":"TCP","Port":1}'],
    ),
    (
        "one port, two protocols",
        {"spec.ports": [{"name": "a", "port": 1}, {"name": "b", "port": 1, "protocol": "UDP"}]},
        [],
    ),
    ("targetPort by name", {"spec.ports[0].targetPort": "http"}, []),
    ("targetPort zero", {"spec.ports[0].targetPort": 0}, []),
    (
        "targetPort too big",
        {"spec.ports[0].targetPort": 70000},
        ["spec.ports[0].targetPort: Invalid value: 70000: must be"],
    ),
    (
        "targetPort in quotes",
        {"spec.ports[0].targetPort": "80"},
        ['spec.ports[0].targetPort: Invalid value: "80": must contain'],
    ),
    (
        "nodePort on ClusterIP",
        {"spec.ports[0].nodePort": 30080},
        ["spec.ports[0].nodePort: Forbidden: may not be used when"],
    ),
    (
        "a nodePort twice",
        kind(
            "NodePort", ports=[{"name": "a", "port": 1, "nodePort": 30080}, {"name": "b", "port": 2, "nodePort": 30080}]
        ),
        ["spec.ports[1].nodePort: Invalid value: 30080: provided port is already allocated"],
    ),
    (
        "a nodePort for two protocols of a port",
        kind(
            "NodePort",
            ports=[
                {"name": "a", "port": 53, "nodePort": 30053},
                {"name": "b", "port": 53, "nodePort": 30053, "protocol": "UDP"},
            ],
        ),
        [],
    ),
]

ADDRESSES = [
    ("None in lower case", {"spec.clusterIP": "none"}, [f'spec.clusterIPs[0]: Invalid value: "none": {NOT_AN_IP}']),
    (
        "plural only",
        {"spec.clusterIPs": ["None"]},
        ['spec.clusterIPs: Invalid value: ["None"]: must be empty when `clusterIP`'],
    ),
    (
        "singular and plural differ",
        {"spec.clusterIP": "None", "spec.clusterIPs": ["10.0.0.9"]},
        ['spec.clusterIPs: Invalid value: ["10.0.0.9"]: first value must match `clusterIP`'],
    ),
    (
        "two of one family",
        {"spec.clusterIP": "10.0.0.1", "spec.clusterIPs": ["10.0.0.1", "10.0.0.2"]},
        ['spec.clusterIPs: Invalid value: ["10.0.0.1","10.0.0.2"]: may specify no more than one IP for each IP family'],
    ),
    (
        "None and more",
        {"spec.clusterIP": "None", "spec.clusterIPs": ["None", "10.0.0.2"]},
        ['spec.clusterIPs: Invalid value: ["None","10.0.0.2"]: \'None\' must be the first and only value'],
    ),
    (
        "of the other family",
        {"spec.clusterIP": "10.0.0.1", "spec.ipFamilies": ["IPv6"]},
        ['spec.clusterIPs[0]: Invalid value: "10.0.0.1": expected an IPv6 value as indicated by `ipFamilies[0]`'],
    ),
    ("a family twice", {"spec.ipFamilies": ["IPv4", "IPv4"]}, ['spec.ipFamilies[1]: Duplicate value: "IPv4"']),
    (
        "two families, one stack",
        {"spec.ipFamilies": ["IPv4", "IPv6"]},
        ["spec.ipFamilyPolicy: Invalid value: \"SingleStack\": must be 'RequireDualStack' or 'PreferDualStack' when"],
    ),
    ("two families, two stacks", {"spec.ipFamilies": ["IPv4", "IPv6"], "spec.ipFamilyPolicy": "PreferDualStack"}, []),
    ("two families, headless without selector", {"spec.ipFamilies": ["IPv4", "IPv6"], "spec.clusterIP": "None"}, []),
    (
        "loopback",
        {"spec.externalIPs": ["127.0.0.1"]},
        ['spec.externalIPs[0]: Invalid value: "127.0.0.1": may not be in the'],
    ),
    (
        "leading zeros",
        {"spec.externalIPs": ["010.1.1.1"]},
        ['spec.externalIPs[0]: Invalid value: "010.1.1.1": must not have'],
    ),
]

POLICIES = [
    ("affinity", {"spec.sessionAffinity": "ClientIP"}, []),
    (
        "affinity for too long",
        {"spec.sessionAffinity": "ClientIP", "spec.sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 86401}}},
        ["spec.sessionAffinityConfig.clientIP.timeoutSeconds: Invalid value: 86401: must be greater than 0 and"],
    ),
    ("affinity off", {"spec.sessionAffinityConfig": {"clientIP": {"timeoutSeconds": -1}}}, []),
    (
        "traffic policy inside",
        {"spec.externalTrafficPolicy": "Local"},
        ['spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services'],
    ),
    ("traffic policy outside", {"spec.externalTrafficPolicy": "Local", "spec.externalIPs": ["192.0.2.1"]}, []),
    (
        "traffic policy",
        kind("NodePort", externalTrafficPolicy="local"),
        ['spec.externalTrafficPolicy: Unsupported value: "local": supported values: "Cluster", "Local"'],
    ),
    ("health check", kind("LoadBalancer", externalTrafficPolicy="Local", healthCheckNodePort=31000), []),
    (
        "health check without need",
        kind("LoadBalancer", healthCheckNodePort=31000),
        ["spec.healthCheckNodePort: Invalid value: 31000: may only be set when `type` is 'LoadBalancer' and"],
    ),
    (
        "fields of load balancers",
        {
            "spec.loadBalancerClass": "a/b",
            "spec.allocateLoadBalancerNodePorts": False,
            "spec.loadBalancerSourceRanges": ["::/0"],
        },
        [
            f"spec.{each}: {ONLY_LB}"
            for each in ("LoadBalancerSourceRanges", "allocateLoadBalancerNodePorts", "loadBalancerClass")
        ],
    ),
    (
        "source ranges",
        kind("LoadBalancer", loadBalancerSourceRanges=[" 10.0.0.0/8 ", "10.0.0.1/8"]),
        ['spec.LoadBalancerSourceRanges[1]: Invalid value: "10.0.0.1/8": must not have bits set beyond'],
    ),
    (
        "source ranges in the annotation",
        {"metadata.annotations": {RANGES_ANNOTATION: "x"}},
        [
            f"metadata.annotations[{RANGES_ANNOTATION}]: {ONLY_LB}",
            f'metadata.annotations[{RANGES_ANNOTATION}]: Invalid value: "x": must be a valid CIDR value',
        ],
    ),
    ("selector", {"spec.selector": {"a": "b c"}}, ['spec.selector: Invalid value: "b c": a valid label must']),
]


@pytest.mark.parametrize(
    ("what", "changes", "wanted"), [*TYPES, *PORTS, *ADDRESSES, *POLICIES], ids=lambda each: str(each)[:40]
)
def test_services_are_refused_with_the_words_of_the_server(
    what: str, changes: dict[str, Any], wanted: list[str]
) -> None:
    got = refused(PLAIN, changes)
    assert says(got, wanted), (what, got)


def test_a_node_port_out_of_range_is_refused_only_without_a_dry_run() -> None:
    (error,) = errors(PLAIN, kind("NodePort", ports=[{"port": 80, "nodePort": 8080}]))
    assert error.field == "spec.ports[0].nodePort"
    assert error.facts["stage"] == "create"


def test_odd_addresses_were_only_warned_about_before_1_36() -> None:
    changes = {"spec.externalIPs": ["010.1.1.1"]}
    assert refused(PLAIN, changes, (1, 35)) == []
    assert says(
        warned(PLAIN, changes, (1, 35)),
        ['spec.externalIPs[0]: non-standard IP address "010.1.1.1" is invalid: use "10.1.1.1"'],
    )


WARNINGS = [
    (
        {"spec.clusterIP": "None", "spec.sessionAffinity": "ClientIP"},
        ["spec.SessionAffinity: ignored for headless services"],
    ),
    (
        {"spec.clusterIP": "None", "spec.loadBalancerIP": "1.2.3.4"},
        ["spec.loadBalancerIP: ignored for headless services"],
    ),
    ({"spec.externalName": "a.b"}, ['spec.externalName: ignored when spec.type is not "ExternalName"']),
    ({"spec.trafficDistribution": "PreferClose"}, ['spec.trafficDistribution: "PreferClose" is deprecated']),
    ({"spec.externalIPs": ["192.0.2.1"]}, ["spec.externalIPs: deprecated and may no longer be implemented"]),
    ({"spec.loadBalancerIP": "2001:DB8::1"}, ['spec.loadBalancerIP: IPv6 address "2001:DB8::1" should be in RFC 5952']),
    ({"spec.loadBalancerIP": "01.2.3.4"}, ['spec.loadBalancerIP: non-standard IP address "01.2.3.4" is invalid']),
    ({"spec.sessionAffinity": "ClientIP"}, []),
]


@pytest.mark.parametrize(("changes", "wanted"), WARNINGS, ids=lambda each: str(each)[:40])
def test_services_are_warned_about_what_does_nothing(changes: dict[str, Any], wanted: list[str]) -> None:
    got = warned(PLAIN, changes)
    assert says(got, wanted), got


def test_a_lone_cluster_ip_is_pointed_at_where_it_stands() -> None:
    (error,) = errors(PLAIN, {"spec.clusterIP": "none"})
    assert error.at == ("spec", "clusterIP")
    assert error.facts["known"] == ("None",)
