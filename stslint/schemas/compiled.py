"""Native validators: a kind's schema compiled once, asked many times whether an object is fine.

In: a bundle and a type. Out: a function from object to bool, or None where jsonschema-rs has no wheel: then every
object is walked, with the same result.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from stslint.schemas.bundle import Bundle

Accepts = Callable[[Any], bool]
_HOME = "urn:stslint"


def compiled(known: Bundle, name: str) -> Accepts | None:
    """The validator of a type. In a registry, since schemas there are not themselves validated against draft 7."""
    try:
        from jsonschema_rs import Draft7, Draft7Validator, Registry
    except ImportError:
        return None
    schema = json.loads(known.schema_text(name))
    del schema["$schema"]
    registry = Registry([(_HOME, schema)], draft=Draft7)
    validator = Draft7Validator({"$ref": _HOME}, registry=registry, validate_formats=False)
    accepts: Accepts = validator.is_valid
    return accepts
