"""A flowchart for Mermaid: Services → Pods → claims per set, coloured by what happens to them.

Names of nodes are ours; every word of a manifest stands quoted in a label, its special characters as entities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.renderers import PlanView, parts
from stslint.renderers.picture import DRAWN, Picture, pictures, reaches
from stslint.terminal import printable

_CLASSES: Final = {"+": "added", "~": "changed", "-": "removed", "=": "same"}
_STYLES: Final = (
    "classDef added fill:#dafbe1,stroke:#1a7f37,color:#0b3d1a",
    "classDef changed fill:#fff8c5,stroke:#9a6700,color:#3b2300",
    "classDef removed fill:#ffebe9,stroke:#cf222e,color:#5c0a10",
    "classDef same fill:#f6f8fa,stroke:#6e7781,color:#24292f",
)
_ESCAPED: Final = str.maketrans({char: f"#{ord(char)};" for char in '"#&<>[](){}|`\\;%'})
_NODES: Final = 400
"""Mermaid draws no more than 500 edges."""


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    found = pictures(plan)
    yield "flowchart LR\n"
    nodes, drawn = 0, 0
    for number, picture in enumerate(found[:DRAWN]):
        nodes += len(picture.rows) * (1 + len(picture.doors))
        if number and nodes > _NODES:
            break
        drawn += 1
        yield from _set(f"s{number}", picture)
    if drawn < len(found):
        yield f'  more["{parts.count(len(found) - drawn, "more StatefulSet")}"]:::same\n'
    if not found:
        yield '  none["no StatefulSets"]:::same\n'
    yield from (f"  {style}\n" for style in _STYLES)


def label(*lines: str) -> str:
    """A quoted label; entities are written `#NN;` in Mermaid."""
    return '"' + "<br/>".join(printable(line).translate(_ESCAPED) for line in lines if line) + '"'


def _set(name: str, picture: Picture) -> Iterator[str]:
    yield f"  subgraph {name}[{label(f'StatefulSet {picture.shown}')}]\n    direction LR\n"
    for at, door in enumerate(picture.doors):
        yield f"    {name}d{at}([{label(f'Service {door.name}', door.what)}]):::same\n"
    claims: dict[str, str] = {}
    mark = "="
    for at, row in enumerate(picture.rows):
        if isinstance(row, int):
            yield f"    {name}p{at}[{label(f'… {row} more', 'the same')}]:::{_CLASSES[mark]}\n"
        else:
            mark = row.mark
            yield f"    {name}p{at}[{label(row.pod, row.words)}]:::{_CLASSES[mark]}\n"
            yield from _claims(name, at, row.claims, claims)
        for number, door in enumerate(picture.doors):
            if reaches(door, picture.rows, at):
                yield f"    {name}d{number} --> {name}p{at}\n"
    yield "  end\n"


def _claims(name: str, at: int, found: tuple[tuple[str, str], ...], claims: dict[str, str]) -> Iterator[str]:
    for claim, fate in found:
        if claim not in claims:
            claims[claim] = f"{name}c{len(claims)}"
            yield f"    {claims[claim]}[({label(claim, fate)})]:::{claim_class(fate)}\n"
        yield f"    {name}p{at} --> {claims[claim]}\n"


def claim_class(fate: str) -> str:
    """How a claim is coloured."""
    if "DELETED" in fate:
        return "removed"
    if fate in ("orphaned", "used again with its old data"):
        return "changed"
    return "added" if "new" in fate else "same"
