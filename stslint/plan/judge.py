"""Who says whether the server takes an object: the function a run was given, else stslint's own verdict."""

from __future__ import annotations

from typing import Final

from stslint.fields import FieldError
from stslint.plan.options import Options
from stslint.resources import Resource
from stslint.verdict import verdict

HIDDEN: Final = "(hidden)"
"""Instead of a Secret's value."""


def judge(resource: Resource, options: Options) -> tuple[list[FieldError], list[str]]:
    """Refusals, and warnings as the `Warning:` header has them: the field and what is wrong with it."""
    if options.refused is not None:
        return options.refused(resource), options.warned(resource) if options.warned is not None else []
    major, minor = options.kubernetes_version[:2]
    found = verdict(resource.body, (major, minor), resource.namespace or options.namespace)
    errors = [_hidden(each) for each in found.errors] if resource.kind == "Secret" else list(found.errors)
    return errors, [f"{each.field}: {each.message}" for each in found.warnings]


def _hidden(error: FieldError) -> FieldError:
    """A Secret's error without the secret: the server prints values that are wrong; names of keys may be shown."""
    secret = error.path[:1] in (("data",), ("stringData",)) and error.value != error.path[-1]
    return error._replace(value=HIDDEN) if secret and error.value is not None else error
