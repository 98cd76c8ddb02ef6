"""`$(NAME)` in env values, commands and args: which variables Kubernetes can put there.

In: a workload and the cluster. Out: hits on names that are not defined, or only further down. Kubernetes knows the
variables of envFrom first, then those of env from top to bottom; what it does not know stays as it is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from stslint.checks.nearest import nearest
from stslint.checks.pods import container_paths
from stslint.checks.shells import shell_words
from stslint.cluster import Cluster
from stslint.fields import FieldPath
from stslint.hits import Hit, Note, Patch
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping

_REFERENCE: Final = pattern(r"\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)")
_PLAIN: Final = pattern(r"[A-Z_][A-Z0-9_]*")
_OF_SERVICES: Final = pattern(r"KUBERNETES_.*|.*_SERVICE_(HOST|PORT)(_.*)?|.*_PORT(_\d+_(TCP|UDP|SCTP)(_[A-Z]+)?)?")
"""Variables every container gets for the Services of its namespace."""


class Variables(NamedTuple):
    """Of one container: names of env with their positions, names envFrom brings, whether all of those are known."""

    defined: dict[str, int]
    brought: frozenset[str]
    complete: bool


def used(text: Any) -> Iterator[str]:
    """The names a string refers to as `$(NAME)`; `$$(NAME)` is an escape."""
    if isinstance(text, str) and "$(" in text:
        for match in _REFERENCE.finditer(text):
            if match[1]:
                yield match[1]


def variables(resource: Resource, container: dict[str, Any], cluster: Cluster) -> Variables:
    """What is known of a container's variables."""
    defined: dict[str, int] = {}
    complete = True
    for index, each in enumerate(items(container.get("env"))):
        name = mapping(each).get("name")
        if isinstance(name, str):
            defined.setdefault(name, index)
        else:
            complete = False
    brought: set[str] = set()
    for each in items(container.get("envFrom")):
        keys = _brought(mapping(each), resource, cluster)
        complete = complete and keys is not None
        brought |= keys or set()
    return Variables(defined, frozenset(brought), complete)


def _brought(source: dict[str, Any], resource: Resource, cluster: Cluster) -> set[str] | None:
    prefix = source.get("prefix") if isinstance(source.get("prefix"), str) else ""
    for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
        name = mapping(source.get(field)).get("name")
        holder = cluster.get(kind, resource.namespace, name) if isinstance(name, str) else None
        if holder is not None:
            fields = [mapping(holder.body.get(each)) for each in ("data", "stringData")]
            return {f"{prefix}{key}" for each in fields for key in each} or None
    return None


def out_of_order(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for path, container in container_paths(resource):
        env = items(container.get("env"))
        if not any("$(" in str(mapping(each).get("value", "")) for each in env):
            continue
        known = variables(resource, container, cluster)
        for index, each in enumerate(env):
            later = [name for name in used(mapping(each).get("value")) if known.defined.get(name, -1) > index]
            if later and later[0] not in known.brought:
                yield _order_hit(resource, path, env, index, later[0], known)


def _order_hit(resource: Resource, path: FieldPath, env: list[Any], index: int, name: str, known: Variables) -> Hit:
    at = known.defined[name]
    facts = {"name": name, "variable": mapping(env[index]).get("name", "?"), "value": mapping(env[index]).get("value")}
    note = Note(resource, (*path, "env", at, "name"), "definition")
    swapped = [*env]
    swapped[index], swapped[at] = env[at], env[index]
    patches: tuple[Patch, ...] = ()
    if _in_order(swapped):
        base = (*path, "env")
        patches = (Patch("set", (*base, index), env[at]), Patch("set", (*base, at), env[index]))
    return Hit((*path, "env", index, "value"), facts, related=(note,), patches=patches)


def _in_order(env: list[Any]) -> bool:
    places = {str(mapping(each).get("name")): index for index, each in reversed(list(enumerate(env)))}
    return not any(
        places.get(name, -1) > at for at, each in enumerate(env) for name in used(mapping(each).get("value"))
    )


def undefined(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for path, container in container_paths(resource):
        known: Variables | None = None
        for at, text, shell in _strings(path, container):
            for name in used(text):
                known = known or variables(resource, container, cluster)
                if name in known.defined or name in known.brought or not known.complete or _OF_SERVICES.fullmatch(name):
                    continue
                hit = _undefined_hit(resource, at, text, name, known, shell)
                if hit is not None:
                    yield hit
                    break


def _strings(path: FieldPath, container: dict[str, Any]) -> Iterator[tuple[FieldPath, str, bool]]:
    """Env values and the words of command and args, each with whether a shell reads it."""
    for index, each in enumerate(items(container.get("env"))):
        value = mapping(each).get("value")
        if isinstance(value, str):
            yield (*path, "env", index, "value"), value, False
    scripts = shell_words(container)
    for field in ("command", "args"):
        for index, word in enumerate(items(container.get(field))):
            if isinstance(word, str):
                yield (*path, field, index), word, (field, index) in scripts


def _undefined_hit(
    resource: Resource, at: FieldPath, text: str, name: str, known: Variables, shell: bool
) -> Hit | None:
    names = [*known.defined, *sorted(known.brought)]
    near = nearest(name, names)
    if not near and not _PLAIN.fullmatch(name):
        return None
    facts = {"name": name, "near": near or "", "hint": f"; did you mean {near}?" if near else ""}
    patches = (Patch("set", at, text.replace(f"$({name})", f"$({near})")),) if near and "\n" not in text else ()
    return Hit(at, facts, "shell" if shell else "", patches=patches)
