"""Who says whether the server takes an object: the function a run was given, else stslint's own verdict."""

from __future__ import annotations

from stslint.fields import FieldError
from stslint.plan.options import Options
from stslint.resources import Resource
from stslint.verdict import Verdict, verdict


def refused(resource: Resource, options: Options) -> list[FieldError]:
    if options.refused is not None:
        return options.refused(resource)
    return list(_verdict(resource, options).errors)


def warned(resource: Resource, options: Options) -> list[str]:
    """As the `Warning:` header has them: the field and what is wrong with it."""
    if options.warned is not None:
        return options.warned(resource)
    if options.refused is not None:
        return []
    return [f"{each.field}: {each.message}" for each in _verdict(resource, options).warnings]


def _verdict(resource: Resource, options: Options) -> Verdict:
    major, minor = options.kubernetes_version[:2]
    return verdict(resource.body, (major, minor), resource.namespace or options.namespace)
