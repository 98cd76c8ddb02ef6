"""What is wrong with a text is said in our words, at the place, and hides nothing else."""

from __future__ import annotations

import pytest

from stslint.documents import Document, parse
from stslint.text import Source

CASES: list[tuple[str, str, str, str]] = [
    # text, code, what the span covers, words of the message
    ("a: 1\nb: 2\na: 3\n", "duplicate-key", "a", "drops the value in line 1"),
    ("y: 1\n'true': 2\n", "duplicate-key", "'true'", "`y` and `true` are the same key"),
    ("a: @x\n", "yaml-syntax", "@x", "cannot start with `@`"),
    ("a:\n\tb: 1\n", "yaml-syntax", "\t", "a tab indents this line"),
    ("a: b: c\n", "yaml-syntax", ":", "quote the value if it holds `: `"),
    ("a: [1, 2\n", "yaml-syntax", "[", "`[` list is not closed"),
    ('a: "x\nb: 1\n', "yaml-syntax", '"', "never closed"),
    ('a: "\\d"\n', "yaml-syntax", "\\d", "escape does not exist"),
    ("a: *x\n", "undefined-alias", "*x", "no anchor `&x` before it"),
    ("a: &x [*x]\n", "recursive-alias", "*x", "inside the value of its own anchor"),
    ("? [a]\n: b\n", "key-not-string", "[a]", "a map key is a list"),
    ("~: b\n", "key-not-string", "~", "a map key is null"),
    ("a: .inf\n", "number-not-finite", ".inf", "a number that JSON cannot hold"),
    ("a: !!int x\n", "bad-scalar", "!!int x", "cannot be read as one"),
    ("a: !!binary $\n", "bad-scalar", "!!binary $", "not valid base64"),
    ("<<: 1\n", "merge-not-a-map", "1", "`<<` merges maps"),
    ("a: \x07\n", "forbidden-character", "\x07", "U+0007"),
    ("a: \0\n", "forbidden-character", "\0", "NUL (U+0000)"),
    ("a: \ud800\n", "forbidden-character", "\ud800", "U+D800"),
    ("%YAML 1.2\n", "yaml-directive", "%YAML 1.2", "delete the line"),
    ("a: 1\n...\nb: 2\n", "dropped-after-end", "b: 2", "silently drops"),
    ("  a: 1\nb: 2\n", "dropped-after-end", "b: 2", "indented less than its first line"),
    ("---b: 2\n", "bad-separator", "---b: 2", "document separator"),
    ('{"a": 1,]', "json-syntax", "]", "not valid JSON"),
    ('{"a": 1}\n---\nb: 2\n', "not-json", "-", "kubectl before 1.33 stops here"),
    ('{"a": 1, "a": 2}', "duplicate-key", '"a"', "is set twice"),
    ('{"a": 1e999}', "number-not-finite", "1e999", "too large for JSON"),
]


def problem_documents(text: str) -> list[Document]:
    return [document for document in parse(Source("a.yaml", text)) if document.problems]


@pytest.mark.parametrize(("text", "code", "covered", "words"), CASES)
def test_a_problem_has_a_code_a_place_and_words(text: str, code: str, covered: str, words: str) -> None:
    (document,) = problem_documents(text)
    (problem,) = [problem for problem in document.problems if problem.code != "key-rewritten"]
    assert (problem.code, text[problem.span.start.offset : problem.span.end.offset]) == (code, covered)
    assert words in problem.message


def test_a_duplicate_points_at_both_keys() -> None:
    (document,) = problem_documents("x:\n- a: 1\n  b: 2\n  a: 3\n")
    (problem,) = document.problems
    assert problem.related is not None
    assert (problem.related.start.line, problem.span.start.line) == (2, 4)
    assert document.value == {"x": [{"a": 3, "b": 2}]}


def test_every_one_of_many_problems_is_reported() -> None:
    (document,) = problem_documents("a: 1\na: 2\na: 3\nb: .inf\n? {c: d}\n: 1\n")
    codes = [problem.code for problem in document.problems]
    assert codes == ["duplicate-key", "duplicate-key", "number-not-finite", "key-not-string"]
    assert document.broken
    assert document.value is None


def test_a_broken_document_hides_no_other() -> None:
    documents = parse(Source("a.yaml", "a: 1\n---\nb: [\n---\nc: 3\n--- d\ne: 5\n---\nf: 6\n"))
    assert [document.value for document in documents] == [{"a": 1}, None, {"c": 3}, None, {"f": 6}]
    assert [document.index for document in documents] == [0, 1, 2, 3, 4]


def test_merge_keys_are_no_duplicates_and_overwrite_where_they_stand() -> None:
    (document,) = parse(Source("a.yaml", "x: &x {a: 1, b: 2}\nz:\n  a: 0\n  <<: *x\n  b: 3\n"))
    assert document.problems == ()
    assert document.value["z"] == {"a": 1, "b": 3}


SPLITS = [
    ("a: 1\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ("---\na: 1\n", [{"a": 1}]),
    ("a: 1\r\n---\r\nb: 2\r\n", [{"a": 1}, {"b": 2}]),
    ("a: 1\r---\rb: 2\r", [{"a": 1}]),
    ("# c\n---  # d\na: 1\n---\n---\n# e\n", [None, {"a": 1}, None]),
    ("a: |\n  x\n---\nb: 2", [{"a": "x\n"}, {"b": 2}]),
    ("a: |\n  x\n---\n  z\n", [{"a": "x\n"}, "z"]),
    ("a: |\n  x", [{"a": "x\n"}]),
    ("\ufeffa: 1\n---\n\ufeffb: 2\n", [{"a": 1}, {"b": 2}]),
    ("a: x\n ---\n", [{"a": "x ---"}]),
    ('{"a": 1}{"b": 2}\n [3]', [{"a": 1}, {"b": 2}, [3]]),
    ('\ufeff {"a": [1.0, 2.5, 1e3, -0.0, 18446744073709551616]}', [{"a": [1, 2.5, 1000, 0, 18446744073709551616.0]}]),
    ('{"a": "\\ud83d\\ude00 \\ud800"}', [{"a": "😀 \ufffd"}]),
    ("{a: 1}\n---\nb: 2\n", [{"a": 1}, {"b": 2}]),
    ('{"a": 1}\nnull 7 "x"', [{"a": 1}, None, 7, "x"]),
    ("", []),
]


@pytest.mark.parametrize(("text", "values"), SPLITS)
def test_documents_are_cut_where_kubectl_cuts(text: str, values: list[object]) -> None:
    assert repr([document.value for document in parse(Source("a.yaml", text))]) == repr(values)
