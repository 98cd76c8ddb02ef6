"""Renderers: nothing of a manifest breaks out of its format, large plans stay readable, secrets stay hidden."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from typing import Any

import pytest

import stslint
from stslint.plan.order import natural
from stslint.renderers import RENDERERS, PlanView, renderer
from stslint.renderers.markdown import LIMIT, code, words
from stslint.renderers.parts import listed, ordinal
from stslint.renderers.rolls import duration
from stslint.renderers.tables import grid
from stslint.terminal import width_of
from tests.plan.scenarios import NAMES
from tests.renderers.rewrite import CASES, planned

HOSTILE = 'a"]<script>alert(1)</script>&`|*_@team https://x.example \\\n\x1b[31m\u202e%%{init}%%}-->'


def shown(form: str, plan: dict[str, Any], **view: Any) -> str:
    return "".join(renderer(form)(plan, PlanView(**view)))


def hostile(value: Any) -> Any:
    """The plan with something hostile in every name."""
    if isinstance(value, str):
        return value.replace("redis", f"redis{HOSTILE}")
    if isinstance(value, dict):
        return {hostile(key) if "redis" in key else key: hostile(each) for key, each in value.items()}
    return [hostile(each) for each in value] if isinstance(value, list) else value


PLANS = {name: planned(scenario, options) for name, scenario, options in CASES}
HOSTILE_PLANS = [pytest.param(hostile(plan), id=name) for name, plan in PLANS.items()]


@pytest.mark.parametrize("form", sorted(RENDERERS))
@pytest.mark.parametrize("plan", HOSTILE_PLANS)
def test_hostile_names_are_shown_in_every_format_without_control_characters(form: str, plan: dict[str, Any]) -> None:
    out = shown(form, plan)
    assert out.endswith("\n") or (form == "names" and not out)
    if form != "json":
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", out)


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.mark.parametrize("plan", HOSTILE_PLANS)
def test_the_page_runs_nothing_and_asks_nobody(plan: dict[str, Any]) -> None:
    page = shown("html", plan)
    parser = Tags()
    parser.feed(page)
    assert not {tag for tag, _ in parser.seen} & {"script", "img", "link", "iframe", "object", "a", "base", "form"}
    known = {"class", "open", "lang", "charset", "content", "name", "http-equiv", "role", "aria-label"}
    known |= {"viewbox", "width", "height", "x", "y", "rx", "d", "cx", "cy", "r"}
    assert {name for _, attributes in parser.seen for name in attributes} <= known
    assert "url(" not in page
    assert "default-src 'none'" in page


@pytest.mark.parametrize("plan", HOSTILE_PLANS)
def test_pictures_are_well_formed(plan: dict[str, Any]) -> None:
    for svg in re.findall(r"<svg.*?</svg>", shown("html", plan), re.DOTALL):
        assert ElementTree.fromstring(svg).tag == "svg"


@pytest.mark.parametrize("plan", HOSTILE_PLANS)
def test_mermaid_labels_hold_no_character_of_its_grammar(plan: dict[str, Any]) -> None:
    out = shown("mermaid", plan)
    outside = re.sub(r'"[^"]*"', "", out)
    assert re.fullmatch(r"[\w\s:;#,.()\[\]>-]*", outside)
    for label in re.findall(r'"([^"]*)"', out):
        assert not set("<>`{}[]|%") & set(label.replace("<br/>", ""))


@pytest.mark.parametrize("plan", HOSTILE_PLANS)
def test_dot_strings_end_where_they_should(plan: dict[str, Any]) -> None:
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "", shown("dot", plan))
    assert re.fullmatch(r"[\w\s\[\]{}=,;>-]*", outside)


@pytest.mark.parametrize("plan", HOSTILE_PLANS)
def test_markdown_has_only_its_own_html_and_mentions_nobody(plan: dict[str, Any]) -> None:
    out = shown("markdown", plan)
    outside = re.sub(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)", "", out)
    assert set(re.findall(r"<(/?[a-z]+)", outside)) <= {
        "details", "/details", "summary", "/summary", "sub", "/sub", "br",
    }  # fmt: skip
    assert "@team" not in outside
    assert "https://x" not in outside


def test_code_spans_hold_any_text() -> None:
    assert code("a") == "`a`"
    assert code("a`b``c") == "``` a`b``c ```"
    assert code("a|b") == "`a\\|b`"
    assert words("*a* <b> [c](d)") == "\\*a\\* &lt;b> \\[c\\](d)"


def many(count: int, image: str = "nginx:1") -> dict[str, str]:
    """Sets of thirty Pods with claims."""
    template = {"metadata": {"name": "data"}, "spec": {"resources": {"requests": {"storage": "1Gi"}}}}
    template["spec"]["accessModes"] = ["ReadWriteOnce"]  # type: ignore[index]
    found = {}
    for number in range(count):
        name = f"a-rather-long-name-of-a-set-{number}"
        labels = {"app": name}
        pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}]}}
        spec = {"replicas": 30, "serviceName": name, "selector": {"matchLabels": labels}, "template": pod}
        body = {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": name}}
        found[f"{name}.yaml"] = json.dumps({**body, "spec": {**spec, "volumeClaimTemplates": [template]}})
    return found


def test_a_comment_fits_the_limit_however_large_the_plan() -> None:
    for plan in (stslint.plan(many(120), before=many(120, "nginx:2")), stslint.plan(many(300))):
        out = shown("markdown", plan.to_dict())
        assert len(out.encode()) <= LIMIT
        assert "did not fit" in out
        assert out.count("<details>") == out.count("</details>") > 20
        assert "cluster domain cluster.local" in out


def test_a_long_set_is_folded() -> None:
    plan = stslint.plan(many(1), before=many(1, "nginx:2")).to_dict()
    out = shown("text", plan, width=120)
    assert "26 more" in out
    assert len(out.splitlines()) < 40
    for form in ("html", "mermaid", "dot"):
        assert "26 more" in shown(form, plan)


def test_many_sets_are_drawn_up_to_a_limit_and_counted() -> None:
    plan = stslint.plan(many(45)).to_dict()
    assert "5 more StatefulSets" in shown("dot", plan)
    assert "more StatefulSets" in shown("mermaid", plan)
    assert shown("mermaid", plan).count("-->") < 500


def test_values_of_secrets_are_in_no_format() -> None:
    old = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {password: hunter2}\n"
    new = old.replace("hunter2", "correct-horse")
    plan = stslint.plan({"a.yaml": new}, before={"a.yaml": old}).to_dict()
    for form in RENDERERS:
        out = shown(form, plan)
        assert "hunter2" not in out
        assert "correct-horse" not in out
    assert "stringData[password]" in shown("text", plan)


def test_a_refusal_of_a_secret_does_not_tell_the_secret() -> None:
    head = "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n"
    text = head + 'stringData: {pw: 98765, b: [1, hunter2]}\ndata: {k: "hunter2 !", "bad key": aHVudGVyMg==}\n'
    plan = stslint.plan({"a.yaml": text}).to_dict()
    assert {each["field"] for each in plan["create"]["refusals"][0]["causes"]} >= {"stringData[pw]", "data[k]"}
    for form in RENDERERS:
        out = shown(form, plan)
        assert "hunter2" not in out
        assert "98765" not in out


@pytest.mark.parametrize("name", sorted(PLANS))
def test_json_is_the_plan(name: str) -> None:
    assert json.loads(shown("json", PLANS[name])) == json.loads(json.dumps(PLANS[name]))


def test_json_comes_in_pieces() -> None:
    pieces = list(renderer("json")(stslint.plan(many(20)).to_dict(), PlanView()))
    assert max(map(len, pieces)) < sum(map(len, pieces)) / 3


def test_a_narrow_terminal_is_not_overrun_by_tables() -> None:
    for width in (60, 80, 120):
        out = shown("text", PLANS["image-and-partition"], width=width)
        assert max(map(width_of, out.splitlines())) <= max(width, 104)


@pytest.mark.parametrize("name", NAMES[:: max(1, len(NAMES) // 40)])
def test_every_scenario_is_shown_in_every_format(name: str) -> None:
    plan = planned(name, {})
    for form in RENDERERS:
        assert shown(form, plan) or (form == "names" and "nothing changes" in shown("text", plan))


def test_sections_can_be_chosen() -> None:
    plan = PLANS["data-lost"]
    data = shown("text", plan, only=("data",))
    assert "DELETED" in data
    assert "Pods\n" not in data
    assert "is removed" in shown("text", plan, only=("rolls",))
    assert shown("text", plan, only=("refused",)).startswith("nothing of that changes\n")
    create = PLANS["create"]
    assert "svc.cluster.local" not in shown("text", create, only=("data",))
    assert "svc.cluster.local" in shown("text", create, only=("names",))
    assert "data-" not in shown("text", create, only=("rolls",))


def test_words_and_numbers() -> None:
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 112)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th",
    ]  # fmt: skip
    assert [duration(seconds) for seconds in (1, 90, 120, 150, 3600, 9000)] == [
        "1 s", "90 s", "2 min", "2 min 30 s", "1 h", "2 h 30 min",
    ]  # fmt: skip
    names = [f"data-web-{number}" for number in range(30)]
    assert listed(names) == "data-web-{0..29}"
    assert listed([*names, "other", "x-7"]) == "data-web-{0..29}, other, x-7"
    assert listed(["b", "a"]) == "b, a"
    assert natural("web-10") > natural("web-9")


def test_a_row_that_is_too_wide_ends_on_the_next_line() -> None:
    rows = [["~", "web-0", "restarts", "data-web-0 kept"]]
    assert [line for _, line in grid(rows, 20)] == ["  ~  web-0  restarts", "       data-web-0 kept"]
    assert list(grid([], 80)) == []
