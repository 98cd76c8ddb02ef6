"""DNS names made of a Pod's IP address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stslint.checks.peers import where_is
from stslint.checks.texts import texts
from stslint.hits import Hit
from stslint.patterns import pattern
from stslint.resources import Resource

_NAME: Final = pattern(r"(?<![\w.-])\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.[a-z0-9-]{1,63}\.pod(?:\.[a-z0-9.-]+)?(?![\w-])")


def dns_name(resource: Resource) -> Iterator[Hit]:
    for text in texts(resource):
        if ".pod" in text.value:
            found = _NAME.search(text.value)
            if found is not None:
                yield Hit(text.path, {"address": found[0], "where": where_is(text)})
