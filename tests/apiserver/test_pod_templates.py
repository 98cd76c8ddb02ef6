"""Templates and Pods beyond their specs: claims before volumes, annotations, versions, warnings."""

from __future__ import annotations

from typing import Any

import pytest

from stslint.fields import show
from stslint.verdict import verdict
from tests.apiserver.test_pods import deployment, said

Spec = dict[str, Any]

CLAIM = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
SECCOMP = "seccomp.security.alpha.kubernetes.io/pod"
CONTAINER_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/c"
APPARMOR = "container.apparmor.security.beta.kubernetes.io/"


def stateful_set(spec: Spec, *claims: str) -> Spec:
    """A StatefulSet with claim templates of these names."""
    body = deployment(spec)
    templates = [{"metadata": {"name": name}, "spec": CLAIM} for name in claims]
    return {**body, "kind": "StatefulSet", "spec": {**body["spec"], "volumeClaimTemplates": templates}}


def pod(spec: Spec, name: str = "web", **metadata: Any) -> Spec:
    """A Pod of one container."""
    whole = {"containers": [{"name": "c", "image": "i"}], **spec}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, **metadata}, "spec": whole}


def container(**fields: Any) -> Spec:
    """A spec whose only container has these fields."""
    return {"containers": [{"name": "c", "image": "i", **fields}]}


def test_volumes_are_counted_behind_those_of_claims() -> None:
    spec = {"volumes": [{"name": "a", "configMap": {}}, {"name": "B"}]}
    assert said(stateful_set(spec, "data", "logs")) == ["volumes[2].configMap.name Required", "volumes[3].name Invalid"]


def test_errors_at_volumes_point_at_what_the_author_wrote() -> None:
    body = stateful_set({"volumes": [{"name": "a"}, {"name": "a", "fc": {}}]}, "data")
    written = [show(each.at or each.path) for each in verdict(body, (1, 37)).errors]
    assert written == ["spec.template.spec.volumes[1].name", "spec.template.spec.volumes[1].fc.targetWWNs"]


def test_a_claim_replaces_a_volume_of_its_name_whatever_is_wrong_with_it() -> None:
    spec = {"volumes": [{"name": "data", "configMap": {}}, {"name": "x", "secret": {}}]}
    assert said(stateful_set(spec, "data")) == ["volumes[1].secret.secretName Required"]


def test_what_cannot_be_decoded_is_counted_as_written() -> None:
    body = stateful_set({"volumes": [{"name": "a", "emptyDri": {}}]}, "data")
    assert said(body) == ["volumes[0].emptyDri TypeInvalid"]


def test_claims_can_be_mounted_and_used_as_devices() -> None:
    spec = container(
        volumeMounts=[{"name": "data", "mountPath": "/data"}], volumeDevices=[{"name": "raw", "devicePath": "/dev/x"}]
    )
    assert said(stateful_set(spec, "data", "raw")) == []


def test_the_controller_overwrites_hostname_and_subdomain() -> None:
    names = {"hostname": "A.b", "subdomain": "C"}
    assert said(stateful_set(names)) == []
    assert said(deployment(names)) == ["hostname Invalid", "subdomain Invalid"]


def test_labels_of_a_template_are_named_without_metadata() -> None:
    body = deployment({}, labels={"app": "web", "a b": "c"}, annotations={"a/b/c": ""})
    assert said(body) == ["spec.template.labels Invalid", "spec.template.annotations Invalid"]


ANNOTATIONS = [
    ({SECCOMP: "bad"}, {}, [f"spec.template.annotations.{SECCOMP} Invalid"]),
    ({SECCOMP: "localhost//a"}, {}, [f"spec.template.annotations.{SECCOMP} Invalid"]),
    (
        {SECCOMP: "unconfined"},
        {"securityContext": {"seccompProfile": {"type": "RuntimeDefault"}}},
        ["securityContext.seccompProfile.type Forbidden"],
    ),
    (
        {CONTAINER_SECCOMP: "localhost/a"},
        container(securityContext={"seccompProfile": {"type": "Localhost", "localhostProfile": "b"}}),
        ["containers[0].securityContext.seccompProfile.localhostProfile Forbidden"],
    ),
    ({f"{APPARMOR}d": "unconfined"}, {}, [f"spec.template.annotations[{APPARMOR}d] Invalid"]),
    ({f"{APPARMOR}c": "loose"}, {}, [f"spec.template.annotations[{APPARMOR}c] Invalid"]),
    (
        {f"{APPARMOR}c": "unconfined"},
        {"securityContext": {"appArmorProfile": {"type": "RuntimeDefault"}}},
        ["containers[0].securityContext.appArmorProfile.type Forbidden"],
    ),
    (
        {"kubernetes.io/config.mirror": "x"},
        {},
        ["spec.template.annotations[kubernetes.io/config.mirror] Invalid"],
    ),
]


@pytest.mark.parametrize(("annotations", "spec", "refused"), ANNOTATIONS)
def test_old_annotations_agree_with_fields(annotations: Spec, spec: Spec, refused: list[str]) -> None:
    assert said(deployment(spec, annotations=annotations)) == refused


ONLY_PODS = [
    (container(image=" i"), ["spec.containers[0].image Invalid"]),
    ({"nodeName": "n", "schedulingGates": [{"name": "g"}]}, ["spec.nodeName Forbidden"]),
    ({"ephemeralContainers": [{"name": "e", "image": "i"}]}, ["spec.ephemeralContainers Forbidden"]),
    (
        {"hostNetwork": True, **container(ports=[{"containerPort": 80}, {"containerPort": 80}])},
        ["spec.containers[0].ports[1].hostPort Duplicate"],
    ),
    (
        {"volumes": [{"name": "e", "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}}, {"name": "c"}]},
        [],
    ),
    (
        {
            "volumes": [
                {"name": "e", "ephemeral": {"volumeClaimTemplate": {"spec": CLAIM}}},
                {"name": "c", "persistentVolumeClaim": {"claimName": "web-e"}},
            ]
        },
        ["spec.volumes[1].persistentVolumeClaim.claimName Invalid"],
    ),
]


@pytest.mark.parametrize(("spec", "refused"), ONLY_PODS)
def test_some_mistakes_are_refused_in_pods_only(spec: Spec, refused: list[str]) -> None:
    assert said(pod(spec)) == refused
    if "ephemeralContainers" not in spec:
        assert said(deployment(spec)) == []


def test_label_keys_refine_the_selector_of_a_pod_at_once() -> None:
    spread = {
        "topologySpreadConstraints": [
            {
                "maxSkew": 1,
                "topologyKey": "zone",
                "whenUnsatisfiable": "DoNotSchedule",
                "matchLabelKeys": ["app"],
                "labelSelector": {"matchLabels": {"app": "web"}},
            }
        ]
    }
    assert said(deployment(spread)) == []
    assert said(pod(spread, labels={"app": "web"})) == ["spec.topologySpreadConstraints[0][0] Invalid"]


VERSIONS = [
    ((1, 35), {"hostAliases": [{"ip": "010.0.0.1"}]}, []),
    ((1, 36), {"hostAliases": [{"ip": "010.0.0.1"}]}, ["hostAliases[0].ip Invalid"]),
    ((1, 34), container(restartPolicy="Never"), ["containers[0].restartPolicy Forbidden"]),
    ((1, 35), container(restartPolicy="Never"), []),
    ((1, 31), container(env=[{"name": "a b"}]), ["containers[0].env[0].name Invalid"]),
    ((1, 32), container(env=[{"name": "a b"}]), []),
    (
        (1, 32),
        container(lifecycle={"preStop": {"sleep": {"seconds": 0}}}),
        ["containers[0].lifecycle.preStop.sleep Invalid"],
    ),
    ((1, 33), container(lifecycle={"preStop": {"sleep": {"seconds": 0}}}), []),
    ((1, 34), {"volumes": [{"name": "v", "image": {"reference": "a"}}]}, ["volumes[0] Required"]),
]


@pytest.mark.parametrize(("version", "spec", "refused"), VERSIONS)
def test_older_servers_look_at_less(version: tuple[int, int], spec: Spec, refused: list[str]) -> None:
    assert said(deployment(spec), version) == refused


PORTS = [{"containerPort": 80, "name": "a"}, {"containerPort": 80, "name": "a2"}]
OLD_ZONE = "failure-domain.beta.kubernetes.io/zone"
WARNINGS = [
    ({"nodeSelector": {OLD_ZONE: "a"}}, [f"nodeSelector[{OLD_ZONE}]"]),
    (
        {"imagePullSecrets": [{"name": "a"}, {"name": "a"}, {}]},
        ["imagePullSecrets[1].name", "imagePullSecrets[2].name"],
    ),
    ({"hostAliases": [{"ip": "1.2.3.4"}, {"ip": "1.2.3.4"}]}, ["hostAliases[1].ip"]),
    ({"dnsConfig": {"nameservers": ["::0"]}}, ["dnsConfig.nameservers[0]"]),
    ({"terminationGracePeriodSeconds": -1}, ["terminationGracePeriodSeconds"]),
    (container(ports=PORTS), ["containers[0].ports[1]"]),
    (container(ports=[{"containerPort": 80, "hostIP": "1.2.3.4"}]), ["containers[0].ports[0]"]),
    (container(resources={"limits": {"memory": "512m"}}), ["containers[0].resources.limits[memory]"]),
    (container(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "2"}]), ["containers[0].env[1]"]),
    (container(env=[{"name": "A", "value": "1"}, {"name": "A", "value": "$(A)2"}]), []),
    ({"volumes": [{"name": "v", "gitRepo": {"repository": "r"}}]}, ["volumes[0].gitRepo"]),
    (
        {"affinity": {"podAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": [{"topologyKey": "z"}]}}},
        ["affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].labelSelector"],
    ),
]


@pytest.mark.parametrize(("spec", "fields"), WARNINGS)
def test_the_server_warns_of_what_it_accepts(spec: Spec, fields: list[str]) -> None:
    ours = verdict(deployment(spec), (1, 37))
    assert ours.errors == ()
    assert [each.field.removeprefix("spec.template.spec.") for each in ours.warnings] == fields


def test_files_that_overlap_are_told_in_words() -> None:
    items = [{"key": "a", "path": "p"}, {"key": "b", "path": "p/q"}]
    body = deployment({"volumes": [{"name": "v", "configMap": {"name": "m", "items": items}}]})
    (warning,) = verdict(body, (1, 37)).warnings
    assert warning.message == 'volume "v" (ConfigMap "m"): overlapping paths: "p/q" with "p"'
    assert show(warning.at or ()) == "spec.template.spec.volumes[0].configMap.items[1].path"


def test_a_pod_whose_name_is_no_hostname_is_warned_of() -> None:
    assert [each.field for each in verdict(pod({}, name="a.b"), (1, 37)).warnings] == ["metadata.name"]
