"""`stslint plan`: what is there now, modes, what-ifs, formats, stored plans, exit codes, wrong use."""

import io
import json
import subprocess

import pytest
from cli_manifests import SERVICE, SET

import stslint as package

IMAGE = "nginx:1.27"
BROKEN = "apiVersion: v1\nkind: Service\nmetadata: {name: a\n"
CLAIMS = """\
  volumeClaimTemplates:
    - metadata: {{name: data}}
      spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: {size}}}}}}}
"""


@pytest.fixture
def web(folder):
    """A complete set in `deploy/`."""
    (folder / "deploy").mkdir()
    (folder / "deploy" / "set.yaml").write_text(SET.format(service="web") + CLAIMS.format(size="1Gi"))
    (folder / "deploy" / "svc.yaml").write_text(SERVICE.format(name="web"))
    return folder


@pytest.fixture
def versions(web):
    """`old/` holds what is there, `deploy/` the same with another image."""
    (web / "old").mkdir()
    for name in ("set.yaml", "svc.yaml"):
        (web / "old" / name).write_text((web / "deploy" / name).read_text())
    edit(web / "deploy" / "set.yaml", IMAGE, "nginx:1.28")
    return web


def edit(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def git(folder, *arguments):
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def history(web):
    """`deploy/` is committed, then changed in the work tree."""
    (web / ".git").rmdir()
    git(web, "init", "-q")
    git(web, "add", ".")
    git(web, "commit", "-qm", "first")
    edit(web / "deploy" / "set.yaml", IMAGE, "nginx:1.28")
    return web


def plan_of(out):
    return json.loads(out)


def test_a_creation_names_pods_claims_and_names(stslint, web):
    code, out, err = stslint("plan", "deploy", "-f", "names")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "pod default/web-0",
        "pod default/web-1",
        "pvc default/data-web-0",
        "pvc default/data-web-1",
        "dns web-0.web.default.svc.cluster.local",
        "dns web-1.web.default.svc.cluster.local",
        "srv _http._tcp.web.default.svc.cluster.local",
    ]


def test_without_a_path_the_current_folder_is_planned(stslint, web):
    assert stslint("plan", "-f", "names") == stslint("plan", "deploy", "-f", "names")


def test_from_a_folder_is_an_update(stslint, versions):
    code, out, _ = stslint("plan", "deploy", "--from", "old", "-f", "json")
    assert code == 0
    assert plan_of(out)["update"]["pods_replaced"] == ["web-0", "web-1"]


@pytest.mark.parametrize("address", ["git:HEAD", "git:HEAD:deploy"])
def test_from_a_revision_compares_with_the_same_paths_there(stslint, history, address):
    code, out, err = stslint("plan", "deploy", "--from", address, "-f", "json")
    assert (code, err) == (0, "")
    assert plan_of(out)["update"]["summary"] | {"change": 1, "pods_replaced": 2} == plan_of(out)["update"]["summary"]


@pytest.mark.parametrize("path", [".", "set.yaml", "../deploy"])
def test_from_a_revision_works_in_a_folder_of_the_repository(stslint, history, monkeypatch, path):
    monkeypatch.chdir(history / "deploy")
    update = plan_of(stslint("plan", path, "--from", "git:HEAD", "-f", "json")[1])["update"]
    assert update["pods_replaced"] == ["web-0", "web-1"]
    assert update["pods_added"] == []


def test_a_path_that_the_revision_does_not_have_is_new(stslint, history):
    (history / "more").mkdir()
    (history / "more" / "set.yaml").write_text(SET.format(service="db").replace("name: web", "name: db"))
    code, out, _ = stslint("plan", "more", "--from", "git:HEAD", "-f", "json")
    assert code == 0
    assert plan_of(out)["update"]["pods_added"] == ["db-0", "db-1"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--from", "nope"), "nope: no such file or folder"),
        (("--from", "git:nope"), "git:nope: this repository has no such revision"),
        (("--from", "git:HEAD:nope"), "git:HEAD:nope: no such revision or path in this repository"),
    ],
)
def test_nothing_is_planned_when_what_is_there_now_cannot_be_read(stslint, history, arguments, words):
    code, out, err = stslint("plan", "deploy", *arguments)
    assert (code, out) == (2, "")
    assert err == f"stslint: {words}\n"
    assert stslint("plan", "deploy", *arguments, "--detailed-exitcode")[0] == 1


def test_from_a_revision_without_a_repository_is_one_clear_line(stslint, web):
    code, _, err = stslint("plan", "deploy", "--from", "git:HEAD")
    assert code == 2
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("flag", "mode"),
    [
        ("--replace", "replace"),
        ("--recreate", "recreate"),
        ("--orphan", "recreate-orphan"),
        ("--server-side", "server-side"),
    ],
)
def test_each_mode_says_how_the_update_is_sent(stslint, versions, flag, mode):
    assert plan_of(stslint("plan", "deploy", "--from", "old", flag, "-f", "json")[1])["mode"] == mode


def test_prune_deletes_what_the_paths_no_longer_hold(stslint, versions):
    arguments = ("plan", "deploy/svc.yaml", "--from", "old", "-f", "json")
    assert plan_of(stslint(*arguments)[1])["update"]["pods_removed"] == []
    assert plan_of(stslint(*arguments, "--prune")[1])["update"]["pods_removed"] == ["web-0", "web-1"]


def test_what_is_pruned_with_orphan_leaves_its_pods(stslint, versions):
    out = stslint("plan", "deploy/svc.yaml", "--from", "old", "--prune", "--orphan", "-f", "json")[1]
    assert plan_of(out)["update"]["pods_removed"] == []
    text = stslint("plan", "deploy/svc.yaml", "--from", "old", "--prune", "--orphan")[1]
    assert "StatefulSet web: deleted, 2 stay with no owner" in text


def test_prune_deletes_nothing_while_a_document_cannot_be_read(stslint, versions):
    (versions / "deploy" / "set.yaml").write_text(BROKEN)
    code, out, err = stslint("plan", "deploy", "--from", "old", "--prune", "-f", "json")
    assert code == 2
    assert err.startswith("stslint: deploy/set.yaml:")
    assert plan_of(out)["update"]["pods_removed"] == []


@pytest.mark.parametrize(
    ("given", "key", "value"),
    [
        ("never-ready=web-1", "never_ready", "web-1"),
        ("fail-image=nginx:1.28", "fail_image", "nginx:1.28"),
        ("crash-image=nginx", "crash_image", "nginx"),
        ("unready=web-0", "unready", "web-0"),
        ("delete-pods=web-0,web-1", "delete_pods", ["web-0", "web-1"]),
        ("unbound-class=fast", "unbound_class", "fast"),
        ("provision", "provision", True),
        ("real-min-ready=true", "real_min_ready", True),
    ],
)
def test_each_what_if_reaches_the_plan(stslint, versions, given, key, value):
    code, out, err = stslint("plan", "deploy", "--from", "old", "--given", given, "-f", "json")
    assert (code, err) == (0, "")
    assert plan_of(out)["given"] == {key: value}


def test_a_pod_that_is_never_ready_stops_a_creation(stslint, web):
    _, out, _ = stslint("plan", "deploy", "--given", "never-ready=web-0", "-f", "json")
    assert plan_of(out)["create"]["stuck_detail"]["not_created"] == ["web-1"]


def test_what_ifs_of_one_kind_add_up(stslint, web):
    _, out, _ = stslint("plan", "deploy", "--given", "never-ready=x", "--given", "never-ready=web-0", "-f", "json")
    assert plan_of(out)["given"] == {"never_ready": "x|web-0"}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--given", "never-raedy=a"), "did you mean never-ready"),
        (("--given", "never-ready=("), "'(' is no regular expression"),
        (("--given", "never-ready"), "needs a value"),
        (("--given", "provision=maybe"), "true or false"),
        (("--given", "unready=a"), "name them with --from"),
        (("--replace",), "name what is there now with --from"),
        (("--prune",), "name what is there now with --from"),
        (("--from", "deploy", "--replace", "--orphan"), "--replace and --orphan exclude each other"),
        (("--only", "disks"), "none of refused, data, rolls, names"),
        (("--only", "data", "-f", "json"), "--only goes with"),
        (("-f", "jsom"), "did you mean json"),
        (("-f", "json", "-f", "text"), "same place"),
        (("-f", "json", "-f", "text:a", "-o", "b"), "--output goes with one format"),
        (("--kubernetes-version", "1.2"), "unknown Kubernetes version"),
        (("--check", "nope.json"), "nope.json: no such file or directory"),
        (("--check", "deploy/svc.yaml"), "no plan in JSON"),
        (("--config", "a", "--isolated"), "exclude each other"),
        (("--bogus",), "No such option"),
    ],
)
def test_wrong_use_is_one_clear_line_and_exits_2_or_1(stslint, web, arguments, words):
    code, out, err = stslint("plan", "deploy", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    assert err.count("\n") == 1
    assert stslint("plan", "deploy", *arguments, "--detailed-exitcode")[0] == 1


def test_a_document_that_cannot_be_read_is_placed_and_the_rest_is_planned(stslint, web):
    (web / "deploy" / "a.yaml").write_text(BROKEN)
    code, out, err = stslint("plan", "deploy", "-f", "names")
    assert code == 2
    assert "pod default/web-1" in out
    assert err.startswith("stslint: deploy/a.yaml:3:11: ")
    assert err.count("\n") == 1
    assert stslint("plan", "deploy", "-f", "names", "--detailed-exitcode")[0] == 1


def test_what_kubectl_reads_otherwise_than_it_looks_is_a_warning(stslint, web):
    edit(web / "deploy" / "set.yaml", "  replicas: 2\n", "  replicas: 2\n  replicas: 3\n")
    code, _, err = stslint("plan", "deploy")
    assert code == 0
    assert err.startswith("stslint: warning: deploy/set.yaml:8:3: ")


def test_a_file_without_objects_is_named(stslint, web):
    (web / "values.yaml").write_text("replicas: 2\n")
    code, _, err = stslint("plan", "deploy", "values.yaml")
    assert code == 2
    assert err.startswith("stslint: values.yaml: holds no Kubernetes object (helm-values")


def test_an_empty_folder_has_no_plan(stslint, folder):
    assert stslint("plan") == (2, "", "stslint: no Kubernetes objects found\n")


def test_skipped_documents_and_what_is_not_there_are_in_the_footer(stslint, web):
    (web / "deploy" / "t.yaml").write_text("apiVersion: v1\nkind: Service\nmetadata: {name: '{{ .x }}'}\n")
    (web / "deploy" / "svc.yaml").unlink()
    code, out, _ = stslint("plan", "deploy")
    footer = " ".join(out.split("\n\n")[-1].split())
    assert code == 0
    assert "1 document skipped" in footer
    assert "Service web" in footer


def test_standard_input_has_a_name(stslint, web, monkeypatch):
    class Stdin:
        buffer = io.BytesIO((web / "deploy" / "set.yaml").read_bytes() + b"---\na: [\n")

    monkeypatch.setattr("sys.stdin", Stdin)
    code, out, err = stslint("plan", "-", "--stdin-filename", "rendered.yaml", "-f", "names")
    assert code == 2
    assert "pod default/web-0" in out
    assert err.startswith("stslint: rendered.yaml:")


def test_standard_input_cannot_be_both_sides(stslint, folder):
    assert stslint("plan", "-", "--from", "-")[::2] == (
        2,
        "stslint: standard input can be only one of PATH and --from (see stslint plan --help)\n",
    )
    assert "standard input is none" in stslint("plan", "-", "--from", "git:HEAD")[2]


def test_the_place_is_chosen_by_options(stslint, web):
    _, out, _ = stslint("plan", "--namespace", "shop", "--cluster-domain", "corp.example", "-f", "names")
    assert "dns web-0.web.shop.svc.corp.example" in out.splitlines()
    _, out, _ = stslint("plan", "--kubernetes-version", "1.30", "-f", "json")
    assert plan_of(out)["kubernetes_version"] == "1.30"


def test_configuration_counts_unless_isolated(stslint, web):
    (web / ".stslint.yaml").write_text("namespace: shop\nexclude: ['svc.yaml']\n")
    assert "pod shop/web-0" in stslint("plan", "-f", "names")[1]
    assert "srv" not in stslint("plan", "-f", "names")[1]
    assert "pod default/web-0" in stslint("plan", "--isolated", "-f", "names")[1]


def test_exclude_leaves_files_out(stslint, web):
    assert "srv" not in stslint("plan", "--exclude", "svc.yaml", "-f", "names")[1]


def test_several_formats_in_one_run(stslint, web):
    code, out, err = stslint("plan", "-f", "json:plan.json", "-f", "text", "-f", "names:names.txt")
    assert (code, err) == (0, "")
    assert "StatefulSet default/web" in out
    assert plan_of((web / "plan.json").read_text())["create"]["pods"]
    assert (web / "names.txt").read_text().startswith("pod default/web-0\n")


def test_output_goes_to_a_file_whole_or_not_at_all(stslint, web):
    assert stslint("plan", "-f", "json", "-o", "plan.json")[:2] == (0, "")
    assert plan_of((web / "plan.json").read_text())["version"] == 1
    code, _, err = stslint("plan", "-f", "json", "-o", "no/such/plan.json")
    assert code == 2
    assert err.count("\n") == 1


def test_color_is_chosen(stslint, web):
    assert "\x1b[" in stslint("plan", "--color", "always")[1]
    assert "\x1b[" not in stslint("plan")[1]
    assert "\x1b[" not in stslint("plan", "--color", "always", "-o", "plan.txt")[1] + (web / "plan.txt").read_text()


def test_a_refused_object_exits_1(stslint, versions):
    edit(versions / "deploy" / "set.yaml", "storage: 1Gi", "storage: 2Gi")
    for more in ((), ("--detailed-exitcode",)):
        code, out, _ = stslint("plan", "deploy", "--from", "old", *more)
        assert code == 1
        assert "volumeClaimTemplates" in out


def test_detailed_exit_codes_tell_changes_from_none(stslint, versions):
    assert stslint("plan", "deploy", "--from", "old", "--detailed-exitcode")[0] == 2
    assert stslint("plan", "old", "--from", "old", "--detailed-exitcode")[0] == 0
    assert stslint("plan", "deploy", "--detailed-exitcode")[0] == 2


def test_only_shows_a_section_of_an_update(stslint, versions):
    arguments = ("plan", "deploy", "--from", "old", "--only")
    assert "web-1" in stslint(*arguments, "rolls")[1]
    assert "2 PVCs of 1Gi kept" not in stslint(*arguments, "rolls")[1]
    assert "2 PVCs of 1Gi kept" in stslint(*arguments, "data")[1]
    assert "2 PVCs of 1Gi kept" in stslint(*arguments, "data,rolls")[1]


def test_a_stored_plan_is_compared(stslint, versions):
    stslint("plan", "old", "-f", "json:plan.json")
    code, out, err = stslint("plan", "old", "--check", "plan.json")
    assert (code, err) == (0, "")
    code, out, err = stslint("plan", "deploy", "--check", "plan.json")
    assert code == 1
    assert "+ create.pods[default/web-0].images: nginx:1.28\n" in out
    assert "- create.pods[default/web-0].images: nginx:1.27\n" in out
    assert "--format json:plan.json" in err


def test_the_library_plans_like_the_command_line(stslint, versions):
    out = stslint("plan", "deploy", "--from", "old", "--prune", "-f", "json")[1]
    assert package.plan(["deploy"], before=["old"], prune=True).to_dict() == plan_of(out)
    with pytest.raises(package.UserError, match="exclude each other"):
        package.plan(["deploy"], before=["old"], replace=True, orphan=True)
    with pytest.raises(package.UserError, match="no regular expression"):
        package.plan(["deploy"], given={"never-ready": "("})
    with pytest.raises(package.UserError, match="no such file"):
        package.plan(["nope"])
    assert package.plan(["deploy"], before=["old"], orphan=True).to_dict()["mode"] == "recreate-orphan"


def test_the_library_knows_revisions_too(history):
    update = package.plan(["deploy"], before="git:HEAD").to_dict()["update"]
    assert update["pods_replaced"] == ["web-0", "web-1"]
