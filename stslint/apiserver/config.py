"""ConfigMap, Secret and ServiceAccount: keys that become file names, sizes, and the keys a Secret's type demands.

In: the object as written. Out: FieldErrors and FieldWarnings. Upstream: pkg/apis/core/validation (ValidateConfigMap,
ValidateSecret), pkg/registry/core.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import struct, text
from stslint.apiserver.errors import invalid, required, too_long
from stslint.apiserver.feature_gates import Version
from stslint.fields import FieldError, FieldWarning, Key

SIZE_MAX: Final = 1024 * 1024
SERVICE_ACCOUNT_NAME: Final = "kubernetes.io/service-account.name"
MOUNTABLE_SECRETS: Final = "kubernetes.io/enforce-mountable-secrets"
_JSON_KEY: Final = {"kubernetes.io/dockercfg": ".dockercfg", "kubernetes.io/dockerconfigjson": ".dockerconfigjson"}


def validate_config_map(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """Keys, no key in both maps, and at most 1 MiB in all."""
    data, binary = struct(body, "data"), struct(body, "binaryData")
    for name, values in (("data", data), ("binaryData", binary)):
        for key in values:
            for detail in formats.config_map_key(key):
                yield invalid((name, Key(key)), key, detail, anchor="key")
    for key in data:
        if key in binary:
            yield invalid(("data", Key(key)), key, "duplicate of key present in binaryData", anchor="key")
    if _text_size(data) + _binary_size(binary) > SIZE_MAX:
        yield too_long((Key(""),), SIZE_MAX, at=("data",))._replace(anchor="key")


def _text_size(values: Mapping[str, Any]) -> int:
    return sum(_length(value) for value in values.values() if isinstance(value, str))


def _length(value: str) -> int:
    return len(value) if value.isascii() else len(value.encode("utf-8", "surrogatepass"))


def _binary_size(values: Mapping[str, Any]) -> int:
    texts = (value for value in values.values() if isinstance(value, str))
    return sum(len(value) * 3 // 4 - value[-2:].count("=") for value in texts)


def validate_secret(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """Keys and size of what `data` and `stringData` make together, and what the type demands."""
    data, strings = struct(body, "data"), struct(body, "stringData")
    for key in {**data, **strings}:
        for detail in formats.config_map_key(key):
            at = ("stringData" if key in strings else "data", Key(key))
            yield invalid(("data", Key(key)), key, detail, at, "key")
    size = _text_size(strings) + _binary_size({key: value for key, value in data.items() if key not in strings})
    if size > SIZE_MAX:
        yield too_long(("data",), SIZE_MAX)
    kind = text(body, "type")
    if kind and kind != "Opaque":
        yield from _validate_type(kind, body, data, strings)


def _validate_type(
    kind: str, body: Mapping[str, Any], data: Mapping[str, Any], strings: Mapping[str, Any]
) -> Iterator[FieldError]:
    keys = {**data, **strings}
    if kind == "kubernetes.io/service-account-token":
        if not struct(struct(body, "metadata"), "annotations").get(SERVICE_ACCOUNT_NAME):
            yield required(("metadata", "annotations", Key(SERVICE_ACCOUNT_NAME)), other=("type",))
    elif kind in _JSON_KEY:
        yield from _validate_json(_JSON_KEY[kind], data, strings)
    elif kind == "kubernetes.io/basic-auth":
        if "username" not in keys and "password" not in keys:
            yield from (required(("data", Key(key)), other=("type",)) for key in ("username", "password"))
    elif kind == "kubernetes.io/ssh-auth":
        if not keys.get("ssh-privatekey"):
            yield required(("data", Key("ssh-privatekey")), other=("type",))
    elif kind == "kubernetes.io/tls":
        yield from (required(("data", Key(key)), other=("type",)) for key in ("tls.crt", "tls.key") if key not in keys)


def _validate_json(key: str, data: Mapping[str, Any], strings: Mapping[str, Any]) -> Iterator[FieldError]:
    if key not in data and key not in strings:
        yield required(("data", Key(key)), other=("type",))
        return
    content = strings.get(key) if key in strings else _decoded(data[key])
    try:
        value = json.loads(content or "")
    except ValueError:
        value = content
    if value is not None and not isinstance(value, dict):
        at = ("stringData" if key in strings else "data", Key(key))
        yield invalid(("data", Key(key)), "<secret contents redacted>", "must be a JSON object", at)


def _decoded(value: Any) -> str:
    try:
        return base64.b64decode(value or "").decode("utf-8", "replace")
    except (binascii.Error, TypeError, ValueError):
        return ""


def service_account_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """The annotation that never isolated anything."""
    if version >= (1, 32) and MOUNTABLE_SECRETS in struct(struct(body, "metadata"), "annotations"):
        path = ("metadata", "annotations", Key(MOUNTABLE_SECRETS))
        words = "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets"
        yield FieldWarning(path, words, anchor="key", code="mountable-secrets-annotation")


def secret_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """A TLS Secret whose parts are no PEM cannot be a key pair; whether real ones fit is not judged."""
    if text(body, "type") != "kubernetes.io/tls" or version < (1, 31):
        return
    data, strings = struct(body, "data"), struct(body, "stringData")
    if not {"tls.crt", "tls.key"} <= {*data, *strings}:
        return  # refused already
    for key, words in (("tls.crt", "certificate"), ("tls.key", "key")):
        content = strings.get(key) if key in strings else _decoded(data.get(key))
        if "-----BEGIN" not in (content if isinstance(content, str) else ""):
            message = f"tls: failed to find any PEM data in {words} input"
            yield FieldWarning(("data", Key(key)), message, code="tls-not-pem")
            return
