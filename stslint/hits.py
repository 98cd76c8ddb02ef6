"""What a check says: where, with which facts. No ids, severities or sentences: those stand in the rule.

A check is a function of one of three shapes (the rulebook looks at its parameters' names):
`check(resource)`, `check(resource, version)`, `check(resource, cluster)`, each yielding `Hit`s about `resource` alone.
Checks that do not take the cluster run file by file, in parallel and cached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

from stslint.fields import Anchor, FieldPath
from stslint.resources import Resource


class Note(NamedTuple):
    """A second place that explains the first; `text` is a key of the rule's `related` table of sentences."""

    resource: Resource
    path: FieldPath
    text: str
    anchor: Anchor = "value"


class Patch(NamedTuple):
    """One change that mends the mistake, in terms of the manifest, not of its text.

    `set` puts a value at a path (replacing it, or adding the last step's key or list item), `rename` gives the key at
    the path a new name (`value`), `remove` takes key and value (or the list item) away, `quote` writes the scalar at
    the path as a quoted string of its own text, `append-document` adds the object `value` as a new document behind.
    """

    op: Literal["set", "rename", "remove", "quote", "append-document"]
    path: FieldPath
    value: Any = None
    resource: Resource | None = None


class Hit(NamedTuple):
    """One mistake at `path` of the resource that is checked.

    `case` picks one of the rule's `cases` (another severity, stage or sentence); `facts` fill the sentence's braces;
    `field` is what the server calls the place, where that is not `path`. `part` is the piece of the string at `path`
    that is meant, and how often it stands in the string before.
    """

    path: FieldPath
    facts: Mapping[str, Any] = {}
    case: str = ""
    anchor: Anchor = "value"
    related: tuple[Note, ...] = ()
    patches: tuple[Patch, ...] = ()
    field: FieldPath | None = None
    part: tuple[str, int] | None = None


Check = Callable[..., Iterable[Hit]]
