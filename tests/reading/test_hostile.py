"""Hostile texts cost no more than their size: no crash, no recursion, no blow-up, no quadratic time."""

from __future__ import annotations

import json
import time
import tracemalloc
from collections.abc import Callable

import pytest

from stslint.documents import comments_of, parse
from stslint.documents.document import Document
from stslint.resources import resources_in
from stslint.text import Source


def read(text: str) -> list[Document]:
    documents = parse(Source("a.yaml", text))
    for document in documents:
        resources_in(document)
        document.locate(("a", "b", 0))
    return documents


def codes(text: str) -> list[str]:
    return [problem.code for document in read(text) for problem in document.problems]


def bomb(levels: int, width: int) -> str:
    lines = ["x0: &x0 [" + ",".join("a" * width) + "]"]
    lines += [f"x{n}: &x{n} [{','.join([f'*x{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines)


def test_an_alias_bomb_is_refused_without_being_expanded() -> None:
    tracemalloc.start()
    try:
        assert codes(bomb(60, 10)) == ["excessive-aliasing"]
        assert tracemalloc.get_traced_memory()[1] < 20 << 20
    finally:
        tracemalloc.stop()


def test_aliases_within_reason_are_read() -> None:
    (document,) = read("a: &a {b: [1, 2]}\n" + "".join(f"k{n}: *a\n" for n in range(90)))
    assert document.value["k89"] == {"b": [1, 2]}


def test_merge_bombs_are_refused() -> None:
    lines = ["x0: &x0 {" + ", ".join(f"a{n}: 1" for n in range(20)) + "}"]
    lines += [f"x{n}: &x{n} {{<<: [{', '.join([f'*x{n - 1}'] * 20)}]}}" for n in range(1, 40)]
    assert codes("\n".join(lines)) == ["excessive-aliasing"]


DEEP = {
    "flow list": lambda n: "a: " + "[" * n + "]" * n,
    "flow map": lambda n: "a: " + "{a: " * n + "1" + "}" * n,
    "block list": lambda n: "- " * n + "a",
    "block map": lambda n: "".join(" " * level + "a:\n" for level in range(n)),
    "json": lambda n: '{"a": ' + "[" * n + "]" * n + "}",
    "unclosed": lambda n: "[" * n,
    "aliases": lambda n: "x0: &x0 [a]\n" + "".join(f"x{m}: &x{m} [*x{m - 1}]\n" for m in range(1, n)),
}


@pytest.mark.parametrize("shape", DEEP)
def test_nesting_10000_deep_is_one_problem(shape: str) -> None:
    depth = 10_000 if shape != "block map" else 2_000
    assert codes(DEEP[shape](depth)) == ["nested-too-deeply"]


@pytest.mark.parametrize("shape", [shape for shape in DEEP if shape != "unclosed"])
def test_nesting_200_deep_is_read(shape: str) -> None:
    (document,) = read(DEEP[shape](200))
    assert document.problems == ()
    assert json.dumps(document.value)


LONG: dict[str, Callable[[int], str]] = {
    "one line": lambda n: "a: " + "x" * n,
    "one quoted line": lambda n: 'a: "' + "x\\n" * (n // 3) + '"',
    "one comment": lambda n: "a: 1 #" + "#" * n,
    "spaces": lambda n: "a: 1" + " " * n + "\nb: 2",
    "dashes": lambda n: "a: " + "-" * n,
    "colons": lambda n: "a: {b: x" + ":x" * (n // 2) + "}",
    "hashes": lambda n: "a: x" + "#x" * (n // 2),
    "quotes": lambda n: "a: '" + "''" * (n // 2) + "'",
    "digits": lambda n: "a: " + "1" * n,
    "block": lambda n: "a: |\n" + "  x\n" * (n // 4),
    "blank lines": lambda n: "a: |\n  x\n" + "\n" * n + "b: 1",
    "tiny documents": lambda n: "a: 1\n---\n" * (n // 9),
    "separators": lambda n: "---\n" * (n // 4),
    "comments to us": lambda n: "a: 1 # stslint: x\n" * (n // 18),
    "list": lambda n: "a:\n" + "- x\n" * (n // 4),
    "keys": lambda n: "".join(f"k{number}: 1\n" for number in range(n // 9)),
    "equal keys": lambda n: "a: 1\n" * (n // 5),
    "flow": lambda n: "a: [" + "x, " * (n // 3) + "]",
    "carriage returns": lambda n: "a: 1\r" * (n // 5),
    "non-ascii": lambda n: "a: " + "é" * n,
    "json objects": lambda n: '{"a":1}' * (n // 7),
    "template marks": lambda n: "a: " + "{{ x }}" * (n // 7),
    "marks in a name": lambda n: "apiVersion: v1\nkind: A\nmetadata: {name: '" + "${" * (n // 2) + "'}",
    "escapes": lambda n: '{"a": "' + "\\ud800" * (n // 6) + '"}',
    "tags": lambda n: "a: {b: " + "!x" * (n // 2) + " c:d}",
}
SIZE = 200_000


def seconds(make: Callable[[int], str], size: int) -> float:
    source = Source("a.yaml", make(size))
    started = time.process_time()
    for document in parse(source):
        resources_in(document)
    for _ in comments_of(source):
        pass
    return time.process_time() - started


@pytest.mark.parametrize("shape", LONG)
def test_time_grows_with_size_only(shape: str) -> None:
    small, large = seconds(LONG[shape], SIZE // 8), seconds(LONG[shape], SIZE)
    assert large < 8 * 4 * small + 0.5


def test_long_lines_are_not_kept_in_memory() -> None:
    tracemalloc.start()
    try:
        for number in range(20):
            parse(Source("a.yaml", f"a: {number}" + "x" * 1_000_000))
        assert tracemalloc.get_traced_memory()[0] < 8 << 20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("char", ["\0", "\x1b", "\x7f", "\ufffe", "\udcff", "\x9f"])
@pytest.mark.parametrize("text", ["a: {}\n", "a: '{}'\n", "# {}\n", "a: |\n  {}\n", "{}a: 1\n"])
def test_characters_yaml_forbids_are_reported_where_they_stand(char: str, text: str) -> None:
    source = Source("a.yaml", "b: 1\n" + text.format(char) if text[0] != "{" else text.format(char))
    (document,) = parse(source)
    (problem,) = document.problems
    assert problem.code == "forbidden-character"
    assert source.text[problem.span.start.offset] == char
