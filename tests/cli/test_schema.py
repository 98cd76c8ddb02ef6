"""`stslint schema`: for editors and other validators."""

import json

import jsonschema
import pytest


@pytest.mark.parametrize("words", ["StatefulSet", "statefulset", "apps/v1/StatefulSet"])
def test_a_kinds_schema_is_a_schema_and_refuses_what_the_server_refuses(stslint, folder, words):
    code, out, err = stslint("schema", words)
    assert (code, err) == (0, "")
    schema = json.loads(out)
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    good = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": "web"},
        "spec": {
            "selector": {"matchLabels": {"a": "b"}},
            "serviceName": "web",
            "template": {
                "metadata": {"labels": {"a": "b"}},
                "spec": {"containers": [{"name": "a", "image": "b"}]},
            },
        },
    }
    assert validator(schema).is_valid(good)
    assert not validator(schema).is_valid({**good, "spec": {**good["spec"], "replicas": -1}})
    assert not validator(schema).is_valid({**good, "spec": {**good["spec"], "serviceNam": "x"}})


def test_the_most_stable_version_is_meant(stslint, folder):
    schema = json.loads(stslint("schema", "HorizontalPodAutoscaler")[1])
    assert schema["$ref"].endswith("autoscaling.v2.HorizontalPodAutoscaler")


@pytest.mark.parametrize("own", ["config", "report", "rule"])
def test_own_formats_have_schemas_too(stslint, folder, own):
    assert json.loads(stslint("schema", own)[1])["$id"].endswith(f"/{own}.schema.json")


def test_kinds_are_listed(stslint, folder):
    assert "apps/v1/StatefulSet\n" in stslint("schema", "--list")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("StatefullSet", "did you mean StatefulSet?"),
        ("apps/v9/StatefulSet", "known: apps/v1"),
        ("", "name a kind"),
    ],
)
def test_an_unknown_kind_gets_a_hint(stslint, folder, words, said):
    code, _, err = stslint("schema", *([words] if words else []))
    assert code == 2
    assert said in err
