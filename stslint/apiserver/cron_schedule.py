"""Schedules of CronJobs: five fields of numbers, names, ranges and steps, or a word such as `@daily`.

In: the schedule as written. Out: what the cron parser says of it. Upstream: robfig/cron, ParseStandard.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from stslint.patterns import pattern

_MONTHS: Final = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAYS: Final = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
_WORDS: Final = frozenset({"@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"})
_DURATION: Final = pattern(r"[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)")


class _Field(NamedTuple):
    least: int
    most: int
    names: dict[str, int]


_FIELDS: Final = (
    _Field(0, 59, {}),
    _Field(0, 23, {}),
    _Field(1, 31, {}),
    _Field(1, 12, {name: index + 1 for index, name in enumerate(_MONTHS)}),
    _Field(0, 6, {name: index for index, name in enumerate(_DAYS)}),
)


def problem(schedule: str) -> str:
    """The first thing wrong, or ""."""
    text = schedule
    if text.startswith(("TZ=", "CRON_TZ=")):
        text = text.partition(" ")[2].strip()
    if text.startswith("@"):
        return _word_problem(text)
    fields = text.split()
    if len(fields) != len(_FIELDS):
        return f"expected exactly 5 fields, found {len(fields)}: [{' '.join(fields)}]"
    problems = (each for text, field in zip(fields, _FIELDS, strict=True) for each in _problems(text, field))
    return next(problems, "")


def _word_problem(text: str) -> str:
    if text in _WORDS:
        return ""
    if text.startswith("@every "):
        duration = text.removeprefix("@every ")
        return "" if _DURATION.fullmatch(duration) else f"failed to parse duration {text}"
    return f"unrecognized descriptor: {text}"


def _problems(text: str, field: _Field) -> Iterator[str]:
    for part in text.split(","):
        if part:
            yield from _range_problems(part, field)


def _range_problems(part: str, field: _Field) -> Iterator[str]:
    range_, *steps = part.split("/")
    ends = range_.split("-")
    if len(steps) > 1:
        yield f"too many slashes: {part}"
    elif len(ends) > 2:
        yield f"too many hyphens: {part}"
    elif ends[0] not in ("*", "?"):
        yield from _end_problems(part, ends, bool(steps), field)
    for step in steps[:1]:
        if not step.isdecimal():
            yield f"failed to parse int from {step}"
        elif int(step[:9]) == 0:
            yield f"step of range should be a positive number: {part}"


def _end_problems(part: str, ends: list[str], stepped: bool, field: _Field) -> Iterator[str]:
    numbers = [_number(end, field) for end in ends]
    for end, number in zip(ends, numbers, strict=True):
        if number is None:
            yield f"failed to parse int from {end}"
            return
    first, last = numbers[0], field.most if stepped and len(numbers) == 1 else numbers[-1]
    if first is None or last is None:
        return
    if first < field.least:
        yield f"beginning of range ({first}) below minimum ({field.least}): {part}"
    elif last > field.most:
        yield f"end of range ({last}) above maximum ({field.most}): {part}"
    elif first > last:
        yield f"beginning of range ({first}) beyond end of range ({last}): {part}"


def _number(text: str, field: _Field) -> int | None:
    if text.lower() in field.names:
        return field.names[text.lower()]
    digits = text.removeprefix("+")
    return int(digits[:9]) if digits.isascii() and digits.isdecimal() else None
