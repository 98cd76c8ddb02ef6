"""The text format shows the right characters, underlines the right ones, and fits the screen."""

import itertools
import re

import make
import pytest

from stslint.findings import Report, Skipped
from stslint.reporters import reporter
from stslint.reporters.excerpt import fit
from stslint.reporters.view import View
from stslint.terminal import width_of, wrap
from stslint.text import Source


def text(report: Report, view: View) -> str:
    return "".join(reporter("text")(report, view))


def underlined(output: str, mark: str = "^") -> str:
    """What stands above the underline, by cells."""
    lines = output.splitlines()
    for above, below in itertools.pairwise(lines):
        if re.search(rf"\| +\{mark}+", below):
            start, end = below.index(mark), below.rindex(mark) + 1
            at, found = 0, ""
            for char in above:
                if start <= at < end:
                    found += char
                at += width_of(char)
            return found
    raise AssertionError(output)


def test_a_cross_file_finding_shows_both_files_remedy_and_docs():
    assert text(*make.typical()) == (
        """\
warning[STS201]: serviceName names "wbe", but there is no such Service
 --> web.yaml:6:16
  |
6 |   serviceName: wbe
  |                ^^^
  |
 ::: svc.yaml:4:9
  |
4 |   name: web
  |         --- Service web is here
  |
  = about: StatefulSet default/web, spec.serviceName, bites while it runs
  = help: create a headless Service named wbe, or name the right one
  = fix: name the Service web ([*] with --unsafe-fixes: look at it first)
  = rule: governing-service-missing, https://stslint.dev/rules/governing-service-missing/

2 objects in 2 files: 0 errors, 1 warning, 0 info; 0 skipped, 0 not validated, 0 suppressed
  [*] 1 with --unsafe-fixes
"""
    )


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("key: value\n", "value"),
        ("\tkey:\tvalue\n", "value"),
        ("naïve: \u6f22\u5b57 value\n", "value"),
        ("a: \u6f22\u5b57\r\nb: c\r\n", "\u6f22\u5b57"),
        ("a: e\u0301\u0301x value\n", "value"),
        ("a: \x1b[2J value\n", "value"),
    ],
    ids=["plain", "tabs", "wide", "crlf", "combining", "escape"],
)
@pytest.mark.parametrize("width", [40, 80, 200])
def test_the_caret_stands_under_the_text_it_is_about(line, marked, width):
    source = Source("a.yaml", line)
    report = Report(findings=(make.finding(source, marked),))
    assert underlined(text(report, make.view(source, width=width))).strip("\u2026") == marked


@pytest.mark.parametrize("width", [40, 80, 120, 200])
@pytest.mark.parametrize("before", [0, 30, 75, 119, 1000, 100_000])
@pytest.mark.parametrize("filler", ["x", "\u6f22"])
def test_long_lines_are_cut_around_the_place(width, before, filler):
    source = Source("a.yaml", f"{filler * before} needle {filler * 1000}\n")
    report = Report(findings=(make.finding(source, "needle", message="m", url=""),))
    output = text(report, make.view(source, width=width))
    assert underlined(output) == "needle"
    excerpted = next(line for line in output.splitlines() if "needle" in line)
    assert width_of(excerpted) <= width
    assert excerpted.endswith("\u2026")


@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_no_line_is_wider_than_the_screen(width):
    report, view = make.typical()
    findings = text(report, view._replace(width=width)).splitlines()
    words = {word for line in findings for word in line.split()}
    longest = max(len(word) for word in words)
    assert all(len(line) <= max(width, longest + 12) for line in findings)


def test_a_place_over_several_lines_shows_its_first_line_and_where_it_ends():
    source = Source("a.yaml", "spec:\n  a: 1\n  b: 2\nkind: X\n")
    report = Report(findings=(make.finding(source, "a: 1\n  b: 2\n"),))
    output = text(report, make.view(source))
    assert "2 |   a: 1\n  |   ^^^^ (…to line 3)\n" in output


def test_an_empty_place_at_the_end_of_a_text_is_still_marked():
    source = Source("a.yaml", "spec:")
    found = make.finding(source, "spec:", span=source.span(5, 5))
    assert "1 | spec:\n  |      ^\n" in text(Report(findings=(found,)), make.view(source))


def test_colour_changes_nothing_but_escapes():
    report, view = make.typical()
    coloured = text(report, view._replace(color=True))
    assert "\x1b[1;33m" in coloured
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == text(report, view)


def test_details_say_what_was_skipped_and_why():
    report = Report(skipped=(Skipped("t.yaml", 0, 3, "template marks", "render it first"),))
    assert "skipped t.yaml:3: template marks (render it first)" in text(report, View(verbose=True))
    assert "template marks" not in text(report, View())


def test_statistics_count_by_rule():
    report, view = make.many(3)
    assert "     3  STS201 governing-service-missing (warning)\n" in text(report, view._replace(statistics=True))


def test_a_cut_line_never_loses_the_place():
    for start in range(0, 300, 7):
        for room in (24, 40, 77):
            shown = fit("k" * 300, start, start + 5, room)
            assert 0 <= shown.start < width_of(shown.text)
            assert shown.start + shown.length <= room


def test_wrapping_keeps_every_word():
    words = "the quick \u6f22\u5b57 brown fox " * 5
    lines = list(wrap(words, 20, "  "))
    assert " ".join(lines).split() == words.split()
    assert all(width_of(line) <= 20 for line in lines)
