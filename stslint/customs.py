"""Custom resources: judged in the reduce stage, since their definitions may stand in any file of the set.

In: all resources, the folder of further schemas. Out: findings about custom objects, and which of them no schema knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from stslint.findings import Finding, ResourceRef
from stslint.judging import answers
from stslint.locating import Narrator, Places, reference
from stslint.options import Options
from stslint.resources import Resource
from stslint.rules import Rulebook
from stslint.text import Source


class Customs(NamedTuple):
    """What the custom schemas say."""

    findings: tuple[Finding, ...] = ()
    validated: frozenset[ResourceRef] = frozenset()


def judge_customs(
    resources: Iterable[Resource],
    unknown: frozenset[ResourceRef],
    sources: Mapping[str, Source],
    rulebook: Rulebook,
    options: Options,
) -> Customs:
    """Findings about objects that no built-in schema knows, by the definitions in the set and the schema location."""
    definitions = [each.body for each in resources if each.kind == "CustomResourceDefinition"]
    if not unknown or not (definitions or options.schema_location):
        return Customs()
    from stslint.schemas.custom import CustomSchemas
    from stslint.verdict import verdict

    schemas = CustomSchemas(definitions, [Path(options.schema_location)] if options.schema_location else ())
    narrator = Narrator(Places(sources), options.severities)
    findings: list[Finding] = []
    validated: set[ResourceRef] = set()
    for resource in resources:
        name = reference(resource)
        if name in unknown and resource.target:
            answer = verdict(resource.body, options.kubernetes_version, resource.namespace, schemas)
            if answer.known:
                validated.add(name)
                findings += answers(answer, resource, rulebook, narrator)
    return Customs(tuple(findings), frozenset(validated))
