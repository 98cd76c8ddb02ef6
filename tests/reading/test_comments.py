"""Comments that speak to stslint are found where YAML has comments, and only there."""

from __future__ import annotations

from stslint.documents import comments_of
from stslint.text import Source

TEXT = """\
# stslint: one
a: 1  # stslint:two
b: "# stslint: no"
c: x# stslint:no
d: |  # stslint: three
  # stslint: no
e: >-
  text # stslint: no
f:
  # stslint: four  \r
- 'a
  # stslint: no'
---
g: &a [1, # stslint: five
  2]
---
h: [ # stslint: six
"""


def test_comments_are_found_outside_scalars_only() -> None:
    comments = list(comments_of(Source("a.yaml", TEXT)))
    assert [comment.text for comment in comments] == ["one", "two", "three", "four", "five", "six"]
    assert [comment.span.start.line for comment in comments] == [1, 2, 5, 10, 14, 17]
    assert [comment.alone for comment in comments] == [True, False, False, True, False, False]


def test_texts_that_do_not_mention_us_cost_one_search() -> None:
    assert list(comments_of(Source("a.yaml", "a: [ # broken\n"))) == []
