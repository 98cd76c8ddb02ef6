"""`--check FILE`: a plan that was stored as JSON against the one of today.

In: two plans as plain data. Out: the places where they differ, as lines. A person reads it: a list of things with names
is compared by name, and what is a long list of names by what came and what went.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.errors import UserError
from stslint.terminal import printable

SHOWN: Final = 40
_VALUE: Final = 100
_FEW: Final = 12


def read_stored(path: str) -> dict[str, Any]:
    """The plan in a file; raises UserError if there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
    except OSError as error:
        raise UserError(f"{path}: {(error.strerror or str(error)).lower()}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{path}: no plan in JSON: {error}") from None
    if not isinstance(found, dict) or "create" not in found:
        raise UserError(f"{path}: no plan in JSON: store one with `stslint plan … --format json:{path}`")
    return found


def differences(stored: Any, now: Any, path: str = "") -> Iterator[str]:
    """`update.pods_replaced: + web-1`: `-` was stored, `+` is so now."""
    if isinstance(stored, Mapping) and isinstance(now, Mapping):
        for key in [*stored, *(key for key in now if key not in stored)]:
            here = f"{path}.{key}" if path else str(key)
            yield from differences(stored.get(key), now.get(key), here)
    elif isinstance(stored, list) and isinstance(now, list):
        yield from _lists(stored, now, path)
    elif stored != now or type(stored) is not type(now):
        yield from _changed(path, stored, now)


def _changed(path: str, stored: Any, now: Any) -> Iterator[str]:
    if stored is None:
        yield f"+ {path}: {_value(now)}"
    elif now is None:
        yield f"- {path}: {_value(stored)}"
    else:
        yield f"~ {path}: {_value(stored)} → {_value(now)}"


def _lists(stored: list[Any], now: list[Any], path: str) -> Iterator[str]:
    if stored == now:
        return
    before, after = _by_name(stored), _by_name(now)
    if before is not None and after is not None:
        for name in [*before, *(name for name in after if name not in before)]:
            yield from differences(before.get(name), after.get(name), f"{path}[{name}]")
        return
    gone, come = _less(stored, now), _less(now, stored)
    yield from (f"- {path}: {_value(each)}" for each in gone)
    yield from (f"+ {path}: {_value(each)}" for each in come)
    if not gone and not come:
        yield f"~ {path}: another order: {_value(stored)} → {_value(now)}"


def _less(left: list[Any], right: list[Any]) -> list[Any]:
    known = {json.dumps(each, sort_keys=True) for each in right}
    return [each for each in left if json.dumps(each, sort_keys=True) not in known]


def _by_name(found: list[Any]) -> dict[str, Any] | None:
    """Items by name, qualified by their namespace; None if they have none."""
    result: dict[str, Any] = {}
    for each in found:
        name = each.get("name") if isinstance(each, Mapping) else None
        if not isinstance(name, str):
            return None
        kind = f"{each['kind']} " if isinstance(each.get("kind"), str) else ""
        full = f"{kind}{each['namespace']}/{name}" if each.get("namespace") else f"{kind}{name}"
        if full in result:
            return None
        result[full] = each
    return result


def _value(value: Any) -> str:
    if isinstance(value, (Mapping, list)) and len(value) > _FEW:
        return f"({len(value)} entries)"
    text = printable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return text if len(text) <= _VALUE else f"{text[: _VALUE - 1]}…"
