"""One mistake, one error: drops repetitions and what only follows from another error.

In: errors in any order. Out: the same, without those that a decoding error or a missing field explains.
"""

from __future__ import annotations

from collections.abc import Iterable

from stslint.fields import FieldError, FieldPath


def is_decoding(error: FieldError) -> bool:
    """Whether the server's decoder refuses this (HTTP 400), before it validates anything."""
    return error.reason == "FieldValueTypeInvalid" and bool(error.keyword)


def tidy(errors: Iterable[FieldError]) -> list[FieldError]:
    """Errors without repetitions, and nothing below a value that is undecodable, missing or forbidden."""
    found = list(errors)
    if len(found) < 2:
        return found
    decoding = {each.path for each in found if is_decoding(each)}
    missing = {each.at or each.path for each in found if each.reason == "FieldValueRequired"}
    forbidden = {each.at or each.path for each in found if each.reason == "FieldValueForbidden"}
    kept: list[FieldError] = []
    seen: set[tuple[FieldPath, str, str]] = set()
    for error in found:
        identity = (error.path, error.reason, "" if is_decoding(error) else error.detail)
        if identity in seen or _follows(error, decoding, missing, forbidden):
            continue
        seen.add(identity)
        kept.append(error)
    return kept


def _follows(error: FieldError, decoding: set[FieldPath], missing: set[FieldPath], forbidden: set[FieldPath]) -> bool:
    place = error.at or error.path
    if not is_decoding(error) and any(place[:length] in decoding for length in range(len(place) + 1)):
        return True
    if forbidden and not is_decoding(error) and any(place[:length] in forbidden for length in range(len(place))):
        return True
    if error.reason == "FieldValueRequired":
        return any(place[:length] in missing for length in range(len(place)))
    return place in missing and not is_decoding(error)
