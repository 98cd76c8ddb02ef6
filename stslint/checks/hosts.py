"""Recognises host names in ordinary strings.

In: a string. Out: `Host`s, each with what stands around it (scheme, port, a variable glued to it). Linear in the length
of the string. What is only half there (`${X}-0.web`, `{{ host }}`) is marked, so that nobody guesses.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from stslint.patterns import pattern

_TOKEN: Final = pattern(r"[A-Za-z0-9._-]+")
_LABEL: Final = pattern(r"[A-Za-z0-9-]+")
_PORT: Final = pattern(r":(\d{1,5})(?![\w.-])")
_GLUED_BEFORE: Final = frozenset("$}){%*>]~\\")
_GLUED_AFTER: Final = frozenset("${%*<[(~")


_LONGEST_VARIABLE: Final = 40


class Host(NamedTuple):
    """A host name as it stands in a string.

    `labels` are in lower case, without a final dot. `dynamic` says that a variable takes the place of the first label
    (`$(POD_NAME).web`), which is then "". `url` says that a scheme or `user@` stands before it.
    """

    token: str
    labels: tuple[str, ...]
    start: int
    end: int
    port: int | None = None
    url: bool = False
    dynamic: bool = False
    variable: str = ""

    @property
    def written(self) -> str:
        """The name with the variable before it."""
        return self.variable + self.token


def hosts(text: str, known: Callable[[str], bool] = bool, start: int = 0, end: int | None = None) -> Iterator[Host]:
    """The tokens of a string that have the form of a host name and a first label that is known (or a variable)."""
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        token = match[0]
        if token[0] in "._-" or known(token.partition(".")[0]) or text[match.start() - 1 : match.start()] == "$":
            host = _host(text, match.start(), match.end())
            if host is not None and (host.dynamic or host.labels[0][0] == "_" or known(host.labels[0])):
                yield host


_FEW_WORDS: Final = 20
"""With more known words the whole text is read at once."""


def hosts_by_line(text: str, known: Callable[[str], bool]) -> Iterator[Host]:
    """The same of long texts, looking only at lines on which a known label stands."""
    words = [word for word in set(_LABEL.findall(text)) if known(word)]
    if not words:
        return
    if len(words) > _FEW_WORDS:
        yield from hosts(text, known)
        return
    starts = {text.rfind("\n", 0, at) + 1 for word in words for at in _occurrences(text, word)}
    for start in sorted(starts):
        end = text.find("\n", start)
        yield from hosts(text, known, start, end if end >= 0 else len(text))


def _occurrences(text: str, word: str) -> Iterator[int]:
    """Where a word stands, once a line."""
    at = text.find(word)
    while at >= 0:
        yield at
        line_end = text.find("\n", at)
        at = text.find(word, line_end) if line_end >= 0 else -1


def _host(text: str, start: int, end: int) -> Host | None:
    before, after = text[start - 1 : start], text[end : end + 1]
    if after in _GLUED_AFTER and after:
        return None
    token = text[start:end]
    dynamic = bool(before) and before in _GLUED_BEFORE
    if dynamic:
        dot = token.find(".")
        if dot < 0 or (before != "$" and dot != 0):
            return None
        start += dot
        token = token[dot:]
    else:
        kept = token.lstrip(".-")
        start += len(token) - len(kept)
        token = kept
    token = token.rstrip(".-_")
    labels = tuple(token.lower().split("."))
    if "" in labels[1:] or not labels[-1] or any("_" in label for label in labels[-2:]):
        return None
    return _with_context(text, token, labels, start, dynamic)


def _with_context(text: str, token: str, labels: tuple[str, ...], start: int, dynamic: bool) -> Host | None:
    end = start + len(token)
    before = text[max(0, start - 3) : start]
    url = before.endswith(("://", "@"))
    if before.endswith("/") and not url and not before.endswith("//"):
        return None
    port = _PORT.match(text, end)
    variable = _variable(text, start) if dynamic else ""
    return Host(token, labels, start, end, int(port[1]) if port else None, url, dynamic, variable)


def _variable(text: str, end: int) -> str:
    """The variable that ends here, from its dollar sign on; "" if it is not a short one on this line."""
    start = text.rfind("$", max(0, end - _LONGEST_VARIABLE), end)
    found = text[start:end] if start >= 0 else ""
    return "" if "\n" in found or " " in found else found
