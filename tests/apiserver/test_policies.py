"""What the server refuses in budgets, autoscalers, network policies and Ingresses beyond single fields."""

from __future__ import annotations

from typing import Any

import pytest

from tests.apiserver.asking import GONE, errors, refused, says, warned

BUDGET = {
    "apiVersion": "policy/v1",
    "kind": "PodDisruptionBudget",
    "metadata": {"name": "web"},
    "spec": {"maxUnavailable": 1, "selector": {"matchLabels": {"app": "web"}}},
}
SCALER = {
    "apiVersion": "autoscaling/v2",
    "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "web"},
    "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web"},
        "maxReplicas": 5,
    },
}
POLICY = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "NetworkPolicy",
    "metadata": {"name": "web"},
    "spec": {"podSelector": {}},
}
BACKEND = {"service": {"name": "web", "port": {"number": 80}}}
INGRESS = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "Ingress",
    "metadata": {"name": "web"},
    "spec": {"rules": [{"host": "a.b", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": BACKEND}]}}]},
}
PATH = "spec.rules[0].http.paths[0]"
PERCENT = "a valid percent string must be a numeric string followed by an ending '%'"

BUDGETS = [
    ("both amounts", {"spec.minAvailable": 1}, ["spec: Invalid value: {"]),
    ("a word", {"spec.maxUnavailable": "one"}, [f'spec.maxUnavailable: Invalid value: "one": {PERCENT}']),
    (
        "a negative number",
        {"spec.maxUnavailable": -1},
        ["spec.maxUnavailable: Invalid value: -1: must be greater than or"],
    ),
    (
        "more than all",
        {"spec.maxUnavailable": "150%"},
        ['spec.maxUnavailable: Invalid value: "150%": must not be greater'],
    ),
    (
        "a selector",
        {"spec.selector": {"matchLabels": {"a": "b c"}}},
        ['spec.selector.matchLabels: Invalid value: "b c"'],
    ),
    ("no selector", {"spec.selector": GONE}, []),
]

TARGET = {"type": "Utilization", "averageUtilization": 70}
METRIC = "spec.metrics[0]"


def metric(kind: str, **sources: Any) -> dict[str, Any]:
    return {"spec.metrics": [{"type": kind, **sources}]}


SCALERS = [
    (
        "at least more than at most",
        {"spec.minReplicas": 9},
        ["spec.maxReplicas: Invalid value: 5: must be greater than or equal to"],
    ),
    (
        "to zero without a metric",
        {"spec.minReplicas": 0},
        ["spec.metrics: Forbidden: must specify at least one Object or"],
    ),
    ("no most", {"spec.maxReplicas": GONE}, ["spec.maxReplicas: Required value"]),
    (
        "no group",
        {"spec.scaleTargetRef.apiVersion": "v1"},
        ['spec.scaleTargetRef.apiVersion: Invalid value: "v1": apiVersion must'],
    ),
    (
        "a kind of no group",
        {"spec.scaleTargetRef": {"apiVersion": "v1", "kind": "ReplicationController", "name": "a"}},
        [],
    ),
    (
        "a name that is a path",
        {"spec.scaleTargetRef.name": "a/b"},
        ["spec.scaleTargetRef.name: Invalid value: \"a/b\": may not contain '/'"],
    ),
    ("cpu", metric("Resource", resource={"name": "cpu", "target": TARGET}), []),
    (
        "no source",
        metric("Resource"),
        [f"{METRIC}.resource: Required value: must populate information for the given metric"],
    ),
    (
        "two sources",
        metric("Resource", resource={"name": "cpu", "target": TARGET}, pods={"metric": {"name": "x"}}),
        [
            f"{METRIC}.pods.target.type: Required value: must specify a metric target type",
            f"{METRIC}.pods.target.averageValue: Required value: must specify a positive target averageValue",
            f"{METRIC}.pods: Forbidden: must populate the given metric source only",
        ],
    ),
    (
        "two targets",
        metric("Resource", resource={"name": "cpu", "target": {**TARGET, "averageValue": "1"}}),
        [f"{METRIC}.resource.target.averageValue: Forbidden: may not set both a target raw value and"],
    ),
    (
        "an unknown type",
        metric("resource"),
        [f'{METRIC}.type: Unsupported value: "resource": supported values: "ContainerResource"'],
    ),
    (
        "behavior",
        {"spec.behavior": {"scaleDown": {"policies": [{"type": "Pods", "value": 0, "periodSeconds": 1801}]}}},
        [
            "spec.behavior.scaleDown.policies[0].value: Invalid value: 0: must be greater than zero",
            "spec.behavior.scaleDown.policies[0].periodSeconds: Invalid value: 1801: must be less than or equal to",
        ],
    ),
]

PEER = "spec.ingress[0].from[0]"


def peer(**fields: Any) -> dict[str, Any]:
    return {"spec.ingress": [{"from": [fields]}]}


def port(**fields: Any) -> dict[str, Any]:
    return {"spec.ingress": [{"ports": [fields]}]}


POLICIES = [
    ("no peer", peer(), [f"{PEER}: Required value: must specify a peer"]),
    (
        "a block and a selector",
        peer(podSelector={}, ipBlock={"cidr": "::/0"}),
        [f"{PEER}: Forbidden: may not specify both"],
    ),
    ("a block", peer(ipBlock={"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16"]}), []),
    ("no block", peer(ipBlock={}), [f"{PEER}.ipBlock.cidr: Required value"]),
    (
        "an address",
        peer(ipBlock={"cidr": "10.0.0.0"}),
        [f'{PEER}.ipBlock.cidr: Invalid value: "10.0.0.0": must be a valid CIDR'],
    ),
    (
        "host bits",
        peer(ipBlock={"cidr": "10.0.0.1/8"}),
        [f'{PEER}.ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits'],
    ),
    (
        "more excepted than there is",
        peer(ipBlock={"cidr": "10.0.0.0/8", "except": ["10.0.0.0/8", "11.0.0.0/16"]}),
        [
            f'{PEER}.ipBlock.except[{index}]: Invalid value: "{cidr}": must be a strict subset'
            for index, cidr in enumerate(("10.0.0.0/8", "11.0.0.0/16"))
        ],
    ),
    ("a range", port(port=32000, endPort=32768), []),
    (
        "a range backwards",
        port(port=80, endPort=79),
        ["spec.ingress[0].ports[0].endPort: Invalid value: 79: must be greater than"],
    ),
    (
        "a range of a name",
        port(port="http", endPort=80),
        ["spec.ingress[0].ports[0].endPort: Invalid value: 80: may not be"],
    ),
    (
        "a range of nothing",
        port(endPort=80),
        ["spec.ingress[0].ports[0].endPort: Invalid value: 80: may not be specified when"],
    ),
    (
        "port zero",
        port(port=0),
        ["spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"],
    ),
]

INGRESSES = [
    ("nothing", {"spec": {}}, ["spec: Invalid value: null: either `defaultBackend` or `rules` must be specified"]),
    ("a wildcard", {"spec.rules[0].host": "*.a.b"}, []),
    (
        "a wildcard inside",
        {"spec.rules[0].host": "a.*.b"},
        ['spec.rules[0].host: Invalid value: "a.*.b": a wildcard DNS-1123'],
    ),
    (
        "an address",
        {"spec.rules[0].host": "1.2.3.4"},
        ['spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not'],
    ),
    ("no paths", {"spec.rules[0].http": {}}, ["spec.rules[0].http.paths: Required value"]),
    ("no type", {f"{PATH}.pathType": GONE}, [f"{PATH}.pathType: Required value: pathType must be specified"]),
    ("relative", {f"{PATH}.path": "api"}, [f'{PATH}.path: Invalid value: "api": must be an absolute path']),
    ("two slashes", {f"{PATH}.path": "/a//b"}, [f"{PATH}.path: Invalid value: \"/a//b\": must not contain '//'"]),
    ("its own way", {f"{PATH}.pathType": "ImplementationSpecific", f"{PATH}.path": "/a//b"}, []),
    (
        "no backend",
        {f"{PATH}.backend": {}},
        [f'{PATH}.backend: Invalid value: "": resource or service backend is required'],
    ),
    (
        "no port",
        {f"{PATH}.backend.service.port": {}},
        [f"{PATH}.backend: Required value: port name or number is required"],
    ),
    (
        "two ports",
        {f"{PATH}.backend.service.port.name": "http"},
        [f'{PATH}.backend: Invalid value: "": cannot set both port'],
    ),
    (
        "a service name",
        {f"{PATH}.backend.service.name": "A"},
        [f'{PATH}.backend.service.name: Invalid value: "A": a lowercase'],
    ),
    (
        "two classes",
        {"spec.ingressClassName": "a", "metadata.annotations": {"kubernetes.io/ingress.class": "b"}},
        ["annotations.kubernetes.io/ingress.class: Invalid"],
    ),
]

CASES = [
    *((BUDGET, *case) for case in BUDGETS),
    *((SCALER, *case) for case in SCALERS),
    *((POLICY, *case) for case in POLICIES),
    *((INGRESS, *case) for case in INGRESSES),
]


@pytest.mark.parametrize(
    ("base", "what", "changes", "wanted"), CASES, ids=[f"{case[0]['kind']}: {case[1]}" for case in CASES]
)
def test_policies_are_refused_with_the_words_of_the_server(
    base: dict[str, Any], what: str, changes: dict[str, Any], wanted: list[str]
) -> None:
    got = refused(base, changes)
    assert says(got, wanted), (what, got)


def test_scaling_to_zero_is_allowed_since_1_37() -> None:
    assert says(
        refused(SCALER, {"spec.minReplicas": 0}, (1, 36)), ["spec.minReplicas: Invalid value: 0: must be greater"]
    )


def test_a_scale_target_without_group_bites_older_servers_when_they_scale() -> None:
    (error,) = errors(SCALER, {"spec.scaleTargetRef.apiVersion": ""}, (1, 33))
    assert error.facts["stage"] == "run"


def test_backends_that_start_with_a_digit_are_fine_since_1_36() -> None:
    changes = {f"{PATH}.backend.service.name": "1web"}
    assert refused(INGRESS, changes) == []
    assert says(
        refused(INGRESS, changes, (1, 35)), [f'{PATH}.backend.service.name: Invalid value: "1web": a DNS-1035 label']
    )


def test_the_old_way_to_name_a_class_is_warned_about() -> None:
    changes = {"metadata.annotations": {"kubernetes.io/ingress.class": "nginx"}}
    assert says(warned(INGRESS, changes), ["metadata.annotations[kubernetes.io/ingress.class]: deprecated, please use"])


def test_odd_blocks_are_warned_about() -> None:
    changes = peer(ipBlock={"cidr": "2001:DB8::/32"})
    assert says(
        warned(POLICY, changes), [f'{PEER}.ipBlock.cidr: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952']
    )
