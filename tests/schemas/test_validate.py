"""What the hardened schemas say of a field: place, reason, words."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest

from stslint import schemas
from stslint.fields import FieldError
from stslint.resources import CLUSTER_SCOPED

VERSION = (1, 37)


def stateful_set(**spec: Any) -> dict[str, Any]:
    template = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [{"name": "a", "image": "a"}]}}
    written = {"serviceName": "a", "selector": {"matchLabels": {"app": "a"}}, "template": template, **spec}
    return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "a"}, "spec": written}


def only(body: dict[str, Any], version: tuple[int, int] = VERSION) -> FieldError:
    found = schemas.validate(body, version)
    assert len(found) == 1
    return found[0]


def test_a_valid_object_has_no_errors() -> None:
    assert schemas.validate(stateful_set(), VERSION) == []


def test_an_unknown_field_is_pointed_at_with_the_fields_that_exist() -> None:
    error = only(stateful_set(replcas=1))
    assert (error.field, error.anchor, error.keyword) == ("spec.replcas", "key", "additionalProperties")
    assert "replicas" in error.facts["known"]


def test_a_field_at_the_wrong_level_names_the_level_it_belongs_to() -> None:
    body = stateful_set()
    body["spec"]["template"]["spec"]["volumeClaimTemplates"] = []
    assert only(body).facts["elsewhere"][0] == "spec.volumeClaimTemplates"
    body = stateful_set()
    body["spec"]["template"]["spec"]["containers"][0]["securityContext"] = {"fsGroup": 1}
    assert only(body).facts["elsewhere"][0] == "spec.template.spec.securityContext.fsGroup"


@pytest.mark.parametrize(
    ("value", "detail"), [("3", "must be an integer, not a string"), (True, "must be an integer, not a boolean")]
)
def test_a_wrong_type_says_what_it_is_and_what_it_must_be(value: Any, detail: str) -> None:
    error = only(stateful_set(replicas=value))
    assert (error.field, error.reason, error.keyword) == ("spec.replicas", "FieldValueTypeInvalid", "type")
    assert error.detail == detail


@pytest.mark.parametrize("value", [2**31, -(2**31) - 1])
def test_an_integer_must_fit_its_width(value: int) -> None:
    assert only(stateful_set(replicas=value)).detail == "must fit int32"


def test_null_is_absent() -> None:
    assert schemas.validate(stateful_set(replicas=None, updateStrategy=None, volumeClaimTemplates=None), VERSION) == []


def test_what_a_missing_struct_should_hold_is_reported_inside_it() -> None:
    fields = {error.field for error in schemas.validate(stateful_set(template=None), VERSION)}
    assert "spec.template.spec.containers" in fields


def test_an_unsupported_value_comes_with_the_supported_ones() -> None:
    retention = {"whenDeleted": "delete", "whenScaled": "Retain"}
    error = only(stateful_set(persistentVolumeClaimRetentionPolicy=retention))
    assert (error.field, error.reason) == (
        "spec.persistentVolumeClaimRetentionPolicy.whenDeleted",
        "FieldValueNotSupported",
    )
    assert sorted(error.facts["known"]) == ["Delete", "Retain"]
    assert error.message == 'Unsupported value: "delete": supported values: "Delete", "Retain"'


def test_keys_and_values_of_maps_are_spelt_in_brackets() -> None:
    body = stateful_set()
    body["spec"]["template"]["spec"]["containers"][0]["resources"] = {"limits": {"memory": "10GiB"}}
    assert only(body).field == "spec.template.spec.containers[0].resources.limits[memory]"


def test_a_field_is_unknown_before_the_minor_that_brought_it() -> None:
    body = stateful_set(ordinals={"start": 1})
    body["spec"]["template"]["spec"]["hostnameOverride"] = "a"
    assert only(body, (1, 29)).keyword == "additionalProperties"
    assert schemas.validate(body, (1, 37)) == []


def test_removed_apis_name_their_replacement() -> None:
    life = schemas.lifecycle("apps/v1beta1", "StatefulSet")
    assert life is not None
    assert (life.removed, life.replacement) == ((1, 16), ("apps/v1", "StatefulSet"))
    assert not schemas.is_known("apps/v1beta1", "StatefulSet", VERSION)


def test_kinds_are_known_with_their_scope() -> None:
    assert schemas.known_kinds(VERSION)["StatefulSet"] == ["apps/v1"]
    assert schemas.is_namespaced("apps/v1", "StatefulSet", VERSION) is True
    assert schemas.is_namespaced("v1", "Namespace", VERSION) is False
    assert schemas.is_namespaced("example.org/v1", "Thing", VERSION) is None


def test_the_scopes_are_those_the_reader_uses() -> None:
    cluster = {
        kind
        for kind, api_versions in schemas.known_kinds(VERSION).items()
        for api_version in api_versions
        if "alpha" not in api_version and schemas.is_namespaced(api_version, kind, VERSION) is False
    }
    assert cluster
    assert cluster <= CLUSTER_SCOPED


@pytest.mark.parametrize("spec", [None, 1, "x", True, [], [None], {}, {"template": []}, {"template": {"spec": [1]}}])
def test_any_shape_is_survived(spec: Any) -> None:
    body = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": spec, "spec": spec}
    assert schemas.validate(body, VERSION)


def test_deep_nesting_is_an_error_and_no_crash() -> None:
    deep: dict[str, Any] = {}
    for _ in range(3000):
        deep = {"properties": {"a": deep}}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": deep}}
    names = {"plural": "as", "kind": "A"}
    spec = {"group": "a.b", "scope": "Cluster", "names": names, "versions": [version]}
    body = {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition", "spec": spec}
    assert [error.reason for error in schemas.validate(body, VERSION)] == ["InternalError"]


def test_a_published_schema_stands_alone() -> None:
    schema = schemas.published("apps/v1", "StatefulSet", VERSION)
    assert schema is not None
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    assert validator.is_valid(stateful_set())
    assert not validator.is_valid(stateful_set(replicas=-1))
    assert not validator.is_valid({**stateful_set(), "kind": "Deployment"})
    assert schemas.published("apps/v1", "Statefulset", VERSION) is None
