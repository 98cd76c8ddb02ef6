"""Which DNS names come and go, and where the new manifests still use one that is gone.

In: the sets' details before and after, and the documents sent. Out: plain data.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.fields import show
from stslint.patterns import pattern
from stslint.plan.order import natural
from stslint.resources import Resource

_DOTTED: Final = pattern(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)+")
_UNSEARCHED: Final = frozenset({"Secret"})

Forms = dict[str, tuple[str, str]]
"""A spelling → the full name, and the only namespace it works in ("" for any)."""


def describe(
    before: dict[str, Any], after: dict[str, Any], services: dict[str, Any], documents: list[Resource], namespace: str
) -> dict[str, Any]:
    """`services`: as they are after it; a Pod that should go, or has no owner any more, keeps its name as long as it
    is there.
    """
    old, new = _names(before), _names(after)
    gone = {name: pod for name, pod in old.items() if name not in new and not _still_there(pod, services, namespace)}
    return {
        "appear": sorted((name for name in new if name not in old), key=natural),
        "disappear": sorted(gone, key=natural),
        "still_used": list(_uses(gone, documents)),
    }


def _names(details: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Full name → the forms it has; only names that the governing Service can give."""
    found: dict[str, dict[str, Any]] = {}
    for facts in details.values():
        if facts["governing_service"]["names_pods"]:
            for pod in facts["dns"]["pods"]:
                service = facts["governing_service"]["name"]
                found[pod["name"]] = {**pod, "namespace": facts["namespace"], "service": service}
    return found


def _still_there(pod: dict[str, Any], services: dict[str, Any], namespace: str) -> bool:
    own = pod["namespace"] == namespace
    service = services.get(pod["service"] if own else f"{pod['namespace']}/{pod['service']}", {})
    return pod["pod"] in (*service.get("endpoint_hostnames", ()), *service.get("not_ready_hostnames", ()))


def _uses(gone: dict[str, dict[str, Any]], documents: list[Resource]) -> Iterator[dict[str, Any]]:
    forms: Forms = {}
    for name, pod in gone.items():
        forms[name] = forms[f"{pod['other_namespace']}.svc"] = forms[pod["other_namespace"]] = (name, "")
        forms[pod["same_namespace"]] = (name, pod["namespace"])
    if not forms:
        return
    for document in documents:
        if document.kind not in _UNSEARCHED:
            yield from _uses_in(document, forms)


def _uses_in(document: Resource, forms: Forms) -> Iterator[dict[str, Any]]:
    for path, text in _strings(document.body, ()):
        for word in dict.fromkeys(_DOTTED.findall(text.lower())):
            name, only_in = forms.get(word, ("", ""))
            if name and only_in in ("", document.namespace):
                yield {
                    "name": name,
                    "written": word,
                    "kind": document.kind,
                    "namespace": document.namespace,
                    "object": document.name,
                    "field": show(path),
                    "source": document.place.source,
                    "document": document.place.document,
                }


def _strings(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _strings(each, (*path, str(key)))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _strings(each, (*path, index))
