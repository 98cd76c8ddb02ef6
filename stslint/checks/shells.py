"""Shell syntax where no shell runs, and what a shell is used for that Kubernetes does better.

In: a workload. Out: hits on words that reach the program unexpanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.pods import container_paths
from stslint.fields import FieldPath
from stslint.hits import Hit, Patch
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping

_SHELLS: Final = pattern(r"(?:.*/)?(?:ba|da|a|z|k|mk|fi)?sh(?:\.exe)?")
_EVALUATE: Final = pattern(
    r"(?:.*/)?(?:busybox|env|tini|dumb-init|gosu|su|su-exec|sudo|chroot|nohup|timeout|exec|nsenter|xargs|catatonit|"
    r"python[\d.]*|perl|ruby|node|php|lua|g?awk|sed|expect|powershell|pwsh|cmd|s6-.*|runuser|setpriv|numactl|"
    r"docker-entrypoint.*|entrypoint.*|.*\.(?:sh|bash|py|pl|rb|js))",
    re.IGNORECASE,
)
"""Programs that start others or read programs: what they make of a word is not known here."""
_SHELL_FLAG: Final = pattern(r"-[a-z]*c")
_COMMAND: Final = pattern(r"(?<![\\$])\$\(\s*[a-z][a-z0-9/_-]*(?:\s[^)]{0,200})?\)|(?<!\\)`[a-z][^`\n]*`")
_VARIABLE: Final = pattern(r"(?<![\\$])\$(?:([A-Z_][A-Z0-9_]*)|\{([A-Z_][A-Z0-9_]*)([^}A-Za-z0-9_][^}]{0,200})?\})")


def _argv(container: dict[str, Any]) -> list[tuple[str, int, str]]:
    return [
        (field, index, word)
        for field in ("command", "args")
        for index, word in enumerate(items(container.get(field)))
        if isinstance(word, str)
    ]


def shell_words(container: dict[str, Any]) -> frozenset[tuple[str, int]]:
    """The words (field, index) that a shell, or a program that may start one, reads."""
    argv = _argv(container)
    if not argv:
        return frozenset()
    _, _, program = argv[0]
    shell = any(_SHELLS.fullmatch(word) or _EVALUATE.fullmatch(word) for _, _, word in argv[:4])
    flag = _SHELL_FLAG.fullmatch(program)
    return frozenset((field, index) for field, index, _ in argv) if shell or flag else frozenset()


def syntax_without_shell(resource: Resource) -> Iterator[Hit]:
    for path, container in container_paths(resource):
        argv = _argv(container)
        if not any("$" in word or "`" in word for _, _, word in argv) or shell_words(container):
            continue
        defined = {str(mapping(each).get("name")) for each in items(container.get("env"))} | {"HOSTNAME"}
        by_image = argv[0][0] == "args"
        for field, index, word in argv:
            hit = _unexpanded((*path, field, index), word, defined, by_image)
            if hit is not None:
                yield hit


def _unexpanded(at: FieldPath, word: str, defined: set[str], by_image: bool) -> Hit | None:
    command = _COMMAND.search(word)
    if command is not None and command[0][2:-1] not in defined:
        return Hit(at, {"text": command[0], "name": ""}, "image" if by_image else "")
    for match in _VARIABLE.finditer(word):
        name = match[1] or match[2]
        if name not in defined:
            continue
        plain = not match[3] and name != "HOSTNAME"
        instead = word[: match.start()] + f"$({name})" + word[match.end() :]
        patches = (Patch("set", at, instead),) if plain and "\n" not in word else ()
        case = "variable-image" if by_image else "variable"
        return Hit(at, {"text": match[0], "name": name}, case, patches=patches)
    return None


_ORDINAL: Final = pattern(r"HOSTNAME##\*-|HOSTNAME%%-|hostname\b[^\n]{0,40}-\(\[0-9\]|HOSTNAME\b[^\n]{0,20}-\(\[0-9\]")
POD_INDEX_SINCE: Final = (1, 28)


def ordinal_from_hostname(resource: Resource, version: tuple[int, int]) -> Iterator[Hit]:
    if version < POD_INDEX_SINCE:
        return
    for path, container in container_paths(resource):
        for field, index, word in _argv(container):
            found = _ORDINAL.search(word) if "-" in word else None
            if found is not None:
                yield Hit((*path, field, index), {"text": found[0]})
                break
