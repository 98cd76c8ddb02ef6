"""Quantities: what apimachinery's resource.ParseQuantity accepts, as exact numbers.

In: the text (or JSON number) of a quantity. Out: a Fraction in base units (bytes, cores), or None where the server
refuses it.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from stslint.patterns import pattern

_QUANTITY: Final = pattern(
    r"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)([numkMGTPE]|[KMGTPE]i|[eE][+-]?[0-9]{1,10})?", re.ASCII
)

_SCALE: Final = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    "": Fraction(1),
    **{suffix: Fraction(1000 ** (power + 1)) for power, suffix in enumerate("kMGTPE")},
    **{suffix + "i": Fraction(1024 ** (power + 1)) for power, suffix in enumerate("KMGTPE")},
}
_EXPONENT_MAX: Final = 64
_DIGITS_MAX: Final = 1000


def parse(value: Any) -> Fraction | None:
    """`500m` → 1/2, `1Gi` → 1073741824, `1GB` → None. Exponents and digits are bounded: huge ones are clamped."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    return _parse(str(value)[:_DIGITS_MAX])


@lru_cache(maxsize=1024)
def _parse(text: str) -> Fraction | None:
    match = _QUANTITY.fullmatch(text.strip())
    if match is None:
        return None
    sign, digits, suffix = match[1], match[2], match[3] or ""
    number = Fraction(digits if not digits.endswith(".") else digits[:-1])
    if suffix not in _SCALE:
        exponent = max(-_EXPONENT_MAX, min(_EXPONENT_MAX, int(suffix[1:])))
        number *= Fraction(10) ** exponent
    else:
        number *= _SCALE[suffix]
    return -number if sign == "-" else number


_DECIMAL: Final = {-9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T", 15: "P", 18: "E"}
_BINARY: Final = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def canonical(value: Any) -> str | None:
    """The text the server stores: `1000m` → `1`, `1024Mi` → `1Gi`, `0.5` → `500m` (Quantity.CanonicalizeBytes)."""
    number = parse(value)
    if number is None:
        return None
    text = str(value).strip()
    if text.endswith("i") and number.denominator == 1 and abs(number) >= 1024:
        return _in_binary(number.numerator)
    return _in_decimal(number, exponential="e" in text.lower().rstrip("e"))


def _in_binary(number: int) -> str:
    power = 0
    while number % 1024 == 0 and power + 1 < len(_BINARY):
        number //= 1024
        power += 1
    return f"{number}{_BINARY[power]}"


def _in_decimal(number: Fraction, *, exponential: bool) -> str:
    if number == 0:
        return "0"
    exponent = -9
    scaled = -(-number * 10**9 // 1)
    while scaled % 1000 == 0 and exponent < 18:
        scaled //= 1000
        exponent += 3
    if exponential:
        return f"{scaled}e{exponent}" if exponent else str(scaled)
    return f"{scaled}{_DECIMAL[exponent]}"


_UNITS: Final = {
    unit: suffix
    for suffix in ("k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")
    for unit in (suffix.lower(), suffix.lower() + "b")
}
_NEARLY: Final = pattern(r"\s*([0-9][0-9_]*(?:[.,][0-9]+)?|\.[0-9]+)\s*([A-Za-z]{1,3})?\s*", re.ASCII)


def legal_spelling(text: str) -> str | None:
    """The quantity somebody meant who wrote `10GiB`, `1 Gi`, `1_000`, `1K` or `512mb`; None if that cannot be told."""
    match = _NEARLY.fullmatch(text)
    if match is None or len(text) > _DIGITS_MAX:
        return None
    unit = _UNITS.get(match[2].lower()) if match[2] else ""
    if unit is None:
        return None
    meant = match[1].replace("_", "").replace(",", ".") + unit
    return meant if meant != text and parse(meant) is not None else None
