"""From words that people paste to the rules that explain them.

In: a rule's name or id, its address, a line of a report, an error or event of the API server. Out: rules, the best
first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from stslint.fields import WORDS, FieldError, FieldWarning, Reason, parse
from stslint.patterns import pattern
from stslint.rules import Rule, Rulebook

_MOST: Final = 5
_REASONS: Final[dict[str, Reason]] = {words: cast("Reason", reason) for reason, words in reversed(list(WORDS.items()))}
_REFUSAL: Final = pattern(
    rf"(?P<field>[A-Za-z][\w.\[\]/*-]*)(?::\s+|\s+)(?P<words>{'|'.join(map(re.escape, _REASONS))}):?\s*(?P<rest>[^\n]*)"
)
_UNKNOWN_FIELD: Final = pattern(r'unknown field "(?P<field>[^"]+)"')
_WRONG_TYPE: Final = pattern(
    r"json: cannot unmarshal \w+ into Go struct field [\w.]*?\.(?P<field>[\w.]+) of type"
    r"|unrecognized type: \w+|quantities must match|got \w+, want \w+"
)
_DUPLICATE_KEY: Final = pattern(r'key "[^"]+" already set in map|duplicate field "[^"]+"')
_NO_KIND: Final = pattern(r'no matches for kind "(?P<kind>[^"]+)" in version "(?P<version>[^"]+)"')
_KIND: Final = pattern(r'\b(?P<kind>[A-Z][A-Za-z]+)(?:\.[a-z0-9.]+)? "[^"]*" is invalid|^The (?P<the>[A-Z]\w+) "')
_WORD: Final = pattern(r"[A-Za-z][A-Za-z-]{3,}")


def rules_for(words: str, rulebook: Rulebook) -> list[Rule]:
    """The rules the words name, or whose error they are, or who own the server's answer, or the nearest by words."""
    for search in (_named, _said, _owners, _similar):
        found = search(words, rulebook)
        rules = list(dict.fromkeys(rule.name for rule in found))
        if rules:
            return [rulebook.by_name[name] for name in rules[:_MOST]]
    return []


def _named(words: str, rulebook: Rulebook) -> Iterator[Rule]:
    token = words.strip().rstrip("/").rpartition("/")[2]
    exact = rulebook.find(token)
    if exact:
        yield exact
        return
    for name in re.findall(r"STS\d{3,}|[a-z]+(?:-[a-z0-9]+)+", words):
        rule = rulebook.find(name)
        if rule:
            yield rule


def _said(words: str, rulebook: Rulebook) -> Iterator[Rule]:
    for rule in rulebook.rules:
        if any(re.search(pattern, words) for pattern in rule.says):
            yield rule


def _owners(words: str, rulebook: Rulebook) -> Iterator[Rule]:
    kind = _KIND.search(words)
    kinds = [kind["kind"] or kind["the"]] if kind else ["StatefulSet", "Service", "Pod", ""]
    for answer in _answers(words):
        for each in kinds:
            owner = rulebook.owner(answer, each)
            if owner:
                yield owner
                break


def _answers(words: str) -> Iterator[FieldError | FieldWarning]:
    for match in _UNKNOWN_FIELD.finditer(words):
        yield FieldError(parse(match["field"]), "FieldValueTypeInvalid", match[0], keyword="additionalProperties")
    for match in _WRONG_TYPE.finditer(words):
        yield FieldError(parse(match["field"] or ""), "FieldValueTypeInvalid", match[0], keyword="type")
    for match in _REFUSAL.finditer(words):
        detail = match["rest"].strip().rstrip("]")
        value, colon, after = detail.partition(": ")
        reason = _REASONS[match["words"]]
        has_value = colon and reason not in ("FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong")
        yield FieldError(parse(match["field"]), reason, after if has_value else detail, value)
    for match in re.finditer(r"Warning: (?:(?P<field>[\w.\[\]]+): )?(?P<text>[^\n]+)", words):
        yield FieldWarning(parse(match["field"] or ""), match["text"])


def _similar(words: str, rulebook: Rulebook) -> Iterator[Rule]:
    """Fixed phrases of kubectl first; then a near name; then the rules that share most words."""
    if _DUPLICATE_KEY.search(words) and "duplicate-key" in rulebook.by_name:
        yield rulebook.by_name["duplicate-key"]
    if _NO_KIND.search(words):
        yield from (
            rulebook.by_name[name] for name in ("kind-unknown", "api-version-removed") if name in rulebook.by_name
        )
    from difflib import get_close_matches

    for name in get_close_matches(words.strip().lower()[:100], rulebook.by_name, n=3, cutoff=0.7):
        yield rulebook.by_name[name]
    wanted = {word.lower() for word in _WORD.findall(words[:4000])}
    scored = [(len(wanted & _vocabulary(rule)), rule) for rule in rulebook.rules]
    best = sorted((pair for pair in scored if pair[0] >= 2), key=lambda pair: (-pair[0], pair[1].id))
    yield from (rule for _, rule in best)


def _vocabulary(rule: Rule) -> set[str]:
    text = f"{rule.name.replace('-', ' ')} {rule.summary} {rule.message} {rule.help}"
    return {word.lower() for word in _WORD.findall(text)}
