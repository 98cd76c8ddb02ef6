"""What an author probably meant by a value that the API server refuses.

In: refusals. Out: the word to compare with known names, and a value to write instead where there is only one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from stslint.fields import FieldError, lookup
from stslint.patterns import pattern
from stslint.quantities import legal_spelling

_INTEGER: Final = pattern(r"-?(?:0|[1-9][0-9]{0,17})")
_OCTAL: Final = pattern(r"[0-7]{3}")
"""A decimal number that reads like file permissions."""
_BOOLEANS: Final = {"true": True, "false": False, "yes": True, "no": False, "on": True, "off": False}


_SHORT_MODES: Final = {
    "RWO": "ReadWriteOnce",
    "ROX": "ReadOnlyMany",
    "RWX": "ReadWriteMany",
    "RWOP": "ReadWriteOncePod",
}
"""Access modes as `kubectl get` prints them."""
_SURE: Final = 0.85


def written(error: FieldError, body: Mapping[str, Any]) -> Any:
    """The value the author wrote at the cause, or the key if the key is wrong."""
    if error.anchor == "key" and error.path:
        return str((error.path if error.at is None else error.at)[-1])
    return error.value if error.at is None else lookup(body, error.at)


def replacement(error: FieldError) -> Any:
    """The one legal value that was meant: `"6379"` → 6379 where a number must stand, `10GiB` → `10Gi`, 755 → 0755."""
    value, types = error.value, error.facts.get("types", ())
    if type(value) is int and "octal" in error.detail:
        return int(str(value), 8) if _OCTAL.fullmatch(str(value)) else None
    if not isinstance(value, str):
        return None
    if value in _SHORT_MODES and _SHORT_MODES[value] in error.facts.get("known", ()):
        return _SHORT_MODES[value]
    if list(types) == ["integer"]:
        return int(value) if _INTEGER.fullmatch(value) else None
    if list(types) == ["boolean"]:
        return _BOOLEANS.get(value.lower())
    return legal_spelling(value) if "quantit" in error.detail else None


def candidates(error: FieldError, body: Mapping[str, Any]) -> Sequence[Any]:
    """The known names that may be meant: of fields those that are not set already."""
    known: Sequence[Any] = error.facts.get("known", ())
    if error.anchor != "key":
        return known
    siblings = lookup(body, error.path[:-1])
    return [name for name in known if name not in siblings] if isinstance(siblings, dict) else known


def is_sure(word: Any, near: str) -> bool:
    """Can nothing else be meant: is only a letter or the case different?"""
    if not isinstance(word, str):
        return False
    first, second = word.lower(), near.lower()
    return first == second or SequenceMatcher(None, first, second).ratio() >= _SURE
