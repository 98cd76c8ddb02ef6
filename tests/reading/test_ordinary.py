"""The short cut for ordinary YAML reads what libyaml reads, or nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stslint.documents import ordinary, ordinary_text
from stslint.documents.ordinary import read_ordinary
from stslint.documents.tree import SyntaxProblem, tree
from stslint.documents.values import decode
from stslint.text import Source

WORDS = r"""
a: b: - ? x: 1 "q" 'q' 'it''s' "a\n" # #c [ ] [] {} [a,-b] {a:1} | |- > >- & * &a *a ! !!str % @ ` --- ... ~ null yes
0644 1.10 .inf -1 - -- -x ~x : :x a:b a#b <<: name: metadata: , é 0x1F 1e3 2024-01-01 $(X) ${X##*-} == = \ [""] [a, *b]
"""
FRAGMENTS = st.sampled_from([*WORDS.split(), "\t", ""])
LINES = st.builds(
    lambda indent, words, tail: " " * indent + " ".join(words) + tail,
    st.integers(0, 5),
    st.lists(FRAGMENTS, max_size=4),
    st.sampled_from(["", " ", "  ", " # c"]),
)
TEXTS = st.lists(LINES, max_size=9).map("\n".join)


def by_libyaml(text: str) -> object:
    """The value libyaml's events give; the text itself where there is a problem (never equal to a map or list)."""
    source = Source("a", text)
    try:
        parsed = tree(text)
    except SyntaxProblem:
        return text
    if parsed.root is None or parsed.dropped is not None or parsed.version is not None:
        return text
    value, problems = decode(parsed.root, source.span)
    return text if problems else value


@settings(max_examples=500, deadline=None)
@given(TEXTS)
def test_it_agrees_with_libyaml_or_leaves_the_text_to_it(text: str) -> None:
    value = read_ordinary(text)
    if value is not None:
        assert repr(value) == repr(by_libyaml(text))


WRAPS = st.lists(
    st.one_of(
        LINES,
        st.sampled_from(
            ["a: b c", "- d: 'e", "f: 'it''s ", "  g h", "   i'", "   it''s", "  - j", "   k' # l", "  m: n", ""]
        ),
    ),
    max_size=7,
).map("\n".join)


@settings(max_examples=400, deadline=None)
@given(WRAPS)
def test_it_agrees_on_text_over_several_lines(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ordinary_text, "WRAPPED", 0)
        ordinary._line.cache_clear()
        value = read_ordinary(text)
    ordinary._line.cache_clear()
    if value is not None:
        assert repr(value) == repr(by_libyaml(text))


LONG = "long " * 12


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: 1\nb:\n- x\n- v: z\n  w: ''\n", {"a": 1, "b": ["x", {"v": "z", "w": ""}]}),
        ("a:\n  b:\n    c: yes\n  d: 0644\ne:\n", {"a": {"b": {"c": True}, "d": 420}, "e": None}),
        (
            'a: {b: [1, x:y, {}], \'c\': "é #", d-e: -x }  # c\n"f g": [ ]\n',
            {"a": {"b": [1, "x:y", {}], "c": "é #", "d-e": "-x"}, "f g": []},
        ),
        ("a: >\n  b\n  c: d\n\ne: >-\n  f\n", {"a": "b c: d\n", "e": "f"}),
        ("a: é ö\n", {"a": "é ö"}),
        (f"a: {LONG}\n  b\n\n  c\nd: 'it''s\n\n\n  e'\n", {"a": LONG + "b\nc", "d": "it's\n\ne"}),
        (f"- {LONG}\n  - b\n- a: {LONG}\n  b: 1\n", [LONG + "- b", {"a": LONG.strip(), "b": 1}]),
        ("- a\n-   b: 1\n    c: 2\n", ["a", {"b": 1, "c": 2}]),
        ("a: |\n  x: 1\n    y\n\n  z\n\nb: [run, '-x', 1]\n", {"a": "x: 1\n  y\n\nz\n", "b": ["run", "-x", 1]}),
        ("---\n# c\na: b#c # d\n", {"a": "b#c"}),
        ("a:\n- b:\n  - c\n  d: http://x:80/#y\n", {"a": [{"b": ["c"], "d": "http://x:80/#y"}]}),
    ],
)
def test_it_reads_what_manifests_are_made_of(text: str, value: object) -> None:
    assert read_ordinary(text) == value
    assert repr(value) == repr(by_libyaml(text))


@pytest.mark.parametrize(
    "text",
    [
        "a: &x 1\n",
        "a: *x\n",
        "a: >\n  b\n\n  c\n",
        "a: >\n  b\n   c\n",
        "a: {b: 1, b: 2}\n",
        "a: {b}\n",
        "a: [\n1]\n",
        "a: b\n  c\n",
        "a: 1\na: 2\n",
        "y: 1\n",
        "a:\n   b: 1\n  c: 2\n",
        'a: "\\t"\n',
        "a: .inf\n",
    ],
)
def test_it_leaves_everything_else_to_libyaml(text: str) -> None:
    assert read_ordinary(text) is None
