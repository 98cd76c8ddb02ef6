"""libyaml and ruamel.yaml's pure parser, our fallback, make the same documents of every text; none makes us raise."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stslint.documents import parse
from stslint.documents.events import events, pure_events
from stslint.documents.splitting import chunks
from stslint.documents.tree import Reader, SyntaxProblem, tree
from stslint.documents.values import decode
from stslint.text import Source

WORDS = r"""
a: b: - ? x: 1 "q" 'q' 'it''s' "a\n" # #c [ ] [] {} [a,-b] {a:1} {a:b:c} | |- > >- & * &a *a ! !!str !!int % @ ` ~ null
yes 0644 1.10 .inf -1 -- -x ~x : :x a:b a#b <<: {<<:{a:1}} name: é 0x1F 1e3 2024-01-01 $(X) == = \ [""] [a,*b] {{.x}}
"""
LINES = st.builds(
    lambda indent, words, tail: " " * indent + " ".join(words) + tail,
    st.integers(0, 5),
    st.lists(st.sampled_from(WORDS.split()), max_size=4),
    st.sampled_from(["", " ", "  ", " # c"]),
)
MANIFESTS = st.lists(LINES, max_size=9).map(lambda lines: "k: 1\n" + "\n".join(lines))
"""A map at the top, as manifests are; the parsers differ on block scalars there, on tabs and on Unicode line breaks."""
ANYTHING = st.lists(
    st.one_of(LINES, st.text(max_size=20), st.sampled_from(["---", "...", "--- x", "\t", "\ufeff", "%YAML 1.2", "\0"])),
    max_size=9,
).flatmap(lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(lines)))


FILES = [file for file in sorted(Path(__file__).with_name("text").glob("*.yaml")) if b"\t" not in file.read_bytes()]
"""Behind a value or a colon the pure parser takes no tabs."""


def outcome(text: str, reader: Reader) -> object:
    source = Source("a.yaml", text)
    try:
        parsed = tree(text, reader)
    except SyntaxProblem as problem:
        return problem.code
    if parsed.root is None:
        return None
    value, problems = decode(parsed.root, source.span)
    return repr(value), problems, parsed.version, parsed.dropped


@settings(max_examples=200, deadline=None)
@given(MANIFESTS)
def test_both_parsers_agree(text: str) -> None:
    assert outcome(text, events) == outcome(text, pure_events)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_both_parsers_agree_on_texts_kubectl_was_given(file: Path) -> None:
    text = file.read_bytes().decode("utf-8")
    for chunk in chunks(text):
        piece = text[chunk.start : chunk.end]
        assert outcome(piece, events) == outcome(piece, pure_events)


def test_the_pure_parser_takes_over_where_libyaml_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "_ruamel_yaml", None)
    (document,) = parse(Source("a.yaml", "a: {b: redis:5}\n"))
    assert document.value == {"a": {"b": "redis:5"}}
    assert document.locate(("a", "b")).start.column == 8


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_any_text_becomes_documents_with_places_inside_it(text: str) -> None:
    for document in parse(Source("a.yaml", text)):
        spans = [document.span, document.locate(("a", "b")), document.locate(()), document.locate(("k",), "key")]
        for problem in document.problems:
            assert problem.message
            spans += [problem.span, *([problem.related] if problem.related else [])]
        for span in spans:
            assert 0 <= span.start.offset <= span.end.offset <= len(text)
