"""Kubernetes objects as values: what a document says it is, and where it stands.

In: decoded documents. Out: `Resource`s, which carry no text and no positions (so they can be cached and sent to other
processes); `place` finds the text again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stslint.fields import FieldPath

DEFAULT_NAMESPACE = "default"


@dataclass(frozen=True, slots=True)
class Place:
    """Where an object stands: source name, 0-based document in it, path of the object in the document (List items)."""

    source: str
    document: int
    base: FieldPath = ()
    template: str = ""
    """Helm's `# Source:` comment above the object, if any."""


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One object as kubectl would send it.

    `namespace` is the effective one (the object's own, else the run's default) and "" for cluster-scoped kinds; `body`
    is the decoded object as written. `target` is False for context: read, never reported on.
    """

    api_version: str
    kind: str
    namespace: str
    name: str
    body: dict[str, Any]
    place: Place
    target: bool = True

    @property
    def group(self) -> str:
        """The API group: "" for core, `apps` for `apps/v1`."""
        return self.api_version.partition("/")[0] if "/" in self.api_version else ""

    @property
    def labels(self) -> dict[str, str]:
        return mapping(mapping(self.body.get("metadata")).get("labels"))

    @property
    def annotations(self) -> dict[str, str]:
        return mapping(mapping(self.body.get("metadata")).get("annotations"))

    @property
    def spec(self) -> dict[str, Any]:
        return mapping(self.body.get("spec"))

    def __str__(self) -> str:
        return f"{self.kind} {self.namespace}/{self.name}" if self.namespace else f"{self.kind} {self.name}"


def mapping(value: Any) -> dict[str, Any]:
    """The value if it is a map, else an empty one: lets checks walk manifests of any shape."""
    return value if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []
