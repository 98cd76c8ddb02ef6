"""What kubectl makes of a scalar: text in, the JSON value it becomes out.

kubectl decodes with go-yaml v2 and passes the result through JSON, so this is neither YAML 1.1 nor 1.2: `y` and `off`
are booleans, `0o17`, `0b11` and `1_000` are integers, `22:22` and `2024-01-01` are strings, and `1.0` is sent as `1`.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from stslint.patterns import pattern

Scalar = str | int | float | bool | None


class NotDecodable(ValueError):
    """A scalar that kubectl refuses to decode; the text says why, for people."""


_TAG: Final = "tag:yaml.org,2002:"
MERGE_TAG: Final = _TAG + "merge"
STR_TAG: Final = _TAG + "str"
FLOAT_TAG: Final = _TAG + "float"
_WORDS: Final[dict[str, Scalar]] = {
    **dict.fromkeys(["y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"], True),
    **dict.fromkeys(["n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"], False),
    **dict.fromkeys(["", "~", "null", "Null", "NULL"]),
    **dict.fromkeys([".nan", ".NaN", ".NAN"], math.nan),
    **dict.fromkeys([".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"], math.inf),
    **dict.fromkeys(["-.inf", "-.Inf", "-.INF"], -math.inf),
}
HINTS: Final = frozenset("+-0123456789.yYnNtTfFoO~")
"""First characters of scalars that may be something else than their own text; the empty scalar is null."""

_INTEGER = pattern(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))")
_ODD_BINARY: Final = r"0b([-+]?)([01]+)"
_FLOAT = pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_DOT_FLOAT = pattern(r"\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+(?:_[0-9]+)*)?")
_TIMESTAMP: Final = (
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?(?:Z|[-+][0-9]{2}:[0-9]{2})"
    r"| ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[.,][0-9]+)?)?"
)
_BASES: Final = (16, 2, 8, 10)
_REMEMBERED: Final = 100
"""Longest scalar that is worth remembering; longer ones would only fill memory."""
_INT64: Final = 1 << 63
_UINT64: Final = 1 << 64
_EXACT: Final = 1 << 53
"""Above it Go prints the shortest digits that mean the float, and zeros, which is not the float's exact value."""


def plain(text: str) -> Scalar:
    """The value of an untagged plain scalar; NaN and infinities come back as such, JSON has no way to say them."""
    return _plain(text) if len(text) <= _REMEMBERED else _plain.__wrapped__(text)


@lru_cache(maxsize=4096)
def _plain(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first not in HINTS or first > "9":
        return text
    number = _dot_number(text) if first == "." else _number(text.replace("_", ""))
    return text if number is None else number


def _dot_number(text: str) -> float | int | None:
    """Behind a leading dot underscores only stand between digits, as in Go's own numbers."""
    return _finite(text.replace("_", "")) if _DOT_FLOAT.fullmatch(text) else None


def _number(text: str) -> float | int | None:
    integer = _integer(text)
    if integer is not None:
        return integer if -_INT64 <= integer < _INT64 else float(integer)
    if _FLOAT.fullmatch(text):
        return _finite(text)
    odd = re.fullmatch(_ODD_BINARY, text)  # strconv.ParseInt sees the sign behind the prefix
    return _in_range(odd[1], odd[2], 2) if odd else None


def _integer(text: str) -> int | None:
    """The integer as Go's ParseInt and ParseUint with base 0 read it, or None if none fits 64 bits."""
    match = _INTEGER.fullmatch(text)
    if match is None:
        return None
    for digits, base in zip(match.groups()[1:], _BASES, strict=True):
        if digits is not None:
            return _in_range(match[1], digits, base)
    return None


def _in_range(sign: str, digits: str, base: int) -> int | None:
    significant = digits.lstrip("0") or "0"
    if len(significant) > 64:
        return None
    value = int(significant, base)
    if sign == "-":
        return -value if value <= _INT64 else None
    return value if value < (_INT64 if sign else _UINT64) else None


def _finite(text: str) -> float | int | None:
    """ParseFloat fails where the number is too large, so `7e12345` stays a string."""
    value = float(text)
    return None if math.isinf(value) else as_json(value)


def as_json(value: float) -> float | int:
    """A float after its way through JSON: whole numbers lose their point and are integers to the server."""
    if not value.is_integer() or abs(value) >= 2 * _INT64:
        return value
    if abs(value) < _EXACT:
        return int(value)
    from decimal import Decimal

    digits = int(Decimal(repr(value)))
    return digits if -_INT64 <= digits < _INT64 else value


def tagged(tag: str, text: str) -> Scalar:
    """The value of a scalar with an explicit tag; unknown tags leave the text as it is."""
    name = tag.removeprefix(_TAG) if tag.startswith(_TAG) else ""
    if name == "binary":
        return _binary(text)
    if name not in {"bool", "int", "float", "null", "timestamp"}:
        return text
    if name == "timestamp" and _is_timestamp(text):
        return text
    value = plain(text)
    kind = _kind(text, value)
    if kind == name or (name == "float" and kind == "int" and (_integer(text.replace("_", "")) or 0) < _INT64):
        return value
    raise NotDecodable(f"{text!r} is tagged !!{name} but cannot be read as one")


def _binary(text: str) -> str:
    import base64
    import binascii

    try:
        data = base64.b64decode(text.replace("\n", "").replace("\r", ""), validate=True)
    except (binascii.Error, ValueError):
        raise NotDecodable("a !!binary value is not valid base64") from None
    return re.sub("[\udc80-\udcff]", "\ufffd", data.decode("utf-8", "surrogateescape"))


def _kind(text: str, value: Scalar) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "str"
    return "int" if _integer(text.replace("_", "")) is not None else "float"


def _is_timestamp(text: str) -> bool:
    match = re.fullmatch(_TIMESTAMP, text)
    if match is None:
        return False
    year, month, day, *clock = (int(group) for group in match.groups() if group is not None)
    from datetime import date

    try:
        date(year or 4, month, day)
    except ValueError:
        return False
    return all(part < limit for part, limit in zip(clock, (24, 60, 60), strict=False))


def key(text: str, tag: str = "") -> str:
    """The JSON key a resolvable scalar becomes; raises NotDecodable for keys that JSON cannot have."""
    value = tagged(tag, text) if tag else plain(text)
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        raise NotDecodable("a map key is null")
    digits = text.replace("_", "")
    if tag == FLOAT_TAG or _integer(digits) is None:
        return _float_key(float(digits) if _FLOAT.fullmatch(digits) else float(value))
    if value >= _INT64:
        raise NotDecodable(f"the map key {text} is too large for an integer")
    return str(value)


def _float_key(value: float) -> str:
    """sigs.k8s.io/yaml prints such keys with 32-bit precision: `3.14159265` becomes "3.1415927"."""
    if math.isnan(value):
        return ".nan"
    import struct

    try:
        single = struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        single = math.copysign(math.inf, value)
    if math.isinf(single):
        return ".inf" if single > 0 else "-.inf"
    for precision in range(9):
        shown = f"{single:.{precision}e}"
        if struct.pack("f", float(shown)) == struct.pack("f", single):
            break
    return _general(shown)


def _general(shown: str) -> str:
    """Go's shortest %g: plain digits for exponents -4 to 5, else the exponent with two digits or more."""
    mantissa, _, exponent = shown.partition("e")
    power = int(exponent)
    if -4 <= power < 21 and power < 6:
        digits = len(mantissa.lstrip("-").replace(".", ""))
        return f"{float(shown):.{max(0, digits - 1 - power)}f}"
    return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"
