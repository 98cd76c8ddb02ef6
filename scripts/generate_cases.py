"""Write JSON-Patch cases on every field of a kind, to be put to a real API server and to stslint.

In: a base manifest (YAML) and an OpenAPI document (`kubectl get --raw /openapi/v2`). Out: one case a line on standard
output, `{"id", "base", "patch"}`, the same for the same input. Each field is removed, emptied, set to values that are
good, ill-formed, too long, out of range or of another type; absent fields are added with samples in which every field
is varied in turn; pairs of changes under one parent find what depends on two fields.

    python scripts/generate_cases.py tests/verdicts/bases/sts-pod.yaml openapi.json --under /spec/template > cases.jsonl
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML

Patch = list[dict[str, Any]]

STRINGS: Final = (
    "",
    "abc",
    "UPPER_Case",
    "a" * 64,
    "a" * 254,
    "has space",
    "trailing-",
    "1starts-digit",
    "dot.ted",
    "ünï",
    "a/b",
    "../x",
    "a/../b",
    "..x",
    "/abs",
    "example.com/name",
    "x=y",
    "-1",
)
INTEGERS: Final = (-1, 0, 1, 2, 101, 256, 512, 65536, 2147483647, 2147483648)
QUANTITIES: Final = ("0", "1", "1Gi", "-1", "100m", "1.5Gi", "2Mi", "1GiB", 5, 1.5, "")
KEYS: Final = ("okkey", "example.com/ok", "bad key!", "-x", "UPPER", "a/b/c", "kubernetes.io/x", "a" * 64, "")
GOOD: Final[dict[str, tuple[Any, ...]]] = {
    "action": ("Restart", "RestartAllContainers"),
    "apiVersion": ("v1", "v2"),
    "cachingMode": ("None", "ReadWrite"),
    "containerName": ("db", "c", "redis"),
    "devicePath": ("/dev/xvda", "/dev/xvdb", "/data"),
    "diskURI": ("https://a.blob.core.windows.net/c/d.vhd", "/subscriptions/a/disks/b"),
    "dnsPolicy": ("None", "Default", "ClusterFirstWithHostNet"),
    "divisor": ("1", "1m", "1Mi", "1024Ki", "1e3", "1000", "3"),
    "effect": ("NoExecute", "NoSchedule", "PreferNoSchedule"),
    "fieldPath": (
        "metadata.name",
        "metadata.labels",
        "metadata.labels['a']",
        "spec.nodeName",
        "status.podIP",
        "spec.host",
    ),
    "fsGroupChangePolicy": ("Always", "OnRootMismatch"),
    "iqn": ("iqn.2001-04.com.example:storage", "eui.02004567A425678D", "naa.62004567BA64678D0123456789ABCDEF"),
    "initiatorName": ("iqn.2001-04.com.example:storage",),
    "ip": ("10.0.0.1", "010.0.0.1", "::1", "::ffff:1.2.3.4", "1.2.3"),
    "kind": ("Managed", "Shared", "PersistentVolumeClaim"),
    "keyType": ("ED25519",),
    "localhostProfile": ("profiles/a.json", " padded "),
    "mountPath": ("/mnt", "/data", "relative"),
    "mountPropagation": ("None", "HostToContainer", "Bidirectional"),
    "nameservers": (["1.1.1.1"], ["1.1.1.1", "bad"], ["1.1.1.1"] * 4, ["01.1.1.1"]),
    "nodeAffinityPolicy": ("Honor",),
    "nodeTaintsPolicy": ("Ignore",),
    "operator": ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Equal"),
    "path": ("p", "/p", "p/q"),
    "policy": ("Always",),
    "preemptionPolicy": ("Never", "PreemptLowerPriority"),
    "procMount": ("Default", "Unmasked"),
    "protocol": ("TCP", "UDP", "SCTP"),
    "pullPolicy": ("Always", "Never", "IfNotPresent"),
    "imagePullPolicy": ("Always", "Never"),
    "recursiveReadOnly": ("Enabled", "IfPossible", "Disabled"),
    "registry": ("host:80", "host:80,other:81", "host", "[::1]:80"),
    "resource": ("limits.cpu", "requests.memory", "limits.hugepages-2Mi", "limits.ephemeral-storage"),
    "resourceName": ("cpu", "memory"),
    "restartPolicy": ("Always", "Never", "OnFailure", "NotRequired", "RestartContainer"),
    "runAsUserName": ("user", "DOMAIN\\user", "a\\b\\c", "...", "a:b", "\t"),
    "scheme": ("HTTP", "HTTPS"),
    "searches": (["a.b"], ["."], ["_x.y."], ["bad domain"], ["a"] * 33),
    "signerName": ("example.com/signer", "kubernetes.io/x", "nodots/x"),
    "subPath": ("sub",),
    "subPathExpr": ("$(POD_NAME)",),
    "topologyKey": ("zone", "beta.kubernetes.io/os"),
    "type": ("Localhost", "RuntimeDefault", "Unconfined", "Directory", ""),
    "whenUnsatisfiable": ("DoNotSchedule", "ScheduleAnyway"),
    "volumeMode": ("Block", "Filesystem"),
    "accessModes": (["ReadWriteOnce"], ["ReadWriteOncePod", "ReadWriteOnce"], ["RWO"]),
    "wwids": (["w"],),
    "targetWWNs": (["t"],),
}
"""Values of fields, by name, that a server may accept: without them nothing behind an enum is ever reached."""
DEPTH: Final = 5


class Types:
    """The definitions of an OpenAPI v2 document."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.definitions = document["definitions"]

    def of(self, schema: dict[str, Any]) -> dict[str, Any]:
        reference = schema.get("$ref")
        return self.definitions[reference.rpartition("/")[2]] if reference else schema

    def named(self, api_version: str, kind: str) -> dict[str, Any]:
        group, _, version = api_version.rpartition("/")
        wanted = {"group": group, "kind": kind, "version": version}
        return next(d for d in self.definitions.values() if wanted in d.get("x-kubernetes-group-version-kind", ()))

    @staticmethod
    def is_quantity(schema: dict[str, Any]) -> bool:
        return str(schema.get("$ref", "")).endswith("Quantity")

    def samples(self, schema: dict[str, Any], name: str = "", depth: int = 0) -> Iterator[Any]:
        """Values for a field: the first is the likeliest to be accepted, the others vary one thing each."""
        resolved = self.of(schema)
        if self.is_quantity(schema):
            yield from (*GOOD.get(name, ()), *QUANTITIES)
        elif resolved.get("format") == "int-or-string":
            yield from (80, "http", 0, 65536, -1, "", "BAD", "1234567890123456", "25%")
        elif "properties" in resolved:
            yield from self._objects(resolved, depth)
        elif "additionalProperties" in resolved:
            yield from self._maps(resolved["additionalProperties"])
        elif resolved.get("type") == "array":
            yield from self._lists(resolved["items"], name, depth)
        else:
            yield from self._scalars(resolved.get("type"), name)

    def _scalars(self, kind: str | None, name: str) -> Iterator[Any]:
        yield from GOOD.get(name, ())
        if kind == "string":
            yield from ("abc", *STRINGS) if name not in GOOD else STRINGS
        elif kind == "integer":
            yield from (1, *INTEGERS)
        elif kind == "boolean":
            yield from (True, False)
        yield from (123, "text", True, [], {})

    def _objects(self, schema: dict[str, Any], depth: int) -> Iterator[Any]:
        yield from ({}, {"unknownField": 1})
        if depth > DEPTH:
            return
        required = {
            name: next(self.samples(schema["properties"][name], name, depth + 1)) for name in schema.get("required", ())
        }
        yield required
        for name, field in schema["properties"].items():
            for value in self.samples(field, name, depth + 1):
                yield {**required, name: value}

    def _maps(self, values: dict[str, Any]) -> Iterator[Any]:
        good = next(self.samples(values))
        yield from ({key: good} for key in KEYS)
        for value in self.samples(values):
            yield {"okkey": value}

    def _lists(self, items: dict[str, Any], name: str, depth: int) -> Iterator[Any]:
        yield from GOOD.get(name, ())
        values = list(self.samples(items, name.removesuffix("s"), depth + 1))
        yield from ([value] for value in values)
        yield from ([], [None], [values[0], values[0]])


def changes(types: Types, schema: dict[str, Any], value: Any, path: str, name: str = "") -> Iterator[Patch]:
    """Every single change below a value."""
    resolved = types.of(schema)
    if path:
        yield [{"op": "remove", "path": path}]
        yield [{"op": "replace", "path": path, "value": None}]
        for sample in types.samples(schema, name, DEPTH - 1):
            yield [{"op": "replace", "path": path, "value": sample}]
    if isinstance(value, dict) and "properties" in resolved:
        for field, sub in resolved["properties"].items():
            place = f"{path}/{field}"
            if field in value:
                yield from changes(types, sub, value[field], place, field)
            else:
                for sample in types.samples(sub, field):
                    yield [{"op": "add", "path": place, "value": sample}]
    elif isinstance(value, dict) and "additionalProperties" in resolved:
        for key in (*value, *KEYS):
            escaped = key.replace("~", "~0").replace("/", "~1")
            for sample in types.samples(resolved["additionalProperties"], key):
                yield [{"op": "add", "path": f"{path}/{escaped}", "value": sample}]
    elif isinstance(value, list) and resolved.get("type") == "array":
        for index, item in enumerate(value):
            yield from changes(types, resolved["items"], item, f"{path}/{index}", name.removesuffix("s"))
        for sample in types.samples(resolved["items"], name.removesuffix("s"), DEPTH - 2):
            yield [{"op": "add", "path": f"{path}/-", "value": sample}]
        if value:
            yield [{"op": "add", "path": f"{path}/-", "value": value[0]}]


def pairs(singles: list[Patch], count: int, chance: random.Random) -> Iterator[Patch]:
    """Two changes whose parents are the same or next to each other."""
    parents: dict[str, list[Patch]] = {}
    for patch in singles:
        if patch[0]["op"] == "remove" and patch[0]["path"].rpartition("/")[2].isdigit():
            continue  # would move what the other change points at
        parent = patch[0]["path"].rpartition("/")[0]
        parents.setdefault(parent, []).append(patch)
        parents.setdefault(parent.rpartition("/")[0], []).append(patch)
    groups = [group for group in parents.values() if len(group) > 1]
    for _ in range(count if groups else 0):
        first, second = chance.sample(chance.choice(groups), 2)
        one, other = first[0]["path"], second[0]["path"]
        if not one.startswith(other) and not other.startswith(one):
            yield [*first, *second]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base", type=Path)
    parser.add_argument("openapi", type=Path)
    parser.add_argument("--under", default="", help="only changes at or below this JSON pointer")
    parser.add_argument("--limit", type=int, default=0, help="at most so many single changes, chosen by --seed")
    parser.add_argument("--pairs", type=int, default=0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    base = YAML(typ="safe").load(options.base.read_text())
    types = Types(json.loads(options.openapi.read_text()))
    found = changes(types, types.named(base["apiVersion"], base["kind"]), base, "")
    singles = list({json.dumps(p): p for p in found if p[0]["path"].startswith(options.under)}.values())
    chance = random.Random(options.seed)
    chosen = chance.sample(singles, min(options.limit, len(singles))) if options.limit else singles
    for patch in [*chosen, *pairs(singles, options.pairs, chance)]:
        digest = hashlib.sha256(json.dumps(patch).encode()).hexdigest()[:10]
        case = {"id": f"{options.base.stem}-{digest}", "base": options.base.stem, "patch": patch}
        sys.stdout.write(json.dumps(case, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
