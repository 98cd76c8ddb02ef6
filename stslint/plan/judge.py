"""Who says whether the server takes an object: the function a run was given, else stslint's own verdict."""

from __future__ import annotations

from stslint.fields import FieldError
from stslint.plan.options import Options
from stslint.resources import Resource
from stslint.verdict import verdict


def judge(resource: Resource, options: Options) -> tuple[list[FieldError], list[str]]:
    """Refusals, and warnings as the `Warning:` header has them: the field and what is wrong with it."""
    if options.refused is not None:
        return options.refused(resource), options.warned(resource) if options.warned is not None else []
    major, minor = options.kubernetes_version[:2]
    found = verdict(resource.body, (major, minor), resource.namespace or options.namespace)
    return list(found.errors), [f"{each.field}: {each.message}" for each in found.warnings]
