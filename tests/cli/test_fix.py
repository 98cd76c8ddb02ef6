"""`stslint fix` and `lint --fix`: what is written, what is left alone."""

import io
import json

import pytest
from cli_manifests import SERVICE, SET


@pytest.fixture
def crlf(manifests):
    """The wrong set with Windows line ends, a comment and an odd mode."""
    path = manifests / "web.yaml"
    path.write_bytes(SET.format(service="wbe").replace("wbe", "wbe  # ours").replace("\n", "\r\n").encode())
    path.chmod(0o640)
    return path


def test_an_unsafe_fix_needs_the_flag(stslint, manifests):
    before = (manifests / "web.yaml").read_bytes()
    assert stslint("fix") == (0, "nothing to fix; 1 more with --unsafe-fixes\n", "")
    assert (manifests / "web.yaml").read_bytes() == before


def test_a_fix_changes_its_bytes_only_and_keeps_the_mode(stslint, crlf):
    before = crlf.read_bytes()
    code, out, err = stslint("fix", "--unsafe-fixes")
    assert (code, err) == (0, "")
    assert "web.yaml:6:16: fixed name the Service web (governing-service-missing)\n" in out
    assert crlf.read_bytes() == before.replace(b"wbe", b"web")
    assert crlf.stat().st_mode & 0o777 == 0o640
    assert stslint("fix", "--unsafe-fixes")[1] == "nothing to fix\n"


def test_lint_fix_reports_what_is_left(stslint, manifests):
    assert stslint("lint", "--fix", "-f", "concise")[1].startswith("web.yaml:6:16: warning[STS201]")
    code, out, err = stslint("lint", "--unsafe-fixes", "-f", "json")
    assert (code, err) == (0, "stslint: fixed 1 problem in 1 file\n")
    assert json.loads(out)["findings"] == []


def test_a_hook_can_fail_on_a_fix(stslint, manifests):
    assert stslint("lint", "--hook", "--unsafe-fixes", "--exit-non-zero-on-fix", "web.yaml")[0] == 1
    assert stslint("lint", "--hook", "--unsafe-fixes", "--exit-non-zero-on-fix", "web.yaml")[0] == 0


@pytest.mark.parametrize("command", ["fix", "lint"])
def test_diff_shows_and_writes_nothing(stslint, manifests, command):
    before = (manifests / "web.yaml").read_bytes()
    code, out, _ = stslint(command, "--diff", "--unsafe-fixes")
    assert code == 1
    assert "\n-  serviceName: wbe\n+  serviceName: web\n" in out
    assert (manifests / "web.yaml").read_bytes() == before
    assert stslint(command, "--diff")[:2] == (0, "")


def test_standard_input_is_printed_fixed(stslint, folder, monkeypatch):
    text = SET.format(service="wbe") + "---\n" + SERVICE.format(name="web")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, out, err = stslint("fix", "-", "--unsafe-fixes")
    assert (code, out) == (0, text.replace("wbe", "web"))
    assert "fixed 1 problem" in err
    assert "stslint fix -" in stslint("lint", "-", "--fix")[2]


def test_a_link_out_of_the_tree_is_not_followed(stslint, manifests, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "web.yaml"
    (manifests / "web.yaml").rename(outside)
    (manifests / "web.yaml").symlink_to(outside)
    before = outside.read_bytes()
    code, _, err = stslint("fix", "--unsafe-fixes", "web.yaml", "svc.yaml")
    assert code == 2
    assert err == "stslint: web.yaml: not fixed: it is a symbolic link that leads out of the tree\n"
    assert outside.read_bytes() == before


def test_a_link_inside_the_tree_stays_a_link(stslint, manifests):
    (manifests / "web.yaml").rename(manifests / "real.yml")
    (manifests / "web.yaml").symlink_to("real.yml")
    assert stslint("fix", "--unsafe-fixes", "web.yaml", "svc.yaml")[0] == 0
    assert (manifests / "web.yaml").is_symlink()
    assert "serviceName: web" in (manifests / "real.yml").read_text()


def test_a_file_that_changed_meanwhile_is_left_alone(stslint, manifests, monkeypatch):
    from stslint import mending

    def change_behind(*arguments, **options):
        done = original(*arguments, **options)
        with open("web.yaml", "a") as file:
            file.write("# somebody else\n")
        return done

    original = mending.fix_sources
    monkeypatch.setattr(mending, "fix_sources", change_behind)
    code, _, err = stslint("fix", "--unsafe-fixes")
    assert code == 2
    assert "web.yaml: not fixed: it has changed meanwhile" in err
    assert (manifests / "web.yaml").read_text().endswith("# somebody else\n")


def test_a_file_that_is_not_utf8_is_left_alone(stslint, manifests):
    data = SET.format(service="wbe").encode("utf-16")
    (manifests / "web.yaml").write_bytes(data)
    code, _, err = stslint("fix", "--unsafe-fixes")
    assert code == 2
    assert "not UTF-8" in err
    assert (manifests / "web.yaml").read_bytes() == data


def test_a_full_disk_is_told_and_leaves_no_half_written_file(stslint, manifests, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = {path.name: path.read_bytes() for path in manifests.iterdir() if path.is_file()}
    monkeypatch.setattr("stslint.cli.screen.os.replace", full)
    code, _, err = stslint("fix", "--unsafe-fixes")
    assert code == 2
    assert "web.yaml: not fixed: no space left on device" in err
    assert {path.name: path.read_bytes() for path in manifests.iterdir() if path.is_file()} == before
