"""Settings: defaults, then the configuration file, then what the caller said; and which rules that makes run.

In: a Config, a mapping of options. Out: Settings, a rulebook with the users' own rules, the engine's Options.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast

from stslint.config import KEYS, PRESETS, Config, suggestion
from stslint.errors import UserError
from stslint.findings import STAGES, Severity
from stslint.rules import Rule, Rulebook, builtin, rule_from
from stslint.versions import NEWEST, parse_version, show_version

if TYPE_CHECKING:
    from stslint.options import Options

FailOn = Literal["error", "warning", "info", "never"]


class Choice(NamedTuple):
    """One layer of rule selection: it starts from `select`, else from `preset`, else from the layer below."""

    preset: str = ""
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Settings(NamedTuple):
    """Everything a run is told, resolved but for the rule names."""

    choices: tuple[Choice, ...] = (Choice(preset="default"),)
    severity: Mapping[str, str] = {}
    fail_on: FailOn = "error"
    kubernetes_version: str = show_version(NEWEST)
    namespace: str = "default"
    cluster_domain: str = "cluster.local"
    closed_world: bool = False
    exclude: tuple[str, ...] = ()
    exclude_root: str = ""
    roots: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    crd: tuple[str, ...] = ()
    schema_location: str = ""
    per_file_ignores: Mapping[str, tuple[str, ...]] = {}
    config: str = ""


_CHOICE: Final = frozenset(Choice._fields)


def settings_from(config: Config | None, said: Mapping[str, Any]) -> Settings:
    """The settings of a run; `said` has the options that were given, in snake_case, and wins over the file."""
    settings = Settings()
    if config is not None:
        written = {key.replace("-", "_"): value for key, value in config.values.items()}
        settings = _changed(settings, written)._replace(exclude_root=config.folder, config=config.path)
    return _changed(settings, said)


def _changed(settings: Settings, values: Mapping[str, Any]) -> Settings:
    choice = Choice(**{key: value for key, value in values.items() if key in _CHOICE})
    plain = {key: value for key, value in values.items() if key not in _CHOICE}
    if "exclude" in plain:
        plain["exclude"] = (*settings.exclude, *plain["exclude"])
    return settings._replace(choices=(*settings.choices, choice), **plain)


def rulebook_for(settings: Settings) -> Rulebook:
    """The built-in rules and the users' own; raises UserError for a rule file that cannot be used."""
    if not settings.rules:
        return Rulebook(builtin())
    own = [rule for folder in settings.rules for rule in own_rules(folder)]
    known = {token: rule for rule in builtin() for token in (rule.name, rule.id)}
    for rule in own:
        for token in (rule.name, rule.id):
            if token in known:
                raise UserError(f"{rule.path}: {token} is taken by {known[token].path or known[token].name}")
            known[token] = rule
    return Rulebook((*builtin(), *own))


def own_rules(folder: str) -> list[Rule]:
    """The rules in a folder of rule files, or in one file."""
    from pathlib import Path

    from stslint.rulefiles import RuleFileError, compile_rule, read_rule_file, rule_files

    if not os.path.exists(folder):
        raise UserError(f"{folder}: no such rule file or folder")
    try:
        return [rule_from(compile_rule(read_rule_file(path), path)) for path in rule_files(Path(folder))]
    except (RuleFileError, OSError, UnicodeDecodeError) as error:
        raise UserError(str(error)) from error


def options_from(settings: Settings, rulebook: Rulebook) -> Options:
    """The engine's options; raises UserError for a word that names no rule."""
    from stslint.options import Options

    enabled = enabled_rules(settings.choices, rulebook)
    severities = {
        rule.name: severity for token, severity in settings.severity.items() for rule in selected((token,), rulebook)
    }
    off = {name for name, severity in severities.items() if severity == "off"}
    kept = {name: cast("Severity", severity) for name, severity in severities.items() if severity != "off"}
    return Options(
        enabled=frozenset(enabled - off),
        kubernetes_version=parse_version(settings.kubernetes_version),
        namespace=settings.namespace,
        cluster_domain=settings.cluster_domain,
        closed_world=settings.closed_world,
        severities=kept,
        schema_location=settings.schema_location,
    )


def enabled_rules(choices: Iterable[Choice], rulebook: Rulebook) -> set[str]:
    """Names of the rules that run. What cannot be read is always said, unless that very rule is ignored."""
    enabled: set[str] = set()
    for choice in choices:
        if choice.select:
            enabled = {rule.name for rule in (*selected(choice.select, rulebook), *_unreadable(rulebook))}
        elif choice.preset:
            enabled = {rule.name for rule in _preset(choice.preset, rulebook)}
        enabled |= {rule.name for rule in selected(choice.extend_select, rulebook)}
        enabled -= {rule.name for rule in selected(choice.ignore, rulebook)}
    return enabled


def selected(tokens: Iterable[str], rulebook: Rulebook) -> list[Rule]:
    """The rules that words mean: name, id or its prefix, category, `stage:…`, a preset; raises UserError."""
    found: list[Rule] = []
    for token in tokens:
        rules = _preset(token, rulebook) if token in PRESETS else list(rulebook.select(token))
        if not rules:
            raise UserError(f"no rule is called {token}{suggestion(token, _words(rulebook))}")
        found += rules
    return found


def _preset(name: str, rulebook: Rulebook) -> list[Rule]:
    included = PRESETS[: PRESETS.index(name) + 1]
    return [rule for rule in rulebook.rules if rule.preset in included]


def _unreadable(rulebook: Rulebook) -> list[Rule]:
    return [rule for rule in rulebook.rules if rule.internal and rule.stage == "parse" and rule.severity == "error"]


def _words(rulebook: Rulebook) -> list[str]:
    names = [rule.name for rule in rulebook.rules] + [rule.id for rule in rulebook.rules]
    categories = sorted({rule.category for rule in rulebook.rules})
    return [*names, *categories, *PRESETS, *(f"stage:{stage}" for stage in STAGES)]


def ignored_in_files(settings: Settings, rulebook: Rulebook, files: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Source name → rules not to run on it, for the files (name → path) that match a pattern of `per-file-ignores`.

    Patterns count from the configuration's folder; one without a slash matches in every folder below it.
    """
    if not settings.per_file_ignores:
        return {}
    from fnmatch import fnmatchcase

    base = os.path.realpath(settings.exclude_root or ".")
    ignores = [
        (pattern if "/" in pattern else f"*/{pattern}", tuple(rule.name for rule in selected(tokens, rulebook)))
        for pattern, tokens in settings.per_file_ignores.items()
    ]
    found: dict[str, tuple[str, ...]] = {}
    for name, path in files.items():
        inside = os.path.relpath(os.path.realpath(path), base).replace(os.sep, "/")
        for pattern, rules in ignores:
            if fnmatchcase(inside, pattern) or fnmatchcase(f"./{inside}", pattern):
                found[name] = (*found.get(name, ()), *rules)
    return found


KNOWN: Final = frozenset(key.replace("-", "_") for key in KEYS)
"""The options that settings know, as they are called in Python."""
