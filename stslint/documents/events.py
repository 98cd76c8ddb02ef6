"""The only door to ruamel.yaml: text in, parse events out, with libyaml's scanner or, without it, the pure Python one.

Both follow the grammar go-yaml v2 was ported from. Nothing here is imported until a document needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def events(text: str) -> Iterator[Any]:
    """The events of a text, by the fastest parser that is installed."""
    try:
        from _ruamel_yaml import CParser  # type: ignore[import-not-found]
    except ImportError:
        return pure_events(text)
    return iter(CParser(text).get_event, None)


def pure_events(text: str) -> Iterator[Any]:
    """The events of a text by ruamel.yaml's own parser, which reads YAML 1.1 as libyaml does."""
    from ruamel.yaml.loader import BaseLoader

    return iter(BaseLoader(text, version="1.1").get_event, None)
