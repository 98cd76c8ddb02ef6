"""Properties of the simulator that hold for any manifests."""

from __future__ import annotations

import copy
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stslint.plan import Given, Options, Phase, healthy, plan, simulate
from tests.plan import scenarios
from tests.plan.build import claim_template, cluster, service, statefulset

BOTH = {"whenDeleted": "Delete", "whenScaled": "Delete"}
SETS = st.fixed_dictionaries(
    {
        "replicas": st.integers(0, 7),
        "podManagementPolicy": st.sampled_from(["OrderedReady", "Parallel"]),
        "ordinals": st.sampled_from([None, {"start": 0}, {"start": 3}]),
        "volumeClaimTemplates": st.sampled_from([None, [claim_template()], [claim_template(), claim_template("logs")]]),
        "persistentVolumeClaimRetentionPolicy": st.sampled_from(
            [
                None,
                {"whenScaled": "Delete"},
                {"whenDeleted": "Delete"},
                {"whenDeleted": "Delete", "whenScaled": "Delete"},
            ]
        ),
        "updateStrategy": st.sampled_from(
            [None, {"type": "OnDelete"}, {"type": "RollingUpdate"}, {"rollingUpdate": {"partition": 2}}]
        ),
    }
)


@settings(max_examples=60, deadline=None)
@given(SETS, SETS)
def test_short_cut_for_healthy_sets_is_what_the_loop_does(first: dict[str, Any], second: dict[str, Any]) -> None:
    before = cluster(service(), statefulset(**first))
    after = cluster(service(), statefulset(image="example/web:2", **{**second, "replicas": second["replicas"]}))
    short = plan(after, before).to_dict()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(healthy, "create_all", lambda world, statefulset: False)
        assert plan(after, before).to_dict() == short


@settings(max_examples=30, deadline=None)
@given(SETS, SETS)
def test_lists_of_an_update_agree_with_its_end(first: dict[str, Any], second: dict[str, Any]) -> None:
    found = plan(cluster(service(), statefulset(**second)), cluster(service(), statefulset(**first))).to_dict()
    update, names = found["update"], {each["name"] for each in found["create"]["pods"]}
    left = names - set(update["pods_removed"]) | set(update["pods_added"])
    assert {each["name"] for each in update["after"]["pods"]} == left
    claims = {each["name"] for each in update["after"]["claims"]}
    assert claims == set(update["claims_kept"]) | set(update["claims_created"]) | set(update["claims_orphaned"])


def test_the_same_input_gives_the_same_plan() -> None:
    def once() -> dict[str, Any]:
        return plan(cluster(service(), statefulset(replicas=5)), cluster(service(), statefulset())).to_dict()

    assert once() == once()


def test_manifests_are_not_changed() -> None:
    bodies = [service(), statefulset(persistentVolumeClaimRetentionPolicy={"whenScaled": "Delete"})]
    before = copy.deepcopy(bodies)
    plan(cluster(*bodies), cluster(*copy.deepcopy(bodies)), options=Options(given=Given(provision=True)))
    assert bodies == before


ODD: list[Any] = [None, True, 0, -1, 2**40, 1.5, "", "x", "0", [], [None], ["x"], {}, {"x": None}, [{}], [[1]]]


def _mutated(value: Any, chooser: random.Random) -> Any:
    """The value with one part replaced by something of another shape."""
    if isinstance(value, dict) and value and chooser.random() < 0.9:
        key = chooser.choice(list(value))
        return {**value, key: _mutated(value[key], chooser)}
    if isinstance(value, list) and value and chooser.random() < 0.9:
        index = chooser.randrange(len(value))
        return [*value[:index], _mutated(value[index], chooser), *value[index + 1 :]]
    return copy.deepcopy(chooser.choice(ODD))


@pytest.mark.parametrize("judged", [True, False])
@pytest.mark.parametrize("mode", ["apply", "server-side", "replace", "recreate", "recreate-orphan"])
def test_any_shape_is_planned_or_refused(mode: str, *, judged: bool) -> None:
    chooser = random.Random(f"{mode}-{judged}")
    options = Options(refused=None if judged else lambda resource: [])
    for _ in range(60):
        whole = [service(), statefulset(updateStrategy={"rollingUpdate": {"partition": 1}}), _claim(), _pod()]
        odd = [_mutated(copy.deepcopy(each), chooser) for each in whole]
        odd = [{**good, **each} if isinstance(each, dict) else good for good, each in zip(whole, odd, strict=True)]
        for first, second in ((whole, odd), (odd, whole), (odd, odd)):
            phases = [Phase("create", cluster(*first), mode), Phase("update", cluster(*second), mode, prune=True)]
            simulate(phases, options=options).to_dict()


def _claim() -> dict[str, Any]:
    spec = claim_template()["spec"]
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data-web-0"}, "spec": spec}


def _pod() -> dict[str, Any]:
    spec = {"containers": [{"name": "main", "image": "example/web:1"}]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-1", "labels": {"app": "web"}}, "spec": spec}


def test_revision_names_are_those_a_real_controller_gives() -> None:
    revision = scenarios.played("002-two-replicas")["create"]["details"]["redis"]["revision"]
    assert revision == "redis-7d768fb4dd"


def test_a_parallel_set_without_a_rolling_update_block_comes_to_an_end() -> None:
    """Its low Pods are made at the old revision and deleted at once; a real controller took two rounds of that."""
    block = {"podManagementPolicy": "Parallel", "updateStrategy": {"type": "RollingUpdate"}}
    before = cluster(service(), statefulset(replicas=1, ordinals={"start": 3}, **block))
    after = cluster(service(), statefulset(replicas=4, image="example/web:2", **block))
    update = plan(after, before).to_dict()["update"]
    assert not update["stuck"]
    assert {each["revision"] for each in update["after"]["pods"]} == {2}
