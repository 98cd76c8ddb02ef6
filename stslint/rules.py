"""The rulebook: `rules/<category>/<name>.yaml`, each rule bound to what finds it.

In: rule files (for a run, their compiled form `rules/index.json`). Out: `Rule` values, and the tables that say which
rule owns a hit of a check, a refusal or a warning of the API server. This is the only reader of `rules/`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

from stslint import assets, patterns
from stslint.fields import FieldError, FieldPath, FieldWarning, show
from stslint.findings import Applicability, Severity, Stage
from stslint.lazy import lazy

if TYPE_CHECKING:
    from stslint.hits import Check

DOCS_URL: Final = "https://stslint.dev/rules/"

Needs = Literal["resource", "version", "cluster"]
Preset = Literal["default", "strict", "all"]


class Case(NamedTuple):
    """A variant of a rule: another severity, stage or sentence for the same mistake."""

    severity: Severity
    stage: Stage
    message: str
    help: str


class Owns(NamedTuple):
    """Which refusals (or warnings) of the API server a rule speaks for; empty parts match everything.

    `keywords` are JSON Schema keywords, `reasons` are field.ErrorTypes, `fields` are globs over the server's field
    (`**` any steps, `*` one step, `[*]` any index or key), `places` the same over where the author wrote the cause,
    `details` regular expressions searched in its words.
    """

    keywords: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    warnings: bool = False

    @property
    def rank(self) -> int:
        """The more a rule says of what it owns, the earlier it is asked."""
        return (
            4 * bool(self.fields)
            + 4 * bool(self.places)
            + 4 * bool(self.details)
            + 2 * bool(self.keywords)
            + bool(self.reasons)
        )


@dataclass(frozen=True)
class Rule:
    """One rule as a run needs it; `details` has the texts people read."""

    id: str
    name: str
    category: str
    severity: Severity
    stage: Stage
    message: str
    summary: str
    help: str = ""
    kinds: tuple[str, ...] = ()
    preset: Preset = "default"
    cases: Mapping[str, Case] = ()  # type: ignore[assignment]
    related: Mapping[str, str] = ()  # type: ignore[assignment]
    check: str = ""
    needs: Needs = "resource"
    schema: Any = None
    owns: tuple[Owns, ...] = ()
    internal: bool = False
    fix_title: str = ""
    applicability: Applicability | None = None
    fix_patch: str = ""
    says: tuple[str, ...] = ()
    """Regular expressions over what kubectl, the kubelet or an event says when the mistake bites."""
    path: str = ""

    @property
    def url(self) -> str:
        return f"{DOCS_URL}{self.name}/"

    @lazy
    def function(self) -> Check:
        """The check `module.function` of `stslint.checks`, or the one that the rule's schema is."""
        if not self.check:
            from stslint.schemas.fragments import check_by

            return check_by(self.schema)
        module, _, function = self.check.rpartition(".")
        return cast("Check", getattr(import_module(f"stslint.checks.{module}"), function))

    @lazy
    def rank(self) -> int:
        """Who takes over from whom at one field: a check from any owner of answers, a specific owner from a generic."""
        return 100 if not self.owns else max(owns.rank for owns in self.owns)

    def case(self, name: str) -> Case:
        """The variant of that name; "" is the rule as it stands."""
        if name:
            return self.cases[name]
        return Case(self.severity, self.stage, self.message, self.help)


_RULE_FIELDS: Final = (
    "id",
    "name",
    "category",
    "severity",
    "stage",
    "message",
    "summary",
    "help",
    "preset",
    "check",
    "needs",
    "schema",
    "internal",
    "path",
)


def rule_from(data: Mapping[str, Any]) -> Rule:
    """A Rule from the plain data of a rule file (or of the index, which holds the same keys)."""
    known = {key: data[key] for key in _RULE_FIELDS if key in data}
    base = (data["severity"], data["stage"], data["message"], data.get("help", ""))
    cases = {
        name: Case(
            case.get("severity", base[0]),
            case.get("stage", base[1]),
            case.get("message", base[2]),
            case.get("help", base[3]),
        )
        for name, case in data.get("cases", {}).items()
    }
    fix = data.get("fix") or {}
    return Rule(
        **known,
        kinds=tuple(data.get("kinds", ())),
        cases=cases,
        related=dict(data.get("related", {})),
        owns=tuple(_owns_from(each) for each in data.get("owns", ())),
        fix_title=fix.get("title", ""),
        applicability=fix.get("applicability"),
        fix_patch=fix.get("patch", ""),
        says=tuple(data.get("says", ())),
    )


def _owns_from(data: Mapping[str, Any]) -> Owns:
    lists = {key: tuple(data.get(key, ())) for key in ("keywords", "reasons", "fields", "details", "places")}
    return Owns(**lists, warnings=bool(data.get("warnings", False)))


@cache
def builtin() -> tuple[Rule, ...]:
    """All built-in rules, in the order of their ids."""
    index = assets.folder("rules") / "index.json"
    return tuple(rule_from(data) for data in json.loads(index.read_text(encoding="utf-8")))


class Rulebook:
    """A set of rules with the tables a run needs: by name, by kind, and who owns which answer of the server."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)
        self.by_name = {rule.name: rule for rule in self.rules}
        self.by_id = {rule.id: rule for rule in self.rules}
        self._local: dict[str, tuple[Rule, ...]] = {}
        self._relational: dict[str, tuple[Rule, ...]] = {}

    def find(self, token: str) -> Rule | None:
        """The rule of that name or id."""
        return self.by_name.get(token) or self.by_id.get(token.upper())

    def select(self, token: str) -> Iterator[Rule]:
        """The rules a word of `--select` means: a name, an id or its prefix, a category, `stage:run`, `all`."""
        for rule in self.rules:
            if (
                token in (rule.name, rule.category, f"stage:{rule.stage}", f"preset:{rule.preset}")
                or token.lower() == "all"
                or (_ID_PREFIX.fullmatch(token) and rule.id.startswith(token.upper()))
            ):
                yield rule

    def local_checks(self, kind: str) -> tuple[Rule, ...]:
        """Rules with a check or schema of their own that judge an object of that kind by itself."""
        if kind not in self._local:
            self._local[kind] = tuple(
                rule
                for rule in self.rules
                if (rule.check or rule.schema) and rule.needs != "cluster" and _about(rule, kind)
            )
        return self._local[kind]

    def relational_checks(self, kind: str) -> tuple[Rule, ...]:
        """Rules whose check judges an object of that kind by its relations in the cluster."""
        if kind not in self._relational:
            self._relational[kind] = tuple(
                rule for rule in self.rules if rule.check and rule.needs == "cluster" and _about(rule, kind)
            )
        return self._relational[kind]

    @lazy
    def _owners(self) -> list[tuple[Owns, Rule]]:
        owners = [(owns, rule) for rule in self.rules for owns in rule.owns]
        return sorted(owners, key=lambda owner: -owner[0].rank)

    def owner(self, answer: FieldError | FieldWarning, kind: str) -> Rule | None:
        """The rule that speaks for a refusal or warning of the API server about an object of that kind."""
        for owns, rule in self._owners:
            if _about(rule, kind) and _owned(owns, answer):
                return rule
        return None


_ID_PREFIX: Final = patterns.pattern(r"STS[0-9]{0,3}", re.IGNORECASE)


def _about(rule: Rule, kind: str) -> bool:
    return not rule.kinds or kind in rule.kinds


def _owned(owns: Owns, answer: FieldError | FieldWarning) -> bool:
    if owns.warnings != isinstance(answer, FieldWarning):
        return False
    if isinstance(answer, FieldError):
        if owns.keywords and answer.keyword not in owns.keywords:
            return False
        if owns.reasons and answer.reason not in owns.reasons:
            return False
        words = answer.detail
    else:
        words = answer.message
    if owns.details and not any(re.search(pattern, words) for pattern in owns.details):
        return False
    place = answer.path if answer.at is None else answer.at
    if owns.places and not any(glob(pattern)(place) for pattern in owns.places):
        return False
    return not owns.fields or any(glob(pattern)(answer.path) for pattern in owns.fields)


@cache
def glob(pattern: str) -> Callable[[FieldPath], bool]:
    """A predicate on paths for a glob such as `**.volumeMounts[*].name`."""
    parts = re.split(r"(\*\*\.?|\[\*\]|\*)", pattern)
    special = {"**.": r"(?:.*[.])?", "**": r".*", "[*]": r"\[[^\]]*\]", "*": r"[^.\[]+"}
    compiled = re.compile("".join(special.get(part, re.escape(part)) for part in parts))
    return lambda path: compiled.fullmatch(show(path)) is not None
