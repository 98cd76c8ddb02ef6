"""A graph for Graphviz: Services → Pods → claims per set, coloured by what happens to them.

Names of nodes are ours; every word of a manifest stands in a quoted string.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.renderers import PlanView, parts
from stslint.renderers.mermaid import claim_class
from stslint.renderers.picture import DRAWN, Picture, pictures, reaches
from stslint.terminal import printable

_CLASSES: Final = {"+": "added", "~": "changed", "-": "removed", "=": "same"}
_COLORS: Final = {
    "added": ("#dafbe1", "#1a7f37"),
    "changed": ("#fff8c5", "#9a6700"),
    "removed": ("#ffebe9", "#cf222e"),
    "same": ("#f6f8fa", "#6e7781"),
}


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    found = pictures(plan)
    yield 'digraph plan {\n  rankdir=LR;\n  node [shape=box, style="filled,rounded", fontname="Helvetica"];\n'
    for number, picture in enumerate(found[:DRAWN]):
        yield from _set(f"s{number}", picture)
    if len(found) > DRAWN:
        yield f"  more [label={text(parts.count(len(found) - DRAWN, 'more StatefulSet'))}];\n"
    yield "}\n"


def text(*lines: str) -> str:
    """A quoted string; only `\\` and `"` mean something in it."""
    words = (printable(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines if line)
    return '"' + "\\n".join(words) + '"'


def _node(name: str, look: str, *lines: str, shape: str = "box") -> str:
    fill, line = _COLORS[look]
    return f'    {name} [label={text(*lines)}, shape={shape}, fillcolor="{fill}", color="{line}"];\n'


def _set(name: str, picture: Picture) -> Iterator[str]:
    yield f"  subgraph cluster_{name} {{\n    label={text(f'StatefulSet {picture.shown}', picture.title)};\n"
    for at, door in enumerate(picture.doors):
        yield _node(f"{name}d{at}", "same", f"Service {door.name}", door.what, shape="ellipse")
    claims: dict[str, str] = {}
    mark = "="
    for at, row in enumerate(picture.rows):
        if isinstance(row, int):
            yield _node(f"{name}p{at}", _CLASSES[mark], f"… {row} more", "the same")
        else:
            mark = row.mark
            yield _node(f"{name}p{at}", _CLASSES[mark], row.pod, row.words)
            for claim, fate in row.claims:
                if claim not in claims:
                    claims[claim] = f"{name}c{len(claims)}"
                    yield _node(claims[claim], claim_class(fate), claim, fate, shape="cylinder")
                yield f"    {name}p{at} -> {claims[claim]};\n"
        for number, door in enumerate(picture.doors):
            if reaches(door, picture.rows, at):
                yield f"    {name}d{number} -> {name}p{at};\n"
    yield "  }\n"
