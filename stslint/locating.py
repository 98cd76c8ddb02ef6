"""From what is wrong to where it stands: paths become spans, facts become sentences.

In: hits of checks, answers of the API server, problems of the reader. Out: `Finding`s. Sources are parsed for positions
only when one of their documents has something to say.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from stslint.documents import Document, parse
from stslint.fields import Anchor, FieldError, FieldPath, FieldWarning, lookup, show
from stslint.findings import Finding, Fix, RelatedPlace, ResourceRef, Severity, Stage
from stslint.hits import Hit, Note
from stslint.patterns import pattern
from stslint.resources import Resource
from stslint.rules import Rule
from stslint.suggestions import candidates, is_sure, replacement, written
from stslint.text import Source, Span

_SHOWN: Final = 100
_CLOSE: Final = 0.6

Documents = Callable[[str], "list[Document]"]


class Places:
    """Spans of paths in a run's sources, found when asked for."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self.sources = sources
        self._documents: dict[str, list[Document]] = {}

    def remember(self, source: Source, documents: list[Document]) -> None:
        """Spares a second parse of a source whose documents are at hand."""
        self._documents = {source.name: documents}

    def document(self, source: str, index: int) -> Document:
        if source not in self._documents:
            self._documents[source] = parse(self.sources[source])
        return self._documents[source][index]

    def span(self, resource: Resource, path: FieldPath, anchor: Anchor) -> Span:
        """Where a path of an object stands in its source."""
        place = resource.place
        return self.document(place.source, place.document).locate((*place.base, *path), anchor)

    def part(self, resource: Resource, path: FieldPath, piece: str, before: int) -> Span:
        """Where a piece of the string at a path stands, if it is written there as it is; else the whole string."""
        whole = self.span(resource, path, "value")
        source = self.sources[resource.place.source]
        at = whole.start.offset - 1
        for _ in range(before + 1):
            at = source.text.find(piece, at + 1, whole.end.offset)
            if at < 0:
                return whole
        return source.span(at, at + len(piece))


def reference(resource: Resource) -> ResourceRef:
    return ResourceRef(resource.api_version, resource.kind, resource.namespace, resource.name)


class Narrator:
    """Makes findings: adds the rule's words, severity and the place to what was found."""

    def __init__(self, places: Places, severities: Mapping[str, Severity]) -> None:
        self.places = places
        self.severities = severities

    def hit(self, rule: Rule, hit: Hit, resource: Resource) -> Finding:
        """The finding of a check's hit."""
        case = rule.case(hit.case)
        facts = _Facts(hit.facts)
        fix = self._build("fix_for_hit", rule, hit, resource, facts) if hit.patches else None
        return self._finding(
            rule,
            resource,
            self.places.part(resource, hit.path, *hit.part)
            if hit.part
            else self.places.span(resource, hit.path, hit.anchor),
            severity=case.severity,
            stage=case.stage,
            message=case.message.format_map(facts),
            help=case.help.format_map(facts),
            field=show(hit.path if hit.field is None else hit.field),
            related=tuple(self._related(rule, note, facts) for note in hit.related),
            fix=fix,
        )

    def _build(self, builder: str, rule: Rule, cause: Any, resource: Resource, facts: Mapping[str, Any]) -> Fix | None:
        from stslint.fixes import building

        fix: Fix | None = getattr(building, builder)(rule, cause, resource, facts, self.places.document)
        return fix

    def refusal(self, rule: Rule, error: FieldError, resource: Resource) -> Finding:
        """The finding of a refusal: the rule's words, the server's field and reason."""
        facts = refusal_facts(error, resource)
        case = rule.case("")
        fix = self._build("fix_for_refusal", rule, error, resource, facts) if rule.applicability else None
        return self._finding(
            rule,
            resource,
            self.places.span(resource, error.path if error.at is None else error.at, error.anchor),
            severity=case.severity,
            stage=error.facts.get("stage", case.stage),
            message=case.message.format_map(facts),
            help=case.help.format_map(facts),
            field=error.field,
            reason=error.reason,
            fix=fix,
        )

    def warning(self, rule: Rule, warning: FieldWarning, resource: Resource) -> Finding:
        """The finding of a `Warning:` header."""
        facts = _Facts(
            {
                **warning.facts,
                "field": warning.field,
                "server": warning.message,
                "detail": warning.message,
                "name": str(warning.path[-1]) if warning.path else "",
                "value": quoted(lookup(resource.body, warning.path if warning.at is None else warning.at)),
            }
        )
        case = rule.case("")
        fix = self._build("fix_for_refusal", rule, warning, resource, facts) if rule.applicability else None
        return self._finding(
            rule,
            resource,
            self.places.span(resource, warning.path if warning.at is None else warning.at, warning.anchor),
            severity=case.severity,
            stage=warning.facts.get("stage", case.stage),
            message=case.message.format_map(facts),
            help=case.help.format_map(facts),
            field=warning.field,
            fix=fix,
        )

    def _finding(
        self,
        rule: Rule,
        resource: Resource,
        span: Span,
        *,
        severity: Severity,
        stage: Stage,
        message: str,
        help: str,
        field: str,
        reason: str = "",
        related: tuple[RelatedPlace, ...] = (),
        fix: Fix | None = None,
    ) -> Finding:
        place = resource.place
        text = self.places.sources[place.source]
        return Finding(
            rule=rule.name,
            id=rule.id,
            severity=self.severities.get(rule.name, severity),
            stage=stage,
            message=message,
            help=help,
            source=place.source,
            span=span,
            document=place.document,
            template=place.template,
            resource=reference(resource),
            field=field,
            reason=reason,
            related=related,
            fix=fix,
            fix_spans=tuple(text.span(edit.start, edit.end) for edit in fix.edits) if fix else (),
            url=rule.url,
        )

    def _related(self, rule: Rule, note: Note, facts: Mapping[str, Any]) -> RelatedPlace:
        return RelatedPlace(
            rule.related[note.text].format_map(facts),
            note.resource.place.source,
            self.places.span(note.resource, note.path, note.anchor),
        )


class _Facts(dict[str, Any]):
    """Facts for a sentence; one that is missing shows as `?` instead of hiding the finding."""

    def __missing__(self, key: str) -> str:
        return "?"


def refusal_facts(error: FieldError, resource: Resource) -> Mapping[str, Any]:
    """What a sentence may say of a refusal: field, value, detail, server, name, known, hint, the error's facts."""
    secret = resource.kind == "Secret" and error.path[:1] in (("data",), ("stringData",))
    if secret:
        error = error._replace(value="(not shown)", facts={**error.facts, "value": "(not shown)"})
    known = error.facts.get("known", ())
    word = error.facts.get("word", written(error, resource.body))
    near = nearest(word, candidates(error, resource.body))
    meant = replacement(error)
    detail = _EXAMPLES.sub(r"\1)", error.detail)
    suggested = {"near": near, "sure": is_sure(word, near)} if near and "replacement" not in error.facts else {}
    if meant is not None:
        suggested = {"replacement": meant, "near": quoted(meant)}
    return _Facts(
        {
            **suggested,
            **error.facts,
            "field": error.field,
            "value": quoted(_shown(error, resource)),
            "detail": detail,
            "because": f": {detail}" if detail else "",
            "server": shorten(error.message, 400),
            "name": str(error.path[-1]) if error.path else "",
            "known": ", ".join(map(str, known)) or "none",
            "hint": f"; did you mean {suggested['near'] if meant is not None else quoted(near)}?" if suggested else "",
        }
    )


_EXAMPLES: Final = pattern(r"(\(e\.g\. '[^']*').*regex used for validation is.*\)", re.DOTALL)
"""Upstream's format errors end with several examples and a regular expression; one example tells people more."""


def _shown(error: FieldError, resource: Resource) -> Any:
    """The value as the author wrote it, where the server reports the object around it."""
    if error.at is None or error.anchor != "value" or not isinstance(error.value, dict):
        return error.value
    return lookup(resource.body, error.at)


def quoted(value: Any) -> str:
    """A value as it reads in a manifest: texts in double quotes, long ones shortened."""
    return shorten(json.dumps(value, ensure_ascii=False, default=str), _SHOWN)


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def nearest(word: Any, known: Iterable[Any]) -> str | None:
    """The one known name that people most likely meant, or None."""
    names = [str(each) for each in known]
    if not isinstance(word, str) or len(word) > _SHOWN or not names:
        return None
    folded = {name.lower(): name for name in reversed(names)}
    close = difflib.get_close_matches(word.lower(), folded, n=1, cutoff=_CLOSE)
    return folded[close[0]] if close and folded[close[0]] != word else None
