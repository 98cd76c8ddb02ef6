"""`stslint lint`: inputs, selection, formats, exit codes."""

import io
import json
import os

import pytest
from cli_manifests import SERVICE, SET

from stslint.rules import builtin

BROKEN = "apiVersion: v1\nkind: Service\nmetadata: {name: a\n"


def rules(out):
    return sorted({finding["rule"] for finding in json.loads(out)["findings"]})


def test_a_clean_set_exits_0_and_says_what_was_looked_at(stslint, folder):
    (folder / "web.yaml").write_text(SET.format(service="web"))
    (folder / "svc.yaml").write_text(SERVICE.format(name="web"))
    code, out, err = stslint("lint")
    assert (code, err) == (0, "")
    assert out == "2 objects in 2 files: no problems found; 0 skipped, 0 not validated, 0 suppressed\n"


def test_a_warning_is_shown_and_exits_0(stslint, manifests):
    code, out, _ = stslint("lint", ".")
    assert code == 0
    assert "warning[STS201]" in out
    assert "--> web.yaml:6:16" in out
    assert "::: svc.yaml:4:9" in out


@pytest.mark.parametrize(("level", "code"), [("error", 0), ("warning", 1), ("info", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(stslint, manifests, level, code):
    assert stslint("lint", "--fail-on", level)[0] == code


def test_an_error_exits_1(stslint, folder):
    (folder / "a.yaml").write_text(BROKEN)
    code, out, err = stslint("lint", "a.yaml", "-f", "json")
    assert (code, err) == (1, "")
    assert [finding["stage"] for finding in json.loads(out)["findings"]] == ["parse"]


def test_one_unreadable_input_exits_2_and_the_others_are_still_judged(stslint, manifests):
    code, out, err = stslint("lint", "missing.yaml", "web.yaml")
    assert code == 2
    assert err == "stslint: missing.yaml: no such file or folder\n"
    assert "STS201" in out


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("empty.yaml", b"", "holds no Kubernetes object"),
        ("values.yaml", b"replicas: 2\n", "helm-values"),
        ("t.yaml", b"apiVersion: v1\nkind: Service\nmetadata: {name: '{{ .x }}'}\n", "render it first"),
        ("binary.yaml", bytes(range(256)) * 9, "binary file"),
    ],
)
def test_a_named_file_without_objects_exits_2_and_says_why(stslint, folder, name, content, words):
    (folder / name).write_bytes(content)
    code, _, err = stslint("lint", name)
    assert code == 2
    assert err.startswith(f"stslint: {name}: ")
    assert words in err
    assert err.count("\n") == 1


def test_in_a_folder_or_from_a_hook_such_files_are_only_counted(stslint, manifests):
    (manifests / "values.yaml").write_text("replicas: 2\n")
    for arguments in ((".",), ("--hook", "values.yaml", "web.yaml")):
        code, out, err = stslint("lint", *arguments)
        assert (code, err) == (0, "")
        assert "1 skipped" in out


def test_nothing_to_lint_is_a_warning(stslint, folder):
    code, out, err = stslint("lint")
    assert code == 0
    assert "0 objects in 0 files" in out
    assert err == "stslint: warning: no Kubernetes objects found\n"


def test_standard_input_is_a_source_with_a_name(stslint, folder, monkeypatch):
    text = SET.format(service="wbe") + "---\n" + SERVICE.format(name="web")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    _, out, _ = stslint("lint", "-", "--stdin-filename", "rendered.yaml")
    assert "--> rendered.yaml:6:16" in out
    assert "6 |   serviceName: wbe" in out


def test_context_is_read_and_not_reported_on(stslint, manifests):
    _, out, _ = stslint("lint", "svc.yaml", "--context", "web.yaml", "-f", "json")
    assert rules(out) == []
    _, out, _ = stslint("lint", "web.yaml", "--context", "svc.yaml", "-f", "json")
    (finding,) = json.loads(out)["findings"]
    assert [place["file"] for place in finding["related"]] == ["svc.yaml"]
    assert json.loads(out)["summary"]["files"] == 1


def test_select_and_ignore_take_names_ids_prefixes_categories_and_stages(stslint, manifests):
    for words in ("governing-service-missing", "STS201", "sts20", "network", "stage:run", "default"):
        assert "governing-service-missing" in rules(stslint("lint", "--select", words, "-f", "json")[1])
        assert "governing-service-missing" not in rules(stslint("lint", "--ignore", words, "-f", "json")[1])
    assert rules(stslint("lint", "--select", "storage,STS3", "-f", "json")[1]) == []


def test_what_cannot_be_read_is_said_whatever_is_selected(stslint, folder):
    (folder / "a.yaml").write_text(BROKEN)
    code, out, _ = stslint("lint", "--select", "network", "-f", "json")
    assert code == 1
    assert rules(out)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--select", "governing-servce-missing"], "did you mean governing-service-missing?"),
        (["--ignore", "nonsense-xyz"], "no rule is called nonsense-xyz"),
        (["--kubernetes-version", "1.99"], "known: 1.29, 1.30"),
        (["--kubernetes-version", "x"], "unknown Kubernetes version"),
        (["--format", "jsn"], "did you mean json?"),
        (["--format", "json", "--format", "sarif"], "two formats"),
        (["--format", "json", "--format", "text:a", "--output", "b"], "--output goes with one format"),
        (["--config", "none.yaml"], "none.yaml: cannot be read"),
        (["--config", "none.yaml", "--isolated"], "exclude each other"),
        (["--schema-location", "https://example.com"], "from disk only"),
        (["--jobs", "0"], "neither auto nor a number"),
        (["--fail-on", "nothing"], "fail-on"),
        (["--rules", "none"], "none: no such rule file"),
        (["--nonsense"], "No such option"),
        (["--context", "none.yaml"], "none.yaml: no such file"),
        (["git:no-such-ref"], "git:no-such-ref"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(stslint, manifests, arguments, words):
    code, _, err = stslint("lint", *arguments)
    assert code == 2
    assert words in err
    assert err.startswith("stslint: ")
    assert err.count("\n") == 1


def test_formats_go_to_several_places_in_one_run(stslint, manifests):
    code, out, err = stslint("lint", "-f", "sarif:out.sarif", "-f", "text", "-f", "junit:out.xml")
    assert (code, err) == (0, "")
    assert "STS201" in out
    assert json.loads((manifests / "out.sarif").read_text())["version"] == "2.1.0"
    assert (manifests / "out.xml").read_text().startswith("<?xml")


def test_output_replaces_a_file_whole_keeps_its_mode_and_leaves_nothing_else(stslint, manifests):
    target = manifests / "report.txt"
    target.write_text("old")
    target.chmod(0o640)
    before = set(os.listdir(manifests))
    code, out, err = stslint("lint", "-f", "json", "-o", "report.txt")
    assert (code, out) == (0, "")
    assert err.startswith("2 objects in 2 files: 0 errors, 1 warning")
    assert json.loads(target.read_text())["version"] == 1
    assert target.stat().st_mode & 0o777 == 0o640
    assert set(os.listdir(manifests)) == before


def test_a_report_that_cannot_be_written_is_one_line_and_exit_code_2(stslint, manifests):
    code, _, err = stslint("lint", "-f", "json:no/such/folder/out.json")
    assert code == 2
    assert "no such file or directory" in err
    assert err.count("\n") == 1


def test_a_device_is_written_to_not_replaced(stslint, manifests):
    assert stslint("lint", "-f", "json:/dev/null")[0] == 0
    assert not os.path.isfile("/dev/null")


def test_auto_is_github_inside_actions_only(stslint, manifests, monkeypatch):
    assert not stslint("lint", "-f", "auto")[1].startswith("::")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    assert stslint("lint")[1].startswith("::warning title=STS201")
    assert not stslint("lint", "-f", "text")[1].startswith("::")


def test_quiet_prints_findings_only(stslint, folder):
    (folder / "svc.yaml").write_text(SERVICE.format(name="web"))
    assert stslint("lint", "-q") == (0, "", "")
    (folder / "web.yaml").write_text(SET.format(service="wbe"))
    assert "STS201" in stslint("lint", "-q")[1]


def test_verbose_and_statistics_tell_more(stslint, manifests):
    (manifests / "values.yaml").write_text("replicas: 2\n")
    _, out, _ = stslint("lint", "-v", "--statistics")
    assert "skipped values.yaml:1: helm-values" in out
    assert "     1  STS201 governing-service-missing (warning)" in out


def test_exclude_leaves_files_out_even_when_they_are_named(stslint, manifests):
    code, out, _ = stslint("lint", "--exclude", "web.yaml", "web.yaml", "svc.yaml", "-f", "json")
    assert (code, rules(out)) == (0, [])
    assert json.loads(out)["summary"]["files"] == 1


def test_environment_variables_are_options(stslint, manifests, monkeypatch):
    monkeypatch.setenv("STSLINT_FAIL_ON", "warning")
    monkeypatch.setenv("STSLINT_FORMAT", "json")
    code, out, _ = stslint("lint")
    assert (code, rules(out)) == (1, ["governing-service-missing"])
    assert stslint("lint", "--fail-on", "never")[0] == 0


def test_output_is_the_same_bytes_whatever_the_order_and_the_number_of_jobs(stslint, manifests):
    for number in range(60):
        (manifests / f"s{number}.yaml").write_text(
            SET.format(service=f"s{number}").replace("name: web", f"name: w{number}")
        )
    for form in ("json", "text", "sarif"):
        shown = {
            stslint("lint", "-f", form, "-j", jobs, *paths)[1]
            for jobs in ("1", "3")
            for paths in (["."], sorted(os.listdir("."), reverse=True)[:-1], sorted(os.listdir("."))[1:])
        }
        assert len(shown) == 1


def test_a_crash_of_a_check_is_told_and_exits_2(stslint, manifests, monkeypatch):
    rule = next(rule for rule in builtin() if rule.name == "governing-service-missing")
    monkeypatch.setitem(rule.__dict__, "function", lambda resource, cluster: 1 / 0)
    code, _, err = stslint("lint", "--select", "governing-service-missing")
    assert code == 2
    assert "rule governing-service-missing failed on web.yaml" in err


def test_a_defect_is_one_line_and_a_traceback_only_on_request(stslint, manifests, monkeypatch):
    monkeypatch.setattr("stslint.cli.lint.run", lambda *_: 1 / 0)
    code, out, err = stslint("lint")
    assert (code, out) == (2, "")
    assert "ZeroDivisionError: division by zero; please report it" in err
    assert err.count("\n") == 1
    assert "Traceback" in stslint("lint", "--verbose")[2]
    monkeypatch.setenv("STSLINT_DEBUG", "1")
    assert "Traceback" in stslint("lint")[2]


def test_interrupting_exits_130_without_a_word(stslint, manifests, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("stslint.cli.lint.run", interrupted)
    code, out, err = stslint("lint")
    assert (code, out, err.strip()) == (130, "", "")


def test_names_with_control_characters_reach_no_stream_raw(stslint, folder):
    (folder / "a\x1b[31m.yaml").write_text("a: b\n")
    code, out, err = stslint("lint", "a\x1b[31m.yaml", "missing\x1b[0m")
    assert code == 2
    assert "\x1b" not in out + err
