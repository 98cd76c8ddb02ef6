"""What differs between Kubernetes versions."""

from __future__ import annotations

from typing import Any

import pytest

from stslint.plan import Options, plan
from tests.plan.build import claim_template, cluster, service, statefulset

ROLLING = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 2}}


def update(before: dict[str, Any], after: dict[str, Any], version: tuple[int, ...]) -> dict[str, Any]:
    options = Options(kubernetes_version=version)
    found = plan(cluster(service(), after), cluster(service(), before), options=options).to_dict()
    return dict(found["update"])


@pytest.mark.parametrize(
    ("version", "honoured"),
    [((1, 34), False), ((1, 35, 3), True), ((1, 35, 4), False), ((1, 35), False), ((1, 36), False), ((1, 37), True)],
)
def test_max_unavailable_is_honoured_where_its_gate_is_on(version: tuple[int, ...], *, honoured: bool) -> None:
    before = statefulset(updateStrategy=ROLLING)
    found = update(before, statefulset(updateStrategy=ROLLING, image="example/web:2"), version)
    assert found["order"][:2] == (["Delete web-2", "Delete web-1"] if honoured else ["Delete web-2", "Create web-2"])
    dropped = "spec.updateStrategy.rollingUpdate.maxUnavailable" in {each["field"] for each in found["no_effect"]}
    assert dropped is not honoured


def test_immutable_fields_are_refused_one_by_one_since_1_37() -> None:
    found = update(statefulset(), statefulset(serviceName="other", podManagementPolicy="Parallel"), (1, 37))
    assert found["error"] == (
        'StatefulSet.apps "web" is invalid: [spec.serviceName: Invalid value: "other": field is immutable, '
        'spec.podManagementPolicy: Invalid value: "Parallel": field is immutable]'
    )


@pytest.mark.parametrize(
    ("version", "fields"),
    [
        ((1, 36), "'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy'"),
        ((1, 33), "'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy'"),
    ],
)
def test_before_1_37_the_server_names_what_may_change_and_the_plan_what_may_not(
    version: tuple[int, ...], fields: str
) -> None:
    found = update(statefulset(), statefulset(volumeClaimTemplates=[claim_template(size="2Gi")]), version)
    assert (
        f"for fields other than 'replicas', 'ordinals', {fields} and 'minReadySeconds' are forbidden" in found["error"]
    )
    [field] = found["refusals"][0]["fields"]
    assert field["field"] == "spec.volumeClaimTemplates"
    assert [each["new"] for each in field["differences"]] == ["2Gi"]


def test_without_the_gate_a_broken_parallel_set_does_not_heal_itself() -> None:
    before = statefulset(podManagementPolicy="Parallel")
    after = statefulset(podManagementPolicy="Parallel", image="example/web:2")
    options = Options(kubernetes_version=(1, 36), given={"never_ready": "^web-2$"})
    found = plan(cluster(service(), after), cluster(service(), before), options=options).to_dict()["update"]
    assert found["pods_replaced"] == ["web-2"]
    assert found["stuck"]
