"""What a document is if it is no Kubernetes object to judge: reasons in, with a hint what to do about it.

A manifest whose structure, identity or checked values are still template marks is skipped, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

from stslint.patterns import pattern

SkipReason = Literal[
    "template", "empty", "kustomization", "kustomize-patch", "helm-chart", "helm-values", "not-kubernetes"
]

HINTS: Final[dict[str, str]] = {
    "template": "render it first (`helm template`, `envsubst`, …) and lint the output",
    "empty": "nothing but comments and separators",
    "kustomization": "lint the output of `kustomize build` to check what it makes",
    "kustomize-patch": "a patch is no whole object: lint the output of `kustomize build`",
    "helm-chart": "lint the output of `helm template`",
    "helm-values": "lint the output of `helm template`",
    "not-kubernetes": "no `apiVersion` and `kind`",
}


class Skip(NamedTuple):
    """Why something is not looked at, and what to do instead."""

    reason: SkipReason
    hint: str


_RAW_MARK = pattern(r"\{\{|\$\{[A-Za-z_][A-Za-z0-9_]*\}|@[A-Z][A-Z0-9_]*@")
_FREE_TEXT: Final = frozenset(
    ["annotations", "args", "binaryData", "command", "data", "description", "env", "message", "stringData"]
)
"""Fields whose text belongs to programs: `${NAME}` and `{{ }}` are ordinary content there."""


def skip(value: Any, file: str, text: str) -> Skip | None:
    """Why a decoded document is no object to judge, or None if it is one."""
    reason = _reason(value, file.replace("\\", "/").rpartition("/")[2], text)
    return Skip(reason, HINTS[reason]) if reason else None


TEMPLATE: Final = Skip("template", HINTS["template"])
PATCH: Final = Skip("kustomize-patch", HINTS["kustomize-patch"])


def _reason(value: Any, file: str, text: str) -> SkipReason | None:
    if value is None or value == {}:
        return "empty"
    if not isinstance(value, dict):
        return "kustomize-patch" if _is_json_patch(value) else "not-kubernetes"
    if _is_kustomization(value, file):
        return "kustomization"
    if not _is_object(value):
        return _other_file(value, file)
    if "$patch" in value or ("$patch" in text and any(_patch_directives(value))):
        return "kustomize-patch"
    return "template" if _has_marks(text) and _is_template(value) else None


def _is_object(value: dict[str, Any]) -> bool:
    """Both `apiVersion` and `kind`, or one of them and `metadata`: then the other was forgotten."""
    known = ("apiVersion" in value) + ("kind" in value)
    return known == 2 or (known == 1 and "metadata" in value)


def _other_file(value: dict[str, Any], file: str) -> SkipReason:
    if file.lower() in ("chart.yaml", "chart.yml") or ("apiVersion" in value and {"name", "version"} <= value.keys()):
        return "helm-chart"
    if file.lower().startswith("values") or file.lower().endswith(("-values.yaml", "-values.yml", ".values.yaml")):
        return "helm-values"
    return "not-kubernetes"


def _is_kustomization(value: dict[str, Any], file: str) -> bool:
    if str(value.get("apiVersion", "")).startswith("kustomize.config.k8s.io/"):
        return True
    return file in ("kustomization.yaml", "kustomization.yml", "Kustomization") and "metadata" not in value


def _is_json_patch(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and "op" in item for item in value)


def _patch_directives(value: Any) -> Iterator[bool]:
    if isinstance(value, dict):
        if "$patch" in value:
            yield True
        for child in value.values():
            yield from _patch_directives(child)
    elif isinstance(value, list):
        for child in value:
            yield from _patch_directives(child)


def _has_marks(text: str) -> bool:
    return "{{" in text or "${" in text or "@" in text


def _is_template(value: dict[str, Any]) -> bool:
    """Marks in the identity of any object, or in the checked values of a built-in one."""
    metadata = value.get("metadata")
    identity = [value.get("apiVersion"), value.get("kind")]
    if isinstance(metadata, dict):
        identity += [metadata.get("name"), metadata.get("namespace")]
    if any(isinstance(part, str) and _RAW_MARK.search(part) for part in identity):
        return True
    return is_built_in_group(value.get("apiVersion")) and any(_marks(value))


def is_built_in_group(api_version: Any) -> bool:
    """Groups of custom resources have a dot and, but for a few, do not end in `.k8s.io`."""
    if not isinstance(api_version, str):
        return True
    group, slash, _ = api_version.rpartition("/")
    return not slash or "." not in group or group.endswith(".k8s.io")


def _marks(value: Any) -> Iterator[bool]:
    if isinstance(value, str):
        if _RAW_MARK.search(value):
            yield True
    elif isinstance(value, dict):
        for key, child in value.items():
            if key not in _FREE_TEXT:
                yield from _marks(child)
    elif isinstance(value, list):
        for child in value:
            yield from _marks(child)
