"""The structure of every built-in kind, from the OpenAPI that kubernetes-validate packages.

In: that package's `_definitions.json` of each minor, and `gotypes.json`. Out: `structure.json`: every definition once
for each differing range of minors, without descriptions, and the table of kinds. The decoder's facts (null, int
ranges, times, base64) are written into the definitions here.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

MINORS = tuple(range(29, 38))
_PREFIX = re.compile(
    r"^io\.k8s\.(?:api|apimachinery\.pkg\.apis|apimachinery\.pkg\.(?:api|util)|apimachinery\.pkg|"
    r"apiextensions-apiserver\.pkg\.apis|kube-aggregator\.pkg\.apis)\."
)
_KEEP = ("additionalProperties", "x-kubernetes-list-type", "x-kubernetes-list-map-keys")
_DATE = (
    r"[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|"
    r"02-(?:0[1-9]|1[0-9]|2[0-9]))"
)
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
_ZONE = r"(?:Z|[+-](?:[01][0-9]|2[0-4]):(?:[0-5][0-9]|60))"
_SEXTET = r"[A-Za-z0-9+/][\r\n]*"
_BASE64 = rf"^[\r\n]*(?:(?:{_SEXTET}){{4}})*(?:(?:{_SEXTET}){{2}}=[\r\n]*=[\r\n]*|(?:{_SEXTET}){{3}}=[\r\n]*)?$"
_INT = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
QUANTITY = (
    r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    r"(?:[numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]+)?$"
)
DECODED: dict[str, dict[str, Any]] = {
    "resource.Quantity": {
        "type": ["string", "number", "null"],
        "pattern": QUANTITY,
        "x-decode": True,
        "x-detail": "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    },
    "intstr.IntOrString": {
        "type": ["integer", "string", "null"],
        "format": "int32",
        "minimum": -(2**31),
        "maximum": 2**31 - 1,
        "x-kubernetes-int-or-string": True,
    },
    "meta.v1.Time": {
        "type": ["string", "null"],
        "pattern": rf"^{_DATE}T{_CLOCK}(?:[.,][0-9]+)?{_ZONE}$",
        "x-decode": True,
        "x-detail": 'must be a time as in RFC 3339, such as "2006-01-02T15:04:05Z"',
    },
    "meta.v1.MicroTime": {
        "type": ["string", "null"],
        "pattern": rf"^{_DATE}T{_CLOCK}\.[0-9]{{6}}{_ZONE}$",
        "x-decode": True,
        "x-detail": 'must be a time with microseconds, such as "2006-01-02T15:04:05.000000Z"',
    },
    "apiextensions.v1.JSON": {},
    "apiextensions.v1.JSONSchemaPropsOrArray": {},
    "apiextensions.v1.JSONSchemaPropsOrBool": {},
    "apiextensions.v1.JSONSchemaPropsOrStringArray": {},
    "runtime.RawExtension": {},
    "meta.v1.FieldsV1": {},
    "meta.v1.Patch": {},
}


def short(name: str) -> str:
    """`io.k8s.api.core.v1.Pod` → `core.v1.Pod`."""
    return _PREFIX.sub("", name)


def build(package: Path, gotypes: dict[str, Any]) -> dict[str, Any]:
    """All definitions and kinds over all minors."""
    definitions: dict[str, list[list[Any]]] = {}
    kinds: dict[str, dict[str, dict[str, Any]]] = {}
    for minor in MINORS:
        source = json.loads((package / f"v1.{minor}.0-local-strict" / "_definitions.json").read_text())["$defs"]
        for name, raw in sorted(source.items()):
            body = definition(short(name), raw)
            variants = definitions.setdefault(short(name), [])
            if variants and variants[-1][1] == minor - 1 and variants[-1][2] == body:
                variants[-1][1] = minor
            else:
                variants.append([minor, minor, body])
            if "metadata" in raw.get("properties", {}):
                _add_kinds(kinds, short(name), raw, minor, set(gotypes["cluster"]))
    return {"definitions": definitions, "kinds": kinds}


def _add_kinds(kinds: dict[str, Any], name: str, raw: dict[str, Any], minor: int, cluster: set[str]) -> None:
    for gvk in raw.get("x-kubernetes-group-version-kind", ()):
        api_version = f"{gvk['group']}/{gvk['version']}" if gvk["group"] else gvk["version"]
        entry = kinds.setdefault(api_version, {}).setdefault(
            gvk["kind"], {"type": name, "namespaced": name not in cluster, "minors": [minor, minor]}
        )
        entry["minors"][1] = minor


def definition(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    """One definition as the server's decoder sees it."""
    if name in DECODED:
        return DECODED[name]
    node = _node(raw)
    if "type" not in node:
        node["type"] = ["object", "null"]
    if "properties" not in node and node["type"][0] == "object":
        node.setdefault("additionalProperties", False)
    if raw.get("required"):
        node["required"] = sorted(raw["required"])
    return node


def _node(raw: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in raw:
        return {"$ref": "#/definitions/" + short(raw["$ref"].split("/")[-1])}
    node: dict[str, Any] = {key: raw[key] for key in _KEEP if key in raw}
    kind = raw.get("type")
    if kind is not None:
        node["type"] = [kind if isinstance(kind, str) else kind[0], "null"]
    if (word := raw.get("format")) in _INT:
        node["format"] = word
        node["minimum"], node["maximum"] = _INT[word]
    elif word == "byte":
        node |= {"pattern": _BASE64, "x-decode": True, "x-detail": "must be base64"}
    if isinstance(node.get("additionalProperties"), dict):
        node["additionalProperties"] = _node(raw["additionalProperties"])
    if "items" in raw:
        node["items"] = _node(raw["items"])
    if "properties" in raw:
        node["properties"] = {key: _node(value) for key, value in raw["properties"].items()}
    return node
