"""The recorded scenarios: what was sent, what a real v1.37.2 server and controller manager made of it.

In: folders of `truth/`. Out: phases to play, and the differences between a plan and the truth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from stslint.cluster import Cluster
from stslint.plan import Given, Options, Phase, simulate
from stslint.resources import Place, Resource

TRUTH = Path(__file__).parent / "truth"
NAMES = sorted(folder.name for folder in TRUTH.iterdir() if folder.is_dir())

MODES = {"kubectl": "apply", "put": "replace", "ssa": "server-side"}
CLUSTER_SCOPED = frozenset({"Namespace", "StorageClass", "PriorityClass", "PersistentVolume", "RuntimeClass"})

NOT_COMPARED = frozenset({"warning_events", "ended", "kubectl_error"})
"""Wording of events, how the recording ended, and how kubectl prints what the server said: see README.md."""


@dataclass(frozen=True)
class Difference:
    path: str
    want: Any
    got: Any

    def __str__(self) -> str:
        return f"{self.path}: want {self.want!r}, got {self.got!r}"


@cache
def truth(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TRUTH / name / "truth.json").read_text())
    return found


def cluster(path: Path) -> Cluster:
    bodies = [body for body in yaml.safe_load_all(path.read_text()) if body]
    return Cluster([_resource(body, index, path.name) for index, body in enumerate(bodies)])


def _resource(body: dict[str, Any], index: int, source: str) -> Resource:
    metadata = body["metadata"]
    namespace = "" if body["kind"] in CLUSTER_SCOPED else metadata.get("namespace", "default")
    return Resource(body["apiVersion"], body["kind"], namespace, metadata["name"], body, Place(source, index))


def phases(name: str, how: str) -> Iterator[Phase]:
    for recorded in truth(name)["phases"]:
        file = recorded.get("file")
        yield Phase(
            recorded["key"],
            cluster(TRUTH / name / file) if file else None,
            recorded.get("mode", MODES[how]),
            recorded.get("prune", False),
            recorded.get("unready", ""),
            tuple(recorded.get("delete_pods", ())),
        )


@cache
def played(name: str, how: str | None = None) -> dict[str, Any]:
    recorded = truth(name)
    options = Options(given=Given(**recorded.get("given", {})))
    return simulate(list(phases(name, how or recorded["how"])), options=options).to_dict()


def differences(recorded: dict[str, Any], plan: dict[str, Any]) -> list[Difference]:
    """Where the plan differs from the truth, but for what differed from one recording to the next."""
    unstable = [each["path"] for each in recorded["unstable"]]
    found = [
        difference
        for phase in recorded["phases"]
        for difference in compare(phase["key"], recorded[phase["key"]], plan.get(phase["key"]))
    ]
    return [each for each in found if not any(_within(each.path, path) for path in unstable)]


def _within(path: str, above: str) -> bool:
    return path == above or path.startswith((f"{above}.", f"{above}["))


def compare(path: str, want: Any, got: Any) -> Iterator[Difference]:
    """Only what was recorded is compared: a plan says more."""
    if isinstance(want, dict) and isinstance(got, dict):
        for key in want:
            if key not in NOT_COMPARED:
                yield from compare(f"{path}.{key}", want[key], got.get(key))
    elif _same_length_of_dicts(want, got):
        for index, each in enumerate(want):
            yield from compare(f"{path}[{each.get('name', index)}]", each, got[index])
    elif _normal(want) != _normal(got):
        yield Difference(path, want, got)


def _same_length_of_dicts(want: Any, got: Any) -> bool:
    return isinstance(want, list) and isinstance(got, list) and len(want) == len(got) > 0 and isinstance(want[0], dict)


def _normal(value: Any) -> Any:
    """Addresses were masked when the truth was written down."""
    return re.sub(r"\b[0-9]+(\.[0-9]+){3}\b", "<ip>", value) if isinstance(value, str) else value
