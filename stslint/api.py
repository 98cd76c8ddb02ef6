"""What `import stslint` offers: the command line's verbs as functions from values to values.

In: a list of paths, or texts by name; options named like the long options (`kubernetes_version="1.37"`,
`select=["network"]`). Out: frozen values with `to_dict()`. Nothing is printed or written, and no configuration is read
unless `config` names one. Raises UserError for a choice that cannot be carried out, never for a manifest.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from stslint.config import FAIL_ON, KEYS, PRESETS
from stslint.errors import UserError
from stslint.findings import Finding, Report
from stslint.requests import Request
from stslint.resources import Resource
from stslint.settings import KNOWN
from stslint.text import Source
from stslint.versions import parse_version, show_version

if TYPE_CHECKING:
    from stslint.plan import Plan

Sources = Mapping[str, str] | Iterable[str | os.PathLike[str]] | str | os.PathLike[str]

_ONE_OF: Final = {"preset": PRESETS, "fail_on": FAIL_ON}
_LISTS: Final = frozenset({"select", "extend_select", "ignore", "exclude", "roots", "rules", "crd"})


class Fixed(NamedTuple):
    """What `fix` gives: every target's text after fixing, the findings that are gone, the report on what is left."""

    texts: Mapping[str, str]
    fixed: tuple[Finding, ...]
    report: Report

    def to_dict(self) -> dict[str, Any]:
        return {
            "texts": dict(self.texts),
            "fixed": [finding.to_dict() for finding in self.fixed],
            "report": self.report.to_dict(),
        }


def lint(sources: Sources, *, context: Sources = (), config: str = "", **options: Any) -> Report:
    """The report on the sources; `context` is read for relations and not reported on."""
    from stslint.runs import run

    return run(_request(sources, context, config, options)).report


def fix(
    sources: Sources, *, unsafe_fixes: bool = False, context: Sources = (), config: str = "", **options: Any
) -> Fixed:
    """The sources' texts with the fixes of rules applied; files stay as they are."""
    from stslint.mending import mend

    mended = mend(_request(sources, context, config, options), unsafe_fixes)
    texts = {
        name: mended.outcome.sources[name].text for name in mended.outcome.targets if name in mended.outcome.sources
    }
    return Fixed(texts, mended.fixed, mended.outcome.report)


def load(sources: Sources, *, namespace: str = "default") -> list[Resource]:
    """The Kubernetes objects in the sources as kubectl would send them; documents that are none are left out."""
    from stslint.documents import parse
    from stslint.resources import resources_in

    return [
        each
        for source in _sources(sources)
        for document in parse(source)
        for each in resources_in(document, namespace)
        if isinstance(each, Resource)
    ]


def plan(
    sources: Sources,
    before: Sources | None = None,
    given: Mapping[str, Any] | None = None,
    *,
    mode: str = "apply",
    prune: bool = False,
    config: str = "",
    **options: Any,
) -> Plan:
    """What the StatefulSet controller makes of the sources; with `before`, what an update from there does.

    `before="git:main"` means the same paths at that revision. `replace=True`, `recreate=True`, `orphan=True` and
    `server_side=True` say the mode, as on the command line. Manifests that cannot be read are left out.
    """
    from stslint.manifests import MODE_OPTIONS, Manifests, earlier, planned, read_manifests
    from stslint.plan.options import ALIASES, MODES

    chosen = [name for name in MODE_OPTIONS if options.pop(name, False)]
    if len(chosen) > 1:
        raise UserError(f"{' and '.join(chosen)} exclude each other")
    if mode not in MODES and mode not in ALIASES:
        raise UserError(f"mode is one of {', '.join(MODES)}, not {mode!r}")
    request = _request(sources, (), config, options)
    found, there = read_manifests(request), None
    if before is not None:
        paths = earlier(before, request.paths) if isinstance(before, str) else before
        there = read_manifests(_request(paths, (), config, options)) if paths else Manifests()
    for line in (*found.unreadable, *(there.unreadable if there else ())):
        raise UserError(line)
    return planned(
        request,
        found.resources,
        None if there is None else there.resources,
        mode=MODE_OPTIONS[chosen[0]] if chosen else mode,
        prune=prune,
        given=given,
    )


def _version(text: str) -> tuple[int, int]:
    try:
        return parse_version(str(text))
    except ValueError as error:
        raise UserError(str(error)) from None


def _sources(sources: Sources) -> list[Source]:
    from stslint.sources import gather, sources_from

    if isinstance(sources, Mapping):
        return sources_from(sources)
    gathered = gather(_paths(sources))
    for problem in gathered.problems:
        if problem.span is None:
            raise UserError(f"{problem.name}: {problem.message}")
    return gathered.sources


def _paths(sources: Sources) -> tuple[str, ...]:
    if isinstance(sources, Mapping):
        return ()
    listed = [sources] if isinstance(sources, (str, os.PathLike)) else sources
    return tuple(os.fspath(each) for each in listed)


def _request(sources: Sources, context: Sources, config: str, options: Mapping[str, Any]) -> Request:
    return Request(
        paths=_paths(sources),
        texts=sources if isinstance(sources, Mapping) else {},
        context=_paths(context),
        context_texts=context if isinstance(context, Mapping) else {},
        said={name: _checked(name, value) for name, value in options.items()},
        config=config,
    )


def _checked(name: str, value: Any) -> Any:
    if name not in KNOWN:
        raise TypeError(f"no option is called {name}; known: {', '.join(sorted(KNOWN))}")
    if name == "kubernetes_version":
        return show_version(_version(value))
    if name in _ONE_OF and value not in _ONE_OF[name]:
        raise UserError(f"{name} is one of {', '.join(_ONE_OF[name])}, not {value!r}")
    if name in _LISTS:
        return (value,) if isinstance(value, str) else tuple(map(os.fspath, value))
    if name in ("severity", "per_file_ignores"):
        try:
            return KEYS[name.replace("_", "-")]({key: _listed(each) for key, each in value.items()}, "")
        except ValueError as error:
            raise UserError(f"{name}: {error}") from None
    return value


def _listed(value: Any) -> Any:
    return value if isinstance(value, str) else list(value)
