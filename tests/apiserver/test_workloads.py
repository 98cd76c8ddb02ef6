"""What the server refuses in StatefulSets, Deployments, DaemonSets and claims around their Pod templates."""

from __future__ import annotations

from typing import Any

import pytest

from stslint import apiserver
from stslint.fields import FieldError
from tests.apiserver.asking import GONE, errors, refused, says, warned

TEMPLATE = {"metadata": {"labels": {"app": "web"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
SPEC = {"selector": {"matchLabels": {"app": "web"}}, "template": TEMPLATE}
CLAIM_SPEC = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
SET = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {"name": "web"},
    "spec": {**SPEC, "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": CLAIM_SPEC}]},
}
DEPLOYMENT = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"}, "spec": SPEC}
DAEMON_SET = {"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": {"name": "web"}, "spec": SPEC}
CLAIM = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "spec": CLAIM_SPEC}

MISMATCH = "`selector` does not match template `labels`"
EXPRESSIONS = "spec.selector.matchExpressions"


def expressions(**requirement: Any) -> dict[str, Any]:
    return {EXPRESSIONS: [requirement]}


SELECTORS = [
    ("none", {"spec.selector": GONE}, ["spec.selector: Required value"]),
    (
        "empty",
        {"spec.selector": {"matchLabels": {}}},
        ['spec.selector: Invalid value: {"matchLabels":{}}: empty selector is'],
    ),
    (
        "of other labels",
        {"spec.selector.matchLabels": {"app": "wbe"}},
        [f'spec.template.metadata.labels: Invalid value: {{"app":"web"}}: {MISMATCH}'],
    ),
    ("no labels", {"spec.template.metadata": {}}, [f"spec.template.metadata.labels: Invalid value: null: {MISMATCH}"]),
    ("expressions that match", expressions(key="app", operator="In", values=["web", "x"]), []),
    (
        "of no values",
        expressions(key="app", operator="In"),
        [f"{EXPRESSIONS}[0].values: Required value: must be specified"],
    ),
    (
        "of values",
        expressions(key="app", operator="Exists", values=["x"]),
        [f"{EXPRESSIONS}[0].values: Forbidden: may not"],
    ),
    ("of no operator", expressions(key="app"), [f'{EXPRESSIONS}[0].operator: Invalid value: "": not a valid selector']),
    (
        "of a bad label",
        {"spec.selector.matchLabels": {"app": "a b"}},
        ['spec.selector.matchLabels: Invalid value: "a b"'],
    ),
]

STRATEGY = "spec.updateStrategy"
SETS = [
    ("OnDelete", {STRATEGY: {"type": "OnDelete"}}, []),
    (
        "OnDelete and rolling",
        {STRATEGY: {"type": "OnDelete", "rollingUpdate": {}}},
        [f"{STRATEGY}.rollingUpdate: Invalid value"],
    ),
    ("Recreate", {STRATEGY: {"type": "Recreate"}}, [f'{STRATEGY}: Invalid value: {{"type":"Recreate"}}: must be']),
    (
        "maxUnavailable 0",
        {f"{STRATEGY}.rollingUpdate.maxUnavailable": 0},
        [f"{STRATEGY}.rollingUpdate.maxUnavailable: Invalid"],
    ),
    ("maxUnavailable 25%", {f"{STRATEGY}.rollingUpdate.maxUnavailable": "25%"}, []),
    (
        "over 100%",
        {f"{STRATEGY}.rollingUpdate.maxUnavailable": "101%"},
        [f"{STRATEGY}.rollingUpdate.maxUnavailable: Invalid"],
    ),
    (
        "restartPolicy",
        {"spec.template.spec.restartPolicy": "Never"},
        ['spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"'],
    ),
    (
        "claim name",
        {"spec.volumeClaimTemplates[0].metadata.name": "B!"},
        ['spec.template.spec.volumes[0].name: Invalid value: "B!"'],
    ),
    ("hostname of its own", {"spec.template.spec.hostname": "A b", "spec.template.spec.subdomain": "A b"}, []),
]

ROLLING = "spec.strategy.rollingUpdate"
DEPLOYMENTS = [
    (
        "Recreate",
        {"spec.strategy": {"type": "Recreate", "rollingUpdate": {}}},
        [f"{ROLLING}: Forbidden: may not be specified"],
    ),
    (
        "nothing moves",
        {ROLLING: {"maxUnavailable": 0, "maxSurge": "0%"}},
        [f"{ROLLING}.maxUnavailable: Invalid value: 0: may not"],
    ),
    ("surge by default", {ROLLING: {"maxUnavailable": 0}}, []),
    (
        "no percentage",
        {ROLLING: {"maxSurge": "1"}},
        [f'{ROLLING}.maxSurge: Invalid value: "1": a valid percent string must'],
    ),
    (
        "a deadline too early",
        {"spec.minReadySeconds": 600},
        ["spec.progressDeadlineSeconds: Invalid value: 600: must be greater"],
    ),
]

UPDATE = f"{STRATEGY}.rollingUpdate"
DAEMON_SETS = [
    (
        "no selector",
        {"spec.selector": GONE},
        [f'spec.template.metadata.labels: Invalid value: {{"app":"web"}}: {MISMATCH}'],
    ),
    ("surge and unavailable", {UPDATE: {"maxSurge": 1}}, [f"{UPDATE}.maxSurge: Invalid value: 1: may not be set when"]),
    (
        "neither",
        {UPDATE: {"maxUnavailable": 0}},
        [f"{UPDATE}.maxUnavailable: Required value: cannot be 0 when maxSurge is 0"],
    ),
    (
        "unknown",
        {STRATEGY: {"type": "x"}},
        [f'{STRATEGY}: Unsupported value: {{"type":"x"}}: supported values: "RollingUpdate"'],
    ),
]

SOURCE = {"kind": "PersistentVolumeClaim", "name": "a"}
CLAIMS = [
    ("no modes", {"spec.accessModes": []}, ["spec.accessModes: Required value: at least 1 access mode is required"]),
    (
        "a short mode",
        {"spec.accessModes": ["RWO"]},
        ['spec.accessModes: Unsupported value: "RWO": supported values: "ReadOnlyMany"'],
    ),
    (
        "one Pod and more",
        {"spec.accessModes": ["ReadWriteOncePod", "ReadWriteOnce"]},
        ["spec.accessModes: Forbidden: may not use"],
    ),
    ("no size", {"spec.resources": {}}, ["spec.resources[storage]: Required value"]),
    (
        "size nothing",
        {"spec.resources.requests.storage": "0"},
        ['spec.resources[storage]: Invalid value: "0": must be greater than'],
    ),
    ("a clone", {"spec.dataSource": SOURCE}, []),
    ("an unknown source alone is dropped", {"spec.dataSource": {"kind": "X", "name": "a"}}, []),
    (
        "a source of no kind",
        {"spec.dataSourceRef": {"name": "a"}},
        ["spec.dataSourceRef.kind: Required value", "spec.dataSourceRef:"],
    ),
    (
        "two sources",
        {"spec.dataSource": SOURCE, "spec.dataSourceRef": {**SOURCE, "name": "b"}},
        ['spec: Invalid value: "dataSource"'],
    ),
]

CASES = [
    *((SET, *case) for case in [*SELECTORS, *SETS]),
    *((DEPLOYMENT, *case) for case in [*SELECTORS, *DEPLOYMENTS]),
    *((DAEMON_SET, *case) for case in [*SELECTORS[1:], *DAEMON_SETS]),
    *((CLAIM, *case) for case in CLAIMS),
]


@pytest.mark.parametrize(
    ("base", "what", "changes", "wanted"), CASES, ids=[f"{case[0]['kind']}: {case[1]}" for case in CASES]
)
def test_workloads_are_refused_with_the_words_of_the_server(
    base: dict[str, Any], what: str, changes: dict[str, Any], wanted: list[str]
) -> None:
    got = refused(base, changes)
    assert says(got, wanted), (what, got)


def test_claim_templates_are_refused_where_they_stand() -> None:
    got = refused(SET, {"spec.volumeClaimTemplates[0].spec": {}})
    assert says(
        got, ["spec.volumeClaimTemplates[0].spec.accessModes", "spec.volumeClaimTemplates[0].spec.resources[storage]"]
    )


def test_the_name_of_a_claim_template_is_pointed_at_though_the_server_names_a_volume() -> None:
    (error,) = errors(SET, {"spec.volumeClaimTemplates[0].metadata.name": "B!"})
    assert error.at == ("spec", "volumeClaimTemplates", 0, "metadata", "name")


@pytest.mark.parametrize(
    ("version", "changes", "stage"),
    [
        ((1, 37), {"spec.template.spec.containers[0].name": ""}, None),
        ((1, 33), {"spec.template.spec.containers[0].ports": [{"containerPort": 1, "name": "a"}] * 2}, "create"),
        ((1, 34), {"spec.volumeClaimTemplates[0].spec.accessModes": []}, "create"),
        ((1, 35), {"spec.volumeClaimTemplates[0].spec.accessModes": []}, None),
        ((1, 33), {"spec.template.spec.restartPolicy": "Never"}, None),
        ((1, 33), {"spec.template.metadata.labels": {}}, None),
    ],
)
def test_what_older_servers_accept_bites_when_pods_and_claims_are_created(
    version: tuple[int, int], changes: dict[str, Any], stage: str | None
) -> None:
    assert {each.facts.get("stage") for each in errors(SET, changes, version)} <= {stage}


@pytest.mark.parametrize(("version", "stage"), [((1, 32), "create"), ((1, 33), None)])
def test_the_service_name_is_looked_at_since_1_33(version: tuple[int, int], stage: str | None) -> None:
    found = [FieldError(("spec", "serviceName"), "FieldValueInvalid", keyword="pattern")]
    assert [each.facts.get("stage") for each in apiserver.with_stages(SET, iter(found), version)] == [stage]


def test_max_unavailable_is_looked_at_since_1_37() -> None:
    changes = {f"{STRATEGY}.rollingUpdate.maxUnavailable": 0}
    assert errors(SET, changes, (1, 36)) == []
    assert errors(SET, changes, (1, 37)) != []


WARNINGS = [
    (
        SET,
        {"spec.revisionHistoryLimit": -1},
        ["spec.revisionHistoryLimit: a negative value retains all historical revisions"],
    ),
    (
        SET,
        {"spec.volumeClaimTemplates[0].spec.resources.requests.storage": "1500m"},
        ['spec.volumeClaimTemplates[0].resources.requests[storage]: fractional byte value "1500m" is invalid'],
    ),
    (
        CLAIM,
        {"spec.resources.limits": {"storage": "0.5"}},
        ['spec.resources.limits[storage]: fractional byte value "0.5"'],
    ),
    (CLAIM, {"spec.resources.limits": {"storage": "1.5Gi"}}, []),
    (DEPLOYMENT, {"metadata.name": "a.b"}, ["metadata.name: this is used in Pod names and hostnames"]),
]


@pytest.mark.parametrize(("base", "changes", "wanted"), WARNINGS)
def test_workloads_are_warned_about(base: dict[str, Any], changes: dict[str, Any], wanted: list[str]) -> None:
    got = warned(base, changes)
    assert says(got, wanted), got


@pytest.mark.parametrize(
    ("size", "fractional"),
    [
        ("1Gi", False),
        ("1", False),
        ("100m", True),
        ("1n", True),
        ("8Ei", False),
        ("16Pi", True),
        ("16P", False),
        ("9" * 25, True),
    ],
)
def test_fractions_of_bytes_are_counted_as_an_int64_counts(size: str, fractional: bool) -> None:
    assert bool(warned(CLAIM, {"spec.resources.limits": {"storage": size}})) is fractional
