"""Formats of names: what apimachinery's `util/validation` and `api/validate/content` accept, and their words if not.

In: a string. Out: a tuple of messages, empty if the string is well-formed. Lengths are in bytes upstream; here in
characters, which is the same for every string the patterns let through.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from stslint import patterns

Format = Callable[[str], tuple[str, ...]]

_LABEL: Final = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN: Final = _LABEL + r"(\." + _LABEL + ")*"
_LABEL_1035: Final = "[a-z]([-a-z0-9]*[a-z0-9])?"
_KEY: Final = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_CONFIG_KEY: Final = "[-._a-zA-Z0-9]+"
_PERCENT: Final = "[0-9]+%"
_HTTP_PATH: Final = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"

_label = patterns.pattern(_LABEL).fullmatch
_subdomain = patterns.pattern(_SUBDOMAIN).fullmatch
_wildcard = patterns.pattern(r"\*\." + _SUBDOMAIN).fullmatch
_label_1035 = patterns.pattern(_LABEL_1035).fullmatch
_key = patterns.pattern(_KEY).fullmatch
_config_key = patterns.pattern(_CONFIG_KEY).fullmatch
_http_path = patterns.pattern(_HTTP_PATH).fullmatch
_percent = patterns.pattern(_PERCENT).fullmatch
_port_charset = patterns.pattern("[-a-z0-9]+").fullmatch
_port_letter = patterns.pattern("[a-z]").search

_remembered = lru_cache(maxsize=4096)
"""The same few names stand everywhere in a set of manifests."""

NONE: Final[tuple[str, ...]] = ()


def _regex(message: str, pattern: str, *examples: str) -> str:
    shown = " or ".join(f"'{each}', " for each in examples)
    return f"{message} (e.g. {shown}regex used for validation is '{pattern}')"


def _characters(limit: int) -> str:
    return f"must be no more than {limit} characters"


def _bytes(limit: int) -> str:
    return f"must be no more than {limit} bytes"


_LABEL_WORDS: Final = _regex(
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
    "with an alphanumeric character",
    _LABEL,
    "my-name",
    "123-abc",
)
_SUBDOMAIN_WORDS: Final = _regex(
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
    "and end with an alphanumeric character",
    _SUBDOMAIN,
    "example.com",
)
_WILDCARD_WORDS: Final = _regex(
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
    "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
    r"\*\." + _SUBDOMAIN,
    "*.example.com",
)
_LABEL_1035_WORDS: Final = _regex(
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character",
    _LABEL_1035,
    "my-name",
    "abc-123",
)
_KEY_WORDS: Final = _regex(
    "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
    _KEY,
    "MyName",
    "my.name",
    "123-abc",
)
_VALUE_WORDS: Final = _regex(
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character",
    f"({_KEY})?",
    "MyValue",
    "my_value",
    "12345",
)
_CONFIG_KEY_WORDS: Final = _regex(
    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
    _CONFIG_KEY,
    "key.name",
    "KEY_NAME",
    "key-name",
)
_PERCENT_WORDS: Final = _regex(
    "a valid percent string must be a numeric string followed by an ending '%'", _PERCENT, "1%", "93%"
)


@_remembered
def dns_label(value: str) -> tuple[str, ...]:
    """IsDNS1123Label: `web-0`."""
    if len(value) <= 63 and _label(value):
        return NONE
    length = (_characters(63),) if len(value) > 63 else NONE
    if _label(value):
        return length
    return (*length, "must not contain dots" if _subdomain(value) else _LABEL_WORDS)


@_remembered
def dns_subdomain(value: str) -> tuple[str, ...]:
    """IsDNS1123Subdomain: `web.example.com`."""
    return _sized(value, 253, _subdomain, _SUBDOMAIN_WORDS)


@_remembered
def dns_1035_label(value: str) -> tuple[str, ...]:
    """IsDNS1035Label: like a DNS label, but starting with a letter."""
    return _sized(value, 63, _label_1035, _LABEL_1035_WORDS)


@_remembered
def wildcard_subdomain(value: str) -> tuple[str, ...]:
    """IsWildcardDNS1123Subdomain: `*.example.com`."""
    return _sized(value, 253, _wildcard, _WILDCARD_WORDS)


def _sized(value: str, limit: int, matches: Callable[[str], Any], words: str) -> tuple[str, ...]:
    if len(value) <= limit and matches(value):
        return NONE
    length = (_characters(limit),) if len(value) > limit else NONE
    return length if matches(value) else (*length, words)


@_remembered
def label_key(value: str) -> tuple[str, ...]:
    """IsQualifiedName: `app` or `example.com/app`; also finalizers, condition types, resource names."""
    if len(value) <= 63 and _key(value):
        return NONE
    parts = value.split("/")
    if len(parts) > 2:
        return (
            f"a valid label key {_KEY_WORDS} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
        )
    prefix = _prefix(parts[0]) if len(parts) == 2 else NONE
    return (*prefix, *(f"name part {each}" for each in _key_name(parts[-1])))


def _prefix(prefix: str) -> tuple[str, ...]:
    if not prefix:
        return ("prefix part must be non-empty",)
    return tuple(f"prefix part {each}" for each in dns_subdomain(prefix))


def _key_name(name: str) -> tuple[str, ...]:
    if not name:
        return ("must be non-empty", _KEY_WORDS)
    length = (_bytes(63),) if len(name) > 63 else NONE
    return length if _key(name) else (*length, _KEY_WORDS)


@_remembered
def annotation_key(value: str) -> tuple[str, ...]:
    """A label key whose case does not matter (ValidateAnnotations lowers it first)."""
    return label_key(value) and label_key(value.lower())


@_remembered
def label_value(value: str) -> tuple[str, ...]:
    """IsValidLabelValue: up to 63 characters, may be empty."""
    if not value or (len(value) <= 63 and _key(value)):
        return NONE
    length = (_bytes(63),) if len(value) > 63 else NONE
    return length if _key(value) else (*length, _VALUE_WORDS)


def port_number(value: int) -> tuple[str, ...]:
    """IsValidPortNum."""
    return NONE if 1 <= value <= 65535 else ("must be between 1 and 65535, inclusive",)


@_remembered
def port_name(value: str) -> tuple[str, ...]:
    """IsValidPortName: an IANA service name, at most 15 of `a-z 0-9 -` with a letter among them."""
    messages = []
    if len(value) > 15:
        messages.append(_characters(15))
    if not _port_charset(value):
        messages.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not _port_letter(value):
        messages.append("must contain at least one letter (a-z)")
    if "--" in value:
        messages.append("must not contain consecutive hyphens")
    if value[:1] == "-" or value[-1:] == "-":
        messages.append("must not begin or end with a hyphen")
    return tuple(messages)


def percent(value: str) -> tuple[str, ...]:
    """IsValidPercent: `25%`."""
    return NONE if _percent(value) else (_PERCENT_WORDS,)


@_remembered
def config_map_key(value: str) -> tuple[str, ...]:
    """IsConfigMapKey: keys of ConfigMaps and Secrets, which become file names."""
    if len(value) <= 253 and _config_key(value) and not value.startswith(".."):
        return NONE if value != "." else ("must not be '.'",)
    messages = [_characters(253)] if len(value) > 253 else []
    if not _config_key(value):
        messages.append(_CONFIG_KEY_WORDS)
    if value.startswith(".."):
        messages.append("must not be '..'" if value == ".." else "must not start with '..'")
    return tuple(messages)


def path_segment_name(value: str) -> tuple[str, ...]:
    """IsValidPathSegmentName: all that a URL path needs (RBAC objects, PodDisruptionBudgets, references)."""
    if value in (".", ".."):
        return (f"may not be '{value}'",)
    return tuple(f"may not contain '{each}'" for each in "/%" if each in value)


_header_name = patterns.pattern(r"[-A-Za-z0-9]+").fullmatch
_HEADER_WORDS: Final = _regex(
    "a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name"
)


def header_name(value: str) -> tuple[str, ...]:
    """IsHTTPHeaderName."""
    return NONE if _header_name(value) else (_HEADER_WORDS,)


def http_path(value: str) -> tuple[str, ...]:
    """The path of IsDomainPrefixedPath: characters of RFC 3986."""
    return NONE if _http_path(value) else (f"Invalid path (regex used for validation is '{_HTTP_PATH}')",)


def domain_prefixed_path(value: str) -> tuple[str, ...]:
    """IsDomainPrefixedPath, of what is not empty: `example.com/controller`."""
    domain, _, path = value.partition("/")
    if not domain or not path:
        return ('must be a domain-prefixed path (such as "acme.io/foo")',)
    return (*dns_subdomain(domain), *http_path(path))
