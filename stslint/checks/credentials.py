"""Credentials in plain sight, and Secrets whose value is not what was meant.

In: one object. Out: hits on variables and Secret values. No value is ever part of a fact.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.pods import container_paths
from stslint.fields import FieldPath, Key
from stslint.hits import Hit
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping

_SECRET_NAME: Final = pattern(
    r"(?:^|_)(?:PASSWORD|PASSWD|PASS|PWD|SECRET|SECRET_KEY|TOKEN|API_?KEY|PRIVATE_?KEY|ACCESS_?KEY|CREDENTIALS?)$"
)
_NOT_SECRET: Final = pattern(r"ALLOW|EMPTY|FILE|PATH|ENABLE|DISABLE|RANDOM|NAME$|REQUIRE|USE_|_URL$|EXPIR|LENGTH")
_PLACEHOLDER: Final = pattern(r"|\$\(.*|\$\{.*|<.*>|/.*|true|false|yes|no|0|1|null|none", re.IGNORECASE | re.DOTALL)
_USERINFO: Final = pattern(r"[a-z][a-z0-9+.-]{1,20}://[^/\s:@$(){}<>]*:([^/\s:@$(){}<>]+)@", re.IGNORECASE)
_LINE_VALUES: Final = pattern(
    r"(?!.*(?:\.|htpasswd|pgpass|passwd$|users$|config))"
    r".*(?:pass|pwd|token|secret|user|login|(?:key|host|url|uri|dsn)$)",
    re.IGNORECASE,
)
"""Keys whose value is one line that a program compares; keys named like files are left alone."""
_KEY_FILE: Final = (b"ssh-", b"ecdsa-", b"-----BEGIN")


def plain_credential(resource: Resource) -> Iterator[Hit]:
    for path, container in container_paths(resource):
        for index, each in enumerate(items(container.get("env"))):
            variable = mapping(each)
            name, value = variable.get("name"), variable.get("value")
            if isinstance(name, str) and isinstance(value, str) and _is_credential(name, value):
                yield Hit((*path, "env", index, "value"), {"name": name})


def _is_credential(name: str, value: str) -> bool:
    if _USERINFO.search(value):
        return True
    upper = name.upper().replace("-", "_").replace(".", "_")
    named = _SECRET_NAME.search(upper) and not _NOT_SECRET.search(upper)
    return bool(named) and _PLACEHOLDER.fullmatch(value) is None


def trailing_newline(resource: Resource) -> Iterator[Hit]:
    for path, key, value in _values(resource):
        text = value.rstrip(b"\r\n")
        if text == value or not text or b"\n" in text or text.startswith(_KEY_FILE) or len(text) > 200:
            continue
        if _LINE_VALUES.match(key):
            yield Hit(path, {"key": key}, "plain" if path[0] == "stringData" else "")


def _values(resource: Resource) -> Iterator[tuple[FieldPath, str, bytes]]:
    for key, value in mapping(resource.body.get("data")).items():
        decoded = _decoded(value)
        if decoded is not None:
            yield ("data", Key(key)), key, decoded
    for key, value in mapping(resource.body.get("stringData")).items():
        if isinstance(value, str):
            yield ("stringData", Key(key)), key, value.encode()


def _decoded(value: Any) -> bytes | None:
    try:
        return base64.b64decode(value, validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        return None
