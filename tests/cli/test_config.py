"""The configuration file: found, checked, and merged under the command line."""

import json
from pathlib import Path

import jsonschema
import pytest

from stslint import config
from stslint.errors import UserError
from stslint.settings import Choice, settings_from

SCHEMA = json.loads((Path(__file__).parents[2] / "schemas" / "stslint" / "config.schema.json").read_text())
FULL = """\
select: [network]
extend-select: [STS301]
ignore: unused-suppression
preset: strict
severity: {governing-service-missing: info, mount-without-volume: "off"}
fail-on: warning
kubernetes-version: 1.30
namespace: prod
cluster-domain: example.org
closed-world: true
exclude: [vendor/]
roots: [deploy]
rules: [my-rules]
crd: [crds]
schema-location: schemas
per-file-ignores: {"tests/*": [network]}
"""


def rules(out):
    return sorted({finding["rule"] for finding in json.loads(out)["findings"]})


def test_every_key_is_read_and_paths_count_from_the_file(folder):
    (folder / ".stslint.yaml").write_text(FULL)
    found = config.find(".")
    assert set(found.values) == set(config.KEYS)
    assert found.values["kubernetes-version"] == "1.30"
    assert found.values["ignore"] == ("unused-suppression",)
    for key, name in (("roots", "deploy"), ("rules", "my-rules"), ("crd", "crds")):
        assert found.values[key] == (str(folder / name),)


def test_yaml_and_toml_mean_the_same(folder):
    (folder / ".stslint.yaml").write_text(FULL)
    yaml = config.read(".stslint.yaml").values
    (folder / ".stslint.yaml").unlink()
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "x"\n[tool.stslint]\nselect = ["network"]\nextend-select = ["STS301"]\n'
        'ignore = "unused-suppression"\npreset = "strict"\nfail-on = "warning"\nkubernetes-version = 1.30\n'
        'namespace = "prod"\ncluster-domain = "example.org"\nclosed-world = true\nexclude = ["vendor/"]\n'
        'roots = ["deploy"]\nrules = ["my-rules"]\ncrd = ["crds"]\nschema-location = "schemas"\n'
        '[tool.stslint.severity]\ngoverning-service-missing = "info"\nmount-without-volume = "off"\n'
        '[tool.stslint.per-file-ignores]\n"tests/*" = ["network"]\n'
    )
    assert config.find(".").values == yaml


def test_the_schema_describes_exactly_the_keys():
    assert set(SCHEMA["properties"]) == {*config.KEYS, "$schema"}
    jsonschema.validators.validator_for(SCHEMA).check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("selct: [a]\n", ".stslint.yaml:1: unknown key selct; did you mean select?"),
        ("preset: default\ncache-dir: /tmp\n", ".stslint.yaml:2: unknown key cache-dir"),
        (
            "\npreset: strickt\n",
            ".stslint.yaml:2: preset: 'strickt' is not one of default, strict, all; did you mean strict?",
        ),
        ("select: 5\n", "select: a list of texts is wanted"),
        ("select: [[a]]\n", "select: a list of texts is wanted"),
        ("severity: {x: fatal}\n", "'fatal' is not one of"),
        ("severity: [x]\n", "a map from rules to severities"),
        ("per-file-ignores: [x]\n", "a map from file patterns"),
        ("closed-world: maybe\n", "true or false is wanted"),
        ("kubernetes-version: 1.2\n", "unknown Kubernetes version '1.2'; known: 1.29"),
        ("schema-location: https://example.com/{{ .Kind }}\n", "reads schemas from disk only"),
        ("namespace: 5\n", "a text is wanted"),
        ("- a\n", "holds no map of settings"),
        ("a: [\n", ".stslint.yaml:"),
        ("a: 1\na: 2\n", ".stslint.yaml:"),
    ],
)
def test_a_mistake_is_told_with_file_line_and_remedy(stslint, folder, text, words):
    (folder / ".stslint.yaml").write_text(text)
    code, out, err = stslint("lint")
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("text", [FULL, "{}\n", "", "select: all\n", 'kubernetes-version: "v1.31.4"\n'])
def test_what_is_read_follows_the_schema(folder, text):
    from stslint.documents import parse
    from stslint.text import Source

    (folder / ".stslint.yaml").write_text(text)
    config.read(".stslint.yaml")
    values = parse(Source("c", text))[0].value if text.strip() else {}
    assert "pattern" in SCHEMA["properties"]["kubernetes-version"]
    jsonschema.validate(values, SCHEMA)


@pytest.mark.parametrize(
    "text", ["selct: [a]", "preset: x", "select: 5", "severity: {x: fatal}", "closed-world: maybe"]
)
def test_what_is_refused_breaks_the_schema(folder, text):
    from stslint.documents import parse
    from stslint.text import Source

    (folder / ".stslint.yaml").write_text(text)
    with pytest.raises(UserError):
        config.read(".stslint.yaml")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(parse(Source("c", text))[0].value, SCHEMA)


def test_a_toml_mistake_has_its_line(stslint, folder):
    (folder / "pyproject.toml").write_text('[project]\nselct = 1\n\n[tool.stslint]\npreset = "all"\nselct = ["a"]\n')
    assert "pyproject.toml:6: unknown key selct; did you mean select?" in stslint("lint")[2]


def test_two_files_in_one_folder_are_an_error_that_names_both(stslint, folder):
    (folder / ".stslint.yaml").write_text("preset: all\n")
    (folder / "pyproject.toml").write_text('[tool.stslint]\npreset = "all"\n')
    code, _, err = stslint("lint")
    assert code == 2
    assert ".stslint.yaml and pyproject.toml both configure stslint" in err


def test_a_pyproject_of_other_tools_or_a_broken_one_is_nobodys_configuration(stslint, manifests):
    for text in ("[tool.ruff]\nline-length = 9\n", "[tool.stslint\n", '[project]\ndependencies = ["stslint"]\n'):
        (manifests / "pyproject.toml").write_text(text)
        assert stslint("lint")[0] == 0


def test_the_nearest_file_counts_for_each_manifest(stslint, manifests):
    (manifests / ".stslint.yaml").write_text("ignore: [governing-service-missing]\n")
    inner = manifests / "inner"
    inner.mkdir()
    (inner / "web.yaml").write_text((manifests / "web.yaml").read_text().replace("name: web", "name: inner"))
    (inner / ".stslint.yaml").write_text("preset: default\n")
    for paths in (["."], ["web.yaml", "inner/web.yaml"], ["inner", "web.yaml"]):
        findings = json.loads(stslint("lint", "-f", "json", *paths)[1])["findings"]
        missing = [each["file"] for each in findings if each["rule"] == "governing-service-missing"]
        assert missing == ["inner/web.yaml"]


def test_a_nested_file_excludes_below_itself_only(stslint, manifests):
    inner = manifests / "inner"
    inner.mkdir()
    for name in ("a.yaml", "b.yaml"):
        (inner / name).write_text((manifests / "svc.yaml").read_text().replace("name: web", f"name: {name[0]}"))
    (inner / ".stslint.yaml").write_text("exclude: [a.yaml]\n")
    assert json.loads(stslint("lint", "-f", "json")[1])["summary"]["files"] == 3


def test_the_search_stops_at_the_work_trees_root(stslint, folder):
    (folder / ".stslint.yaml").write_text("nonsense: 1\n")
    tree = folder / "tree"
    (tree / ".git").mkdir(parents=True)
    assert stslint("lint", "tree")[0] == 0
    assert stslint("lint")[0] == 2


def test_isolated_and_config_replace_the_search(stslint, manifests):
    (manifests / ".stslint.yaml").write_text("ignore: [governing-service-missing]\n")
    (manifests / "other.yaml").write_text("fail-on: warning\n")
    assert rules(stslint("lint", "-f", "json")[1]) == []
    assert rules(stslint("lint", "--isolated", "-f", "json")[1]) == ["governing-service-missing"]
    assert stslint("lint", "--config", "other.yaml")[0] == 1


def test_flags_win_over_the_file(stslint, manifests):
    (manifests / ".stslint.yaml").write_text("fail-on: warning\nselect: [storage]\nkubernetes-version: 1.31\n")
    assert stslint("lint", "--select", "network", "--fail-on", "never")[0] == 0
    assert rules(stslint("lint", "--select", "network", "-f", "json")[1]) == ["governing-service-missing"]
    assert rules(stslint("lint", "-f", "json")[1]) == []


def test_an_ignore_flag_adds_to_the_files_choice():
    written = config.Config("/x/.stslint.yaml", {"ignore": ("a",), "preset": "strict"})
    assert settings_from(written, {"ignore": ("b",)}).choices == (
        Choice(preset="default"),
        Choice(preset="strict", ignore=("a",)),
        Choice(ignore=("b",)),
    )


@pytest.mark.parametrize("severity", ["error", "info", "off"])
def test_severities_can_be_changed(stslint, manifests, severity):
    (manifests / ".stslint.yaml").write_text(f'severity: {{governing-service-missing: "{severity}"}}\n')
    code, out, _ = stslint("lint", "-f", "json")
    assert [each["severity"] for each in json.loads(out)["findings"]] == ([] if severity == "off" else [severity])
    assert code == (severity == "error")


def test_an_unknown_rule_in_the_file_is_an_error(stslint, manifests):
    (manifests / ".stslint.yaml").write_text("ignore: [governing-service-mising]\n")
    code, _, err = stslint("lint")
    assert code == 2
    assert "did you mean governing-service-missing?" in err


@pytest.mark.parametrize("pattern", ["web.yaml", "deploy/*", "*.yaml", "deploy/web.yaml"])
def test_per_file_ignores_count_from_the_files_folder(stslint, manifests, monkeypatch, pattern):
    deploy = manifests / "deploy"
    deploy.mkdir()
    (manifests / "web.yaml").rename(deploy / "web.yaml")
    (manifests / ".stslint.yaml").write_text(f'per-file-ignores: {{"{pattern}": [network]}}\n')
    assert rules(stslint("lint", "-f", "json")[1]) == []
    assert rules(stslint("lint", deploy / "web.yaml", "-f", "json")[1]) == []
    monkeypatch.chdir(deploy)
    assert rules(stslint("lint", "web.yaml", "-f", "json")[1]) == []


def test_config_shows_what_is_in_force(stslint, folder):
    (folder / ".stslint.yaml").write_text("fail-on: warning\nexclude: [a]\n")
    code, out, _ = stslint("config", "--namespace", "prod", "-f", "json")
    data = json.loads(out)
    assert code == 0
    assert data["config"] == str(folder / ".stslint.yaml")
    assert (data["fail-on"], data["namespace"], data["exclude"]) == ("warning", "prod", ["a"])
    assert "governing-service-missing" in data["enabled"]


def test_what_config_prints_is_a_configuration(stslint, folder):
    (folder / ".stslint.yaml").write_text("fail-on: warning\nextend-select: [STS301]\n")
    shown = stslint("config")[1]
    (folder / ".stslint.yaml").write_text(shown)
    assert stslint("config")[1] == shown
