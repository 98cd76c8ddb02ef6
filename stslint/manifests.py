"""What a plan is made from: the objects behind paths or texts, and what stands in the way of reading them.

In: a request. Out: `Manifests`. Objects keep the order in which their files were named, as kubectl would send them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from stslint.documents import Document, is_fatal, parse
from stslint.errors import UserError
from stslint.kustomize import is_kustomization, patch_files
from stslint.requests import Request, settings_here
from stslint.resources import Resource, Skipped, items, mapping, resources_in
from stslint.runs import Texts, by_config
from stslint.settings import Settings
from stslint.sources import Input, read
from stslint.sources.gather import STDIN
from stslint.text import Source, Span
from stslint.versions import parse_version

if TYPE_CHECKING:
    from stslint.plan import Given, Plan

GIT: Final = "git:"
MODE_OPTIONS: Final = {
    "replace": "replace",
    "recreate": "recreate",
    "orphan": "recreate-orphan",
    "server_side": "server-side",
}
"""Option → the planner's mode: how the update is sent."""


class Manifests(NamedTuple):
    """`unreadable` paths, documents that are `wrong`, texts that are `odd`: kubectl reads on. One line for each."""

    resources: tuple[Resource, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unreadable: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    odd: tuple[str, ...] = ()


class Place(NamedTuple):
    """For which cluster a plan is made, as the configuration and the options say."""

    kubernetes_version: tuple[int, int]
    namespace: str
    cluster_domain: str


def place_of(request: Request) -> Place:
    """The settings that hold for the first path."""
    settings: Settings = settings_here(request)
    return Place(parse_version(settings.kubernetes_version), settings.namespace, settings.cluster_domain)


def read_manifests(request: Request) -> Manifests:
    """Everything the request names; raises UserError for a configuration that cannot be used."""
    parts = list(_parts(request))
    return Manifests(
        tuple(one for part in parts for one in part.resources),
        tuple(one for part in parts for one in part.skipped),
        tuple(one for part in parts for one in part.unreadable),
        tuple(one for part in parts for one in part.wrong),
        tuple(one for part in parts for one in part.odd),
    )


def _parts(request: Request) -> Iterator[Manifests]:
    """What each configuration's files hold."""
    for settings, inputs, problems in by_config(request):
        part = _read(inputs, settings.namespace)
        bad = tuple(f"{each.name}: {each.message}" for each in problems)
        yield part._replace(unreadable=(*bad, *part.unreadable))


def _read(inputs: Sequence[Input], namespace: str) -> Manifests:
    patches = patch_files(Texts([each for each in inputs if is_kustomization(each.name)]).values())
    resources: list[Resource] = []
    skipped: list[Skipped] = []
    unreadable: list[str] = []
    wrong: list[str] = []
    odd: list[str] = []
    for each in inputs:
        source, problem = read(each)
        if problem is not None:
            (odd if source else unreadable).append(_line(problem.name, problem.span, problem.message))
        if source is None:
            continue
        known = len(wrong)
        found = list(_objects(source, namespace, patches, wrong, odd))
        resources += [one for one in found if isinstance(one, Resource)]
        skipped += [one for one in found if isinstance(one, Skipped)]
        if each.explicit and len(wrong) == known and not any(isinstance(one, Resource) for one in found):
            wrong.append(_objectless(each.name, found))
    return Manifests(tuple(resources), tuple(skipped), tuple(unreadable), tuple(wrong), tuple(odd))


def _line(name: str, span: Span | None, message: str) -> str:
    at = f":{span.start.line}:{span.start.column}" if span else ""
    return f"{name}{at}: {message}"


def _objectless(name: str, found: Iterable[Any]) -> str:
    hint = next((f" ({one.reason}: {one.hint})" for one in found if isinstance(one, Skipped)), "")
    return f"{name}: holds no Kubernetes object{hint}"


def _objects(
    source: Source, namespace: str, patches: tuple[str, ...], wrong: list[str], odd: list[str]
) -> Iterator[Resource | Skipped]:
    for document in parse(source):
        _note(document, wrong, odd)
        yield from resources_in(document, namespace, patches=patches)


def _note(document: Document, wrong: list[str], odd: list[str]) -> None:
    for problem in document.problems:
        line = _line(document.source.name, problem.span, problem.message)
        (wrong if is_fatal(problem) else odd).append(line)


def earlier(address: str, paths: Sequence[str]) -> tuple[str, ...]:
    """What `--from` means: a path as it is, and for `git:REF` the same paths at that revision.

    Paths that are not in that revision are left out: what they hold is new.
    """
    if not address.startswith(GIT) or ":" in address.removeprefix(GIT):
        return (address,)
    if STDIN in paths:
        raise UserError(f"{address} is about files, and standard input is none: write {address}:PATH")
    return tuple(_there(address, paths))


def _there(address: str, paths: Iterable[str]) -> Iterator[str]:
    from stslint.sources.git import GitError, exists

    revision = address.removeprefix(GIT)
    try:
        if not exists(f"{revision}^{{tree}}"):
            raise UserError(f"{address}: this repository has no such revision")
        for path in paths:
            relative = os.path.relpath(path).replace(os.sep, "/")
            inside = "./" if relative == "." else relative if relative.startswith("../") else f"./{relative}"
            if exists(f"{revision}:{inside}"):
                yield f"{address}:{inside}"
    except GitError as error:
        raise UserError(f"{address}: {error}") from None


def absent(resources: Iterable[Resource], there: Iterable[Resource] = ()) -> list[str]:
    """What StatefulSets need by name and is not among the objects: `ConfigMap web-conf`, each once, in order.

    What the objects that are `there` now hold is not taken for granted: the plan knows what becomes of it.
    """
    from stslint.checks.pod_references import pod_references

    resources = list(resources)
    held = {(each.kind, each.namespace, each.name) for each in (*resources, *there)}
    missing: dict[str, None] = {}
    for each in (one for one in resources if one.kind == "StatefulSet"):
        wanted = [(ref.kind, each.namespace, ref.name) for ref in pod_references(each) if not ref.optional]
        wanted += [("Service", each.namespace, _text(each.spec.get("serviceName")))]
        wanted += [("StorageClass", "", name) for name in _classes(each.spec)]
        for kind, namespace, name in wanted:
            if name and (kind, namespace, name) not in held:
                missing[f"{kind} {name}"] = None
    return list(missing)


def _classes(spec: Mapping[str, Any]) -> Iterator[str]:
    for template in items(spec.get("volumeClaimTemplates")):
        yield _text(mapping(mapping(template).get("spec")).get("storageClassName"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def planned(
    request: Request,
    after: Iterable[Resource],
    before: Iterable[Resource] | None,
    *,
    mode: str = "apply",
    prune: bool = False,
    given: Mapping[str, Any] | None = None,
) -> Plan:
    """The plan of these objects for the cluster that the request is about; orphaned, too, is what is pruned so."""
    from stslint.cluster import Cluster
    from stslint.plan import Options, plan
    from stslint.plan import given as given_from

    place = place_of(request)
    pruned: bool | Literal["Orphan"] = "Orphan" if prune and mode == "recreate-orphan" else prune
    chosen = Options(**place._asdict(), given=_checked(given_from(given)), mode=mode, prune=pruned)

    def cluster(resources: Iterable[Resource]) -> Cluster:
        return Cluster(resources, kubernetes_version=place.kubernetes_version, cluster_domain=place.cluster_domain)

    return plan(cluster(after), None if before is None else cluster(before), options=chosen)


def _checked(given: Given) -> Given:
    """Raises UserError for what is no regular expression."""
    for name in ("never_ready", "fail_image", "crash_image", "unready"):
        pattern = getattr(given, name)
        try:
            re.compile(pattern)
        except (re.error, TypeError, OverflowError, RecursionError) as error:
            words = f"given {name.replace('_', '-')}: {pattern!r} is no regular expression: {error}"
            raise UserError(words) from None
    return given
