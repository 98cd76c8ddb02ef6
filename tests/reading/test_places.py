"""A path leads to the text the author wrote, whatever the style of the YAML around it."""

from __future__ import annotations

import pytest

from stslint.documents import Document, parse
from stslint.fields import Anchor, FieldPath, Key
from stslint.text import Source

MANIFEST = """\
# Source: shop/templates/web.yaml
apiVersion: apps/v1
kind: StatefulSet   # the kind
metadata:
  name: "web"
  labels: {app: web, 'tier': "front"}
  annotations:
    note: |
      two
      lines

    empty:
spec:
  replicas: 3
  template: &pod
    spec:
      containers:
      - name: main
        image: !!str 5
        args: [run,
               --fast]
      # between
      - {name: side}
  other: *pod
  merged:
    <<: [{a: 1, b: 2}, {b: 3, c: 4}]
    a: 9
  y: 1
"""
WHERE: list[tuple[FieldPath, Anchor, str, int]] = [
    (("metadata", "name"), "value", '"web"', 5),
    (("metadata", "name"), "key", "name", 5),
    (("metadata", "name"), "parent", "metadata", 4),
    (("metadata", "labels"), "value", "{app: web, 'tier': \"front\"}", 6),
    (("metadata", "labels", Key("tier")), "key", "'tier'", 6),
    (("metadata", "annotations", "note"), "value", "|\n      two\n      lines", 8),
    (("metadata", "annotations", "empty"), "value", "empty", 12),
    (("metadata", "annotations"), "value", "note: |\n      two\n      lines\n\n    empty:", 8),
    (("spec", "replicas"), "value", "3", 14),
    (("spec", "template", "spec", "containers", 0), "key", "name", 18),
    (("spec", "template", "spec", "containers", 0, "image"), "value", "5", 19),
    (("spec", "template", "spec", "containers", 0, "args"), "value", "[run,\n               --fast]", 20),
    (("spec", "template", "spec", "containers", 0, "args", 1), "value", "--fast", 21),
    (("spec", "template", "spec", "containers", 1), "value", "{name: side}", 23),
    (("spec", "template", "spec", "containers", 1), "parent", "containers", 17),
    (("spec", "other"), "value", "*pod", 24),
    (("spec", "other", "spec", "containers", 1, "name"), "value", "side", 23),
    (("spec", "merged", "b"), "value", "2", 26),
    (("spec", "merged", "c"), "key", "c", 26),
    (("spec", "merged", "a"), "value", "9", 27),
    (("spec", "true"), "key", "y", 28),
    (("spec", "serviceName"), "value", "spec", 13),
    (("spec", "template", "spec", "containers", 7, "name"), "value", "containers", 17),
    (("spec", "template", "spec", "containers", 0, "image", "x"), "value", "image", 19),
    (("status", "x"), "value", "apiVersion", 2),
    ((), "key", "apiVersion", 2),
]


def only(text: str) -> Document:
    (document,) = parse(Source("a.yaml", text))
    return document


def pointed(document: Document, path: FieldPath, anchor: Anchor) -> tuple[str, int]:
    span = document.locate(path, anchor)
    return document.source.text[span.start.offset : span.end.offset], span.start.line


@pytest.mark.parametrize(("path", "anchor", "text", "line"), WHERE)
def test_a_path_leads_to_what_was_written(path: FieldPath, anchor: Anchor, text: str, line: int) -> None:
    assert pointed(only(MANIFEST), path, anchor) == (text, line)


@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_lines_and_columns_hold_with_other_line_ends(line_end: str) -> None:
    span = only(MANIFEST.replace("\n", line_end)).locate(("spec", "replicas"))
    assert (span.start.line, span.start.column, span.end.column) == (14, 13, 14)


def test_places_are_those_of_the_source_not_of_the_document() -> None:
    text = "\ufeffa: 1\n---\n# é\nb: {ä: x, 𝄞: y}\n"
    second = parse(Source("a.yaml", text))[1]
    span = second.locate(("b", "𝄞"))
    assert (span.start.line, span.start.column, text[span.start.offset]) == (4, 14, "y")


def test_a_byte_order_mark_shifts_nothing() -> None:
    document = only("\ufeffa: b\n")
    assert pointed(document, ("a",), "value") == ("b", 1)
    assert pointed(document, ("a",), "key") == ("a", 1)


def test_the_last_of_two_equal_keys_is_meant() -> None:
    assert pointed(only("a: 1\nb: 2\na: 3\n"), ("a",), "value") == ("3", 3)


def test_json_has_places_too() -> None:
    second = parse(Source("a.json", '{"a": 1}\n{"b": {"c":\t[1,\n 2.50]}}'))[1]
    assert pointed(second, ("b", "c", 1), "value") == ("2.50", 3)


def test_a_broken_document_is_its_own_place() -> None:
    document = only("\n  a: [b\n")
    assert pointed(document, ("a",), "value")[1] == 2


@pytest.mark.parametrize(
    ("path", "raw"),
    [
        (("mode",), ("0644", "")),
        (("on",), None),
        (("true",), ("'x'", "'")),
        (("text",), ("|-\n  a", "|")),
        (("list", 0), ("1.10", "")),
        (("list",), None),
    ],
)
def test_raw_shows_scalars_as_written(path: FieldPath, raw: tuple[str, str] | None) -> None:
    assert only("mode: 0644\non: 'x'\ntext: |-\n  a\n\nlist: [1.10]\n").raw(path) == raw


def test_helm_names_its_template() -> None:
    first, second, third = parse(Source("a.yaml", "# Source: c/a.yaml\na: 1\n---\nb: 'x # Source: no'\n---\nc: 1\n"))
    assert (first.template, second.template, third.template) == ("c/a.yaml", "", "")
