"""What people read first in a plan."""

from __future__ import annotations

from typing import Any

from stslint.plan import Options, plan
from tests.plan.build import claim_template, cluster, config_map, service, statefulset

Body = dict[str, Any]


def update(before: list[Body], after: list[Body], **options: Any) -> Body:
    found = plan(cluster(*after), cluster(*before), options=Options(**options)).to_dict()
    return dict(found["update"])


def details(*bodies: Body, name: str = "web", **options: Any) -> Body:
    found = plan(cluster(*bodies), options=Options(**options)).to_dict()
    return dict(found["create"]["details"][name])


def test_names_have_a_full_form_and_the_short_forms_that_resolve() -> None:
    dns = details(service(), statefulset(), cluster_domain="k8s.example")["dns"]
    assert dns["pods"][1] == {
        "pod": "web-1",
        "name": "web-1.web.default.svc.k8s.example",
        "same_namespace": "web-1.web",
        "other_namespace": "web-1.web.default",
        "resolves": True,
    }
    assert not dns["coredns_only"]


def test_srv_records_name_each_pod_and_the_container_s_port() -> None:
    [record] = details(service(), statefulset())["dns"]["srv"]
    assert record["name"] == "_http._tcp.web.default.svc.cluster.local"
    assert record["targets"][0] == {"name": "web-0.web.default.svc.cluster.local", "port": 8080}


def test_srv_records_of_a_service_with_an_address_name_the_service() -> None:
    found = details(service(clusterIP=None), statefulset())
    assert found["dns"]["srv"][0]["targets"] == [{"name": "web.default.svc.cluster.local", "port": 80}]
    assert found["dns"]["coredns_only"]


def test_a_governing_service_that_does_not_fit_is_explained() -> None:
    assert "not in the set" in details(statefulset())["governing_service"]["problems"][0]
    assert "does not select" in details(service(app="other"), statefulset())["governing_service"]["problems"][0]
    assert "not headless" in details(service(clusterIP=None), statefulset())["governing_service"]["problems"][0]
    odd = service(ports=[{"name": "x", "port": 1, "targetPort": "nowhere"}])
    assert (
        "no container has a TCP port named nowhere" in details(odd, statefulset())["governing_service"]["problems"][0]
    )


def test_budgets_say_how_many_pods_may_be_down() -> None:
    def budget(**spec: Any) -> Body:
        selector = {"matchLabels": {"app": "web"}}
        return {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "web"},
            "spec": {"selector": selector, **spec},
        }

    def allowed(**spec: Any) -> Any:
        return details(service(), statefulset(), budget(**spec))["selected_by"]["pod_disruption_budgets"][0][
            "may_be_down"
        ]

    assert (allowed(maxUnavailable=1), allowed(minAvailable=3), allowed(minAvailable="50%")) == (1, 0, 1)


def test_totals_are_those_of_all_pods() -> None:
    anti_affinity = {"topologyKey": "kubernetes.io/hostname", "labelSelector": {"matchLabels": {"app": "web"}}}
    body = statefulset(volumeClaimTemplates=[claim_template(size="1536Mi")])
    spec = body["spec"]["template"]["spec"]
    spec["containers"][0]["resources"] = {"requests": {"cpu": "250m", "memory": "1Gi"}}
    spec["affinity"] = {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [anti_affinity]}}
    totals = details(service(), body)["totals"]
    assert totals["requests"] == {"cpu": "750m", "memory": "3Gi"}
    assert totals["storage"] == {"": "4608Mi"}
    assert totals["nodes"] == 3


def test_a_refusal_names_the_field_from_what_to_what_and_the_way_around() -> None:
    found = update([service(), statefulset()], [service(), statefulset(podManagementPolicy="Parallel")])
    [field] = found["refusals"][0]["fields"]
    assert (field["field"], field["old"], field["new"]) == ("spec.podManagementPolicy", "OrderedReady", "Parallel")
    assert "kubectl delete statefulset web --cascade=orphan" in field["recipe"]


def test_a_claim_template_that_is_added_needs_every_pod_deleted() -> None:
    grown = statefulset(volumeClaimTemplates=[claim_template(), claim_template("logs")])
    found = update([service(), statefulset()], [service(), grown])
    assert "delete the Pods one by one" in found["refusals"][0]["fields"][0]["recipe"]


def test_a_roll_says_why_in_which_order_and_how_long_at_least() -> None:
    before = [service(), statefulset(minReadySeconds=10)]
    found = update(before, [service(), statefulset(minReadySeconds=10, image="example/web:2")])
    roll = found["rolls"]["web"]
    assert roll["pods"] == ["web-2", "web-1", "web-0"]
    assert [each["field"] for each in roll["why"]] == ["spec.template.spec.containers[0].image"]
    assert roll["minimum_seconds"] == 30


def test_configuration_that_restarts_nothing_is_told() -> None:
    use = [{"name": "A", "valueFrom": {"configMapKeyRef": {"name": "settings", "key": "a", "optional": True}}}]
    before = [service(), config_map("settings", a="1"), statefulset(env=use)]
    found = update(before, [service(), config_map("settings", a="2"), statefulset(env=use)])
    assert [(each["kind"], each["field"]) for each in found["no_effect"]] == [("ConfigMap", "data")]


def test_names_that_go_are_found_where_they_are_still_used() -> None:
    peers = config_map("peers", list="web-1.web:80,web-2.web.default:80,web-12.web:80")
    before = [service(), statefulset(), peers]
    found = update(before, [service(), statefulset(replicas=2), peers])["names"]
    assert found["disappear"] == ["web-2.web.default.svc.cluster.local"]
    [use] = found["still_used"]
    assert (use["object"], use["field"], use["written"]) == ("peers", "data.list", "web-2.web.default")


def test_a_renamed_set_is_a_new_set_with_empty_disks() -> None:
    renamed = statefulset("shop", serviceName="web")
    found = update([service(), statefulset()], [service(), renamed], prune=True)
    assert [(each["from"], each["to"]) for each in found["renames"]] == [("web", "shop")]
    assert found["renames"][0]["stranded_claims"] == ["data-web-0", "data-web-1", "data-web-2"]


def test_claims_found_again_are_reattached() -> None:
    body = statefulset(replicas=1)
    idle = {**claim_template(), "apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "data-web-1"}}
    found = update([service(), body, idle], [service(), statefulset(replicas=2), idle])
    assert found["data"]["reattached"] == ["data-web-1"]


def test_values_of_secrets_are_never_shown() -> None:
    def secret(value: str) -> Body:
        return {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s"}, "stringData": {"password": value}}

    found = update([secret("before-1")], [secret("after-1")])
    assert found["changes"][0]["fields"]
    assert "before-1" not in str(found)
    assert "after-1" not in str(found)


def test_a_stuck_rollout_says_what_gets_it_going() -> None:
    bad = [service(), statefulset(image="example/web:bad")]
    found = update([service(), statefulset()], bad, given={"fail_image": "bad"})
    assert "web-2 must be deleted by hand" in found["advice"][0]


def test_a_plan_knows_whether_anything_changes() -> None:
    same = [service(), statefulset()]
    assert not plan(cluster(*same), cluster(*same)).changed
    assert plan(cluster(service(), statefulset(replicas=4)), cluster(*same)).changed
    assert plan(cluster(service(), statefulset(serviceName="x")), cluster(*same)).refused
