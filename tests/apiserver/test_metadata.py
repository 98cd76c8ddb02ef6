"""What the server refuses in the metadata of any object."""

from __future__ import annotations

from typing import Any

import pytest

from tests.apiserver.asking import GONE, errors, refused, says, warned

CONFIG = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "conf"}}
SERVICE = {"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}}
OWNER = {"apiVersion": "v1", "kind": "Pod", "name": "a", "uid": "1"}
SUBDOMAIN = "a lowercase RFC 1123 subdomain must consist of"
LABEL = "a lowercase RFC 1123 label must consist of"

NAMES = [
    ("a subdomain", {"metadata.name": "a.b-c.d"}, []),
    ("upper case", {"metadata.name": "Conf"}, [f'metadata.name: Invalid value: "Conf": {SUBDOMAIN}']),
    (
        "too long",
        {"metadata.name": "a" * 254},
        [f'metadata.name: Invalid value: "{"a" * 254}": must be no more than 253'],
    ),
    ("none", {"metadata.name": GONE}, ["metadata.name: Required value: name or generateName is required"]),
    ("no metadata", {"metadata": None}, ["metadata.name: Required value: name or generateName is required"]),
    ("a prefix with a dash", {"metadata": {"generateName": "conf-"}}, []),
    ("a bad prefix", {"metadata.generateName": "Conf-"}, ['metadata.generateName: Invalid value: "Conf-":']),
    ("a prefix that makes no name", {"metadata": {"generateName": "aA-"}}, ['metadata.name: Invalid value: "aA-":']),
    (
        "a namespace that can be none",
        {"metadata.namespace": "A b"},
        [f'metadata.namespace: Invalid value: "A b": {LABEL}'],
    ),
]

MAPS = [
    ("keys with and without prefix", {"metadata.labels": {"a": "b", "example.com/a": "", "A_b.c": "1"}}, []),
    (
        "a label key with a space",
        {"metadata.labels": {"a b": "c"}},
        ['metadata.labels: Invalid value: "a b": name part must'],
    ),
    (
        "two slashes",
        {"metadata.labels": {"a/b/c": ""}},
        ['metadata.labels: Invalid value: "a/b/c": a valid label key must'],
    ),
    ("no name part", {"metadata.labels": {"a.b/": ""}}, ['metadata.labels: Invalid value: "a.b/": name part must'] * 2),
    (
        "no prefix part",
        {"metadata.labels": {"/a": ""}},
        ['metadata.labels: Invalid value: "/a": prefix part must be non-empty'],
    ),
    (
        "a long value",
        {"metadata.labels": {"a": "x" * 64}},
        [f'metadata.labels: Invalid value: "{"x" * 64}": must be no more'],
    ),
    (
        "an ill-formed value",
        {"metadata.labels": {"a": "-"}},
        ['metadata.labels: Invalid value: "-": a valid label must'],
    ),
    ("annotations of any case", {"metadata.annotations": {"Example.com/A": "x y"}}, []),
    (
        "an annotation key",
        {"metadata.annotations": {"a b": ""}},
        ['metadata.annotations: Invalid value: "a b": name part'],
    ),
    ("256 KiB", {"metadata.annotations": {"a": "x" * 262143}}, []),
    (
        "a byte more",
        {"metadata.annotations": {"ab": "x" * 262143}},
        ["metadata.annotations: Too long: may not be more than"],
    ),
    ("many bytes in few characters", {"metadata.annotations": {"a": "ü" * 131072}}, ["metadata.annotations: Too long"]),
]

OWNERS = [
    ("an owner", {"metadata.ownerReferences": [OWNER]}, []),
    ("the same owner twice", {"metadata.ownerReferences": [{**OWNER, "controller": True}] * 2}, []),
    (
        "two controllers",
        {"metadata.ownerReferences": [{**OWNER, "controller": True}, {**OWNER, "uid": "2", "controller": True}]},
        ["metadata.ownerReferences: Invalid value"],
    ),
    (
        "nothing of an owner",
        {"metadata.ownerReferences": [{}]},
        [
            f"metadata.ownerReferences[0].{name}: Required value: must not be empty"
            for name in ("apiVersion", "kind", "name", "uid")
        ],
    ),
    (
        "a version with two slashes",
        {"metadata.ownerReferences": [{**OWNER, "apiVersion": "a/b/c"}]},
        ['metadata.ownerReferences[0].apiVersion: Invalid value: "a/b/c": must be <group>/<version> or <version>'],
    ),
    (
        "an Event",
        {"metadata.ownerReferences": [{**OWNER, "kind": "Event"}]},
        ["metadata.ownerReferences[0]: Invalid value: "],
    ),
]

FINALIZERS = [
    ("with a domain", {"metadata.finalizers": ["example.com/x"]}, []),
    ("of the server", {"metadata.finalizers": ["kubernetes"]}, []),
    ("without", {"metadata.finalizers": ["x"]}, ['metadata.finalizers[0]: Invalid value: "x": name is neither']),
    ("ill-formed", {"metadata.finalizers": ["x y/z"]}, ['metadata.finalizers: Invalid value: "x y/z": prefix part']),
    (
        "that exclude each other",
        {"metadata.finalizers": ["orphan", "foregroundDeletion"]},
        ["metadata.finalizers: Invalid"],
    ),
    ("a negative generation", {"metadata.generation": -1}, ["metadata.generation: Invalid value: -1: must be greater"]),
]


@pytest.mark.parametrize(
    ("what", "changes", "wanted"), [*NAMES, *MAPS, *OWNERS, *FINALIZERS], ids=lambda each: str(each)[:40]
)
def test_metadata_is_refused_with_the_words_of_the_server(
    what: str, changes: dict[str, Any], wanted: list[str]
) -> None:
    got = refused(CONFIG, changes)
    assert says(got, wanted), (what, got)


@pytest.mark.parametrize(
    ("api_version", "kind", "name", "fine"),
    [
        ("v1", "Namespace", "a.b", False),
        ("apps/v1", "StatefulSet", "a.b", False),
        ("apps/v1", "Deployment", "a.b", True),
        ("policy/v1", "PodDisruptionBudget", "A_b c", True),
        ("policy/v1", "PodDisruptionBudget", "a/b", False),
        ("rbac.authorization.k8s.io/v1", "Role", "system:a", True),
        ("rbac.authorization.k8s.io/v1", "Role", "..", False),
        ("example.com/v1", "Custom", "A B", False),
        ("example.com/v1", "Custom", "a.b", True),
    ],
)
def test_names_follow_the_rules_of_their_kind(api_version: str, kind: str, name: str, fine: bool) -> None:
    body = {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}}
    assert fine is not any(each.startswith("metadata.name:") for each in refused(body, {}))


def test_service_names_may_start_with_a_digit_since_1_36() -> None:
    assert refused(SERVICE, {"metadata.name": "1web"}, (1, 36)) == []
    assert says(
        refused(SERVICE, {"metadata.name": "1web"}, (1, 35)), ['metadata.name: Invalid value: "1web": a DNS-1035 label']
    )


def test_errors_in_maps_point_at_the_key_or_its_value() -> None:
    key, value = errors(CONFIG, {"metadata.labels": {"a b": "c", "d": "e f"}})
    assert (key.at, key.anchor) == (("metadata", "labels", "a b"), "key")
    assert (value.at, value.anchor) == (("metadata", "labels", "d"), "value")


def test_a_namespace_is_ignored_on_kinds_that_live_in_none() -> None:
    assert refused({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a", "namespace": "b"}}, {}) == []


def test_owners_listed_twice_are_warned_about() -> None:
    assert says(
        warned(CONFIG, {"metadata.ownerReferences": [OWNER, OWNER]}), ["metadata.ownerReferences: contains duplicate"]
    )
    assert warned(CONFIG, {"metadata.ownerReferences": [OWNER, {**OWNER, "uid": "2"}]}) == []
