"""Documents become resources as kubectl would send them; everything else is skipped with a reason."""

from __future__ import annotations

import pytest

from stslint.documents import parse
from stslint.resources import Resource, Skipped, resources_in
from stslint.text import Source


def found(text: str, name: str = "a.yaml", namespace: str = "default") -> list[Resource | Skipped]:
    return [each for document in parse(Source(name, text)) for each in resources_in(document, namespace)]


def only(text: str, name: str = "a.yaml", namespace: str = "default") -> Resource:
    (resource,) = found(text, name, namespace)
    assert isinstance(resource, Resource)
    return resource


def reason(text: str, name: str = "a.yaml") -> str:
    (skipped,) = found(text, name)
    assert isinstance(skipped, Skipped), skipped
    assert skipped.hint
    return skipped.reason


def test_an_object_has_its_identity_and_place() -> None:
    text = "# Source: c/templates/a.yaml\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\n"
    resource = only(text, namespace="prod")
    identity = (resource.api_version, resource.group, resource.kind, resource.namespace, resource.name)
    assert identity == ("apps/v1", "apps", "StatefulSet", "prod", "web")
    assert (resource.place.source, resource.place.document, resource.place.base) == ("a.yaml", 0, ())
    assert resource.place.template == "c/templates/a.yaml"


@pytest.mark.parametrize(
    ("text", "namespace"),
    [
        ("apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: own}\n", "own"),
        ("apiVersion: v1\nkind: Service\nmetadata: {name: a}\n", "default"),
        ("apiVersion: v1\nkind: Namespace\nmetadata: {name: a, namespace: own}\n", ""),
        ("apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: {name: a}\n", ""),
        ("apiVersion: example.com/v1\nkind: Node\nmetadata: {name: a}\n", "default"),
        ("apiVersion: v1\nkind: Service\nmetadata: 3\n", "default"),
        ("apiVersion: v1\nkind: Service\nmetadata: {namespace: 3}\n", "default"),
    ],
)
def test_the_namespace_is_the_effective_one(text: str, namespace: str) -> None:
    assert only(text).namespace == namespace


def test_lists_become_their_items_with_their_places() -> None:
    text = """
apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Service, metadata: {name: a}}
- 7
- apiVersion: apps/v1
  kind: StatefulSetList
  items: [{metadata: {name: b}}]
"""
    first, second = found(text)
    assert isinstance(first, Resource)
    assert isinstance(second, Resource)
    assert (first.kind, first.name, first.place.base) == ("Service", "a", ("items", 0))
    assert (second.api_version, second.kind, second.name) == ("apps/v1", "StatefulSet", "b")
    assert second.place.base == ("items", 2, "items", 0)
    assert second.body == {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "b"}}


@pytest.mark.parametrize("text", ["kind: Service\nmetadata: {name: a}\n", "apiVersion: v1\nmetadata: {name: a}\n"])
def test_a_forgotten_half_of_the_type_is_a_mistake_and_no_reason_to_skip(text: str) -> None:
    assert only(text).name == "a"


def test_types_of_wrong_type_are_left_to_the_schema() -> None:
    resource = only("apiVersion: v1\nkind: 5\nmetadata: {name: [a]}\n")
    assert (resource.kind, resource.name) == ("", "")


OBJECT = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: web\n"


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("# nothing\n", "a.yaml", "empty"),
        ("---\n", "a.yaml", "empty"),
        ("{}\n", "a.yaml", "empty"),
        ("a: 1\n", "a.yaml", "not-kubernetes"),
        ("- 1\n", "a.yaml", "not-kubernetes"),
        ("just text\n", "a.yaml", "not-kubernetes"),
        ("services: {web: {image: a}}\nversion: '3'\n", "docker-compose.yaml", "not-kubernetes"),
        ("resources: [a.yaml]\n", "deploy/kustomization.yaml", "kustomization"),
        ("apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n", "a.yaml", "kustomization"),
        ("- {op: replace, path: /spec/replicas, value: 3}\n", "a.yaml", "kustomize-patch"),
        (OBJECT + "$patch: delete\n", "a.yaml", "kustomize-patch"),
        (OBJECT + "spec: {volumes: [{$patch: replace}]}\n", "a.yaml", "kustomize-patch"),
        ("apiVersion: v2\nname: shop\nversion: 1.0.0\n", "shop/Chart.yaml", "helm-chart"),
        ("replicaCount: 1\n", "shop/values.yaml", "helm-values"),
        ("replicaCount: 1\n", "shop/prod-values.yaml", "helm-values"),
        ("{{- if .Values.a }}\na: 1\n{{- end }}\n", "a.yaml", "template"),
        (OBJECT + "spec:\n  replicas: {{ .Values.replicas }}\n", "a.yaml", "template"),
        (OBJECT + "spec:\n  {{- toYaml .Values.spec | nindent 2 }}\n", "a.yaml", "template"),
        ("apiVersion: v1\nkind: A\nmetadata: {name: '{{ .Release.Name }}-a'}\n", "a.yaml", "template"),
        ("apiVersion: v1\nkind: A\nmetadata:\n  name: web-${STAGE}\n", "a.yaml", "template"),
        ("apiVersion: v1\nkind: A\nmetadata: {name: '@NAME@'}\n", "a.yaml", "template"),
        (OBJECT + "spec: {replicas: '${REPLICAS}'}\n", "a.yaml", "template"),
    ],
)
def test_what_is_no_object_is_skipped_with_a_reason(text: str, name: str, expected: str) -> None:
    assert reason(text, name) == expected


@pytest.mark.parametrize(
    "text",
    [
        OBJECT + "spec: {template: {spec: {containers: [{args: ['${HOSTNAME##*-}', '${NAME}', '{{ x }}']}]}}}\n",
        OBJECT + "spec: {template: {spec: {containers: [{env: [{name: A, value: '${B}'}]}]}}}\n",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    {{ range }}\n    ${X}\n",
        "apiVersion: monitoring.example.com/v1\nkind: Rule\nmetadata: {name: a}\nspec: {text: '{{ $labels.pod }}'}\n",
    ],
)
def test_marks_that_belong_to_programs_are_ordinary_content(text: str) -> None:
    assert isinstance(only(text), Resource)


def test_a_broken_document_holds_nothing_and_is_not_skipped() -> None:
    assert found("a: [\n") == []


def test_a_mistake_far_from_marks_in_a_text_is_not_taken_for_a_template() -> None:
    config = "apiVersion: v1\nkind: ConfigMap\ndata:\n  a: |\n    {{ range }}\n    x\n  b: 1\n  c: 2\n  d: 3\n"
    assert found(config + "  e: [\n") == []


def test_a_mistake_beside_a_quoted_mark_is_not_taken_for_a_template() -> None:
    assert found("apiVersion: v1\nkind: A\ndata:\n  a: '{{ x }}'\n  b: @x\n") == []


@pytest.mark.parametrize("target", [True, False])
def test_context_is_marked_as_such(target: bool) -> None:
    (document,) = parse(Source("a.yaml", OBJECT))
    (resource,) = resources_in(document, target=target)
    assert isinstance(resource, Resource)
    assert resource.target is target
