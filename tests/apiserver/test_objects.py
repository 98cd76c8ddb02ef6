"""What the server refuses in ConfigMaps, Secrets, storage, RBAC, quotas and classes beyond single fields."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.apiserver.asking import errors, refused, says, warned

RBAC = "rbac.authorization.k8s.io"


def of(api_version: str, kind: str, **fields: Any) -> dict[str, Any]:
    return {"apiVersion": api_version, "kind": kind, "metadata": {"name": "x"}, **fields}


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


KEY = "a valid config key must consist of"
CONFIG = of("v1", "ConfigMap")
CONFIGS = [
    ("keys", {"data": {"a.b-c_D": "x"}}, []),
    ("a path", {"data": {"a/b": "x"}}, [f'data[a/b]: Invalid value: "a/b": {KEY}']),
    ("two dots", {"data": {"..a": "x"}}, ["data[..a]: Invalid value: \"..a\": must not start with '..'"]),
    (
        "in both",
        {"data": {"a": "x"}, "binaryData": {"a": "eA=="}},
        ['data[a]: Invalid value: "a": duplicate of key present in'],
    ),
    ("1 MiB", {"data": {"a": "x" * 2**20}}, []),
    (
        "1 MiB and a byte",
        {"data": {"a": "x" * 2**20}, "binaryData": {"b": "eA=="}},
        ["[]: Too long: may not be more than"],
    ),
]

SECRET = of("v1", "Secret")
SECRETS = [
    ("a key in stringData", {"stringData": {"a b": "x"}}, [f'data[a b]: Invalid value: "a b": {KEY}']),
    ("TLS", {"type": "kubernetes.io/tls"}, ["data[tls.crt]: Required value", "data[tls.key]: Required value"]),
    ("TLS in two maps", {"type": "kubernetes.io/tls", "data": {"tls.crt": ""}, "stringData": {"tls.key": "x"}}, []),
    (
        "SSH",
        {"type": "kubernetes.io/ssh-auth", "data": {"ssh-privatekey": ""}},
        ["data[ssh-privatekey]: Required value"],
    ),
    ("a password alone", {"type": "kubernetes.io/basic-auth", "stringData": {"password": "x"}}, []),
    (
        "a token for nobody",
        {"type": "kubernetes.io/service-account-token"},
        ["metadata.annotations[kubernetes.io/service-account.name]"],
    ),
    ("registries", {"type": "kubernetes.io/dockerconfigjson", "data": {".dockerconfigjson": encoded("{}")}}, []),
    (
        "registries in a list",
        {"type": "kubernetes.io/dockerconfigjson", "data": {".dockerconfigjson": encoded("[]")}},
        ['data[.dockerconfigjson]: Invalid value: "<secret contents redacted>"'],
    ),
    ("a type of one's own", {"type": "example.com/x"}, []),
]

CLASS = of("storage.k8s.io/v1", "StorageClass", provisioner="example.com/nfs")
CLASSES = [
    ("no provisioner", {"provisioner": ""}, ["provisioner: Required value"]),
    ("a provisioner", {"provisioner": "a b"}, ['provisioner: Invalid value: "a b": name part must']),
    ("a parameter without name", {"parameters": {"": "x"}}, ['parameters: Invalid value: "": field can not be empty.']),
    ("many parameters", {"parameters": {f"k{each}": "v" for each in range(513)}}, ["parameters: Too long"]),
    (
        "a topology twice",
        {"allowedTopologies": [{"matchLabelExpressions": [{"key": "a", "values": ["x"]}]}] * 2},
        ['allowedTopologies[1].matchLabelExpressions: Duplicate value: ""'],
    ),
]

VOLUME = of(
    "v1", "PersistentVolume", spec={"accessModes": ["ReadWriteOnce"], "capacity": {"storage": "1Gi"}, "csi": {}}
)
VOLUMES = [
    ("two sources", {"spec.nfs": {}}, ["spec.csi: Forbidden: may not specify more than 1 volume type"]),
    ("no source", {"spec.csi": None}, ["spec: Required value: must specify a volume type"]),
    (
        "a local one anywhere",
        {"spec.csi": None, "spec.local": {"path": "/x"}},
        ["spec.nodeAffinity: Required value: Local volume"],
    ),
    ("no capacity", {"spec.capacity": {}}, ["spec.capacity: Required value"]),
]

ROLE = of(f"{RBAC}/v1", "Role")
ROLES = [
    ("a rule", {"rules": [{"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}]}, []),
    (
        "no verbs",
        {"rules": [{"apiGroups": [""], "resources": ["pods"]}]},
        ["rules[0].verbs: Required value: verbs must contain"],
    ),
    (
        "URLs",
        {"rules": [{"verbs": ["get"], "nonResourceURLs": ["/x"]}]},
        ['rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced'],
    ),
]

BINDING = of(f"{RBAC}/v1", "ClusterRoleBinding", roleRef={"apiGroup": RBAC, "kind": "ClusterRole", "name": "view"})
BINDINGS = [
    ("a Role", {"roleRef.kind": "Role"}, ['roleRef.kind: Unsupported value: "Role": supported values: "ClusterRole"']),
    (
        "an account of nowhere",
        {"subjects": [{"kind": "ServiceAccount", "name": "a"}]},
        ["subjects[0].namespace: Required value"],
    ),
    ("a user", {"subjects": [{"kind": "User", "name": "a b"}]}, []),
    (
        "a robot",
        {"subjects": [{"kind": "Robot", "name": "a"}]},
        ['subjects[0].kind: Unsupported value: "Robot": supported values'],
    ),
]

QUOTA = of("v1", "ResourceQuota", spec={"hard": {"pods": "5"}})
QUOTAS = [
    (
        "an unknown resource",
        {"spec.hard": {"foo": "1"}},
        ['spec.hard[foo]: Invalid value: "foo": must be a standard'] * 2,
    ),
    ("half a Pod", {"spec.hard": {"pods": "0.5"}}, ['spec.hard[pods]: Invalid value: "0.5": must be an integer']),
    ("opposite scopes", {"spec.scopes": ["BestEffort", "NotBestEffort"]}, ["spec.scopes: Invalid value: "]),
    ("a scope of other resources", {"spec.scopes": ["VolumeAttributesClass"]}, ["spec.scopes: Invalid value: "]),
]

RANGE = of("v1", "LimitRange", spec={"limits": []})
RANGES = [
    (
        "upside down",
        {"spec.limits": [{"type": "Container", "min": {"cpu": "2"}, "max": {"cpu": "1"}}]},
        ["spec.limits[0].min[cpu]"],
    ),
    (
        "defaults for Pods",
        {"spec.limits": [{"type": "Pod", "default": {"cpu": "1"}}]},
        ["spec.limits[0].default: Forbidden"],
    ),
    (
        "claims of any size",
        {"spec.limits": [{"type": "PersistentVolumeClaim"}]},
        ["spec.limits[0].limits: Required value"],
    ),
    (
        "a type twice",
        {"spec.limits": [{"type": "Pod"}, {"type": "Pod"}]},
        ['spec.limits[1].type: Duplicate value: "Pod"'],
    ),
]

PRIORITY = of("scheduling.k8s.io/v1", "PriorityClass", value=1)
INGRESS_CLASS = of("networking.k8s.io/v1", "IngressClass", spec={"controller": "example.com/ingress"})
SLICE = of("discovery.k8s.io/v1", "EndpointSlice", addressType="IPv4", endpoints=[{"addresses": ["10.0.0.1"]}])
OTHERS = [
    (
        PRIORITY,
        "too high",
        {"value": 1_000_000_001},
        ["value: Forbidden: maximum allowed value of a user defined priority is"],
    ),
    (
        PRIORITY,
        "of the system",
        {"metadata.name": "system-x"},
        ["metadata.name: Forbidden: priority class names with 'system-'"],
    ),
    (
        INGRESS_CLASS,
        "no path",
        {"spec.controller": "x"},
        ['spec.controller: Invalid value: "x": must be a domain-prefixed path'],
    ),
    (
        INGRESS_CLASS,
        "parameters of no namespace",
        {"spec.parameters": {"kind": "K", "name": "n", "scope": "Namespace"}},
        ["spec.parameters.namespace: Required value: `parameters.scope` is set to 'Namespace'"],
    ),
    (
        SLICE,
        "loopback",
        {"endpoints[0].addresses": ["127.0.0.1"]},
        ['endpoints[0].addresses[0]: Invalid value: "127.0.0.1": may not'],
    ),
    (
        SLICE,
        "another family",
        {"endpoints[0].addresses": ["2001:db8::1"]},
        ['endpoints[0].addresses: Invalid value: "2001:db8::1"'],
    ),
]

TABLES = [
    (CONFIG, CONFIGS),
    (SECRET, SECRETS),
    (CLASS, CLASSES),
    (VOLUME, VOLUMES),
    (ROLE, ROLES),
    (BINDING, BINDINGS),
    (QUOTA, QUOTAS),
    (RANGE, RANGES),
]
CASES = [*((base, *case) for base, table in TABLES for case in table), *OTHERS]


@pytest.mark.parametrize(
    ("base", "what", "changes", "wanted"), CASES, ids=[f"{case[0]['kind']}: {case[1]}" for case in CASES]
)
def test_objects_are_refused_with_the_words_of_the_server(
    base: dict[str, Any], what: str, changes: dict[str, Any], wanted: list[str]
) -> None:
    got = refused(base, changes)
    assert says(got, wanted), (what, got)


def test_a_key_in_string_data_is_pointed_at_where_it_stands() -> None:
    (error,) = errors(SECRET, {"stringData": {"a b": "x"}})
    assert (error.at, error.anchor) == (("stringData", "a b"), "key")


WARNINGS = [
    (
        SECRET,
        {"type": "kubernetes.io/tls", "data": {"tls.crt": "", "tls.key": ""}},
        ["data[tls.crt]: tls: failed to find any PEM"],
    ),
    (
        QUOTA,
        {"spec.hard": {"requests.cpu": "2", "limits.cpu": "1"}},
        ["spec.hard[requests.cpu]: requests.cpu (2) should be less"],
    ),
    (
        VOLUME,
        {"spec.persistentVolumeReclaimPolicy": "Recycle"},
        ["spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy"],
    ),
    (SLICE, {"addressType": "FQDN"}, ["spec.addressType: FQDN endpoints are deprecated"]),
]


@pytest.mark.parametrize(("base", "changes", "wanted"), WARNINGS, ids=[case[0]["kind"] for case in WARNINGS])
def test_objects_are_warned_about(base: dict[str, Any], changes: dict[str, Any], wanted: list[str]) -> None:
    got = warned(base, changes)
    assert says(got, wanted), got
