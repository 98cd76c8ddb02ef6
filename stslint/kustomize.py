"""Which files a kustomization patches with or configures itself by: they look like objects and are none.

In: kustomization files. Out: the names of the sources they take for patches, transformers and the like.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from typing import Any, Final

from stslint.documents import parse
from stslint.resources import items, mapping
from stslint.text import Source

FILES: Final = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_LISTS: Final = (
    *("patches", "patchesStrategicMerge", "patchesJson6902", "replacements"),
    *("transformers", "generators", "validators", "configurations", "crds"),
)
_GENERATORS: Final = ("configMapGenerator", "secretGenerator")


def is_kustomization(name: str) -> bool:
    """Does a source's name say that it is a kustomization?"""
    return name.replace("\\", "/").rpartition("/")[2] in FILES


def patch_files(kustomizations: Iterable[Source]) -> tuple[str, ...]:
    """The names, sorted, of the files that these kustomizations do not deploy as they are."""
    found: set[str] = set()
    for source in kustomizations:
        folder = posixpath.dirname(source.name.replace("\\", "/"))
        for document in parse(source):
            found.update(posixpath.normpath(posixpath.join(folder, path)) for path in _paths(mapping(document.value)))
    return tuple(sorted(found))


def _paths(kustomization: dict[str, Any]) -> Iterator[str]:
    for name in _LISTS:
        for entry in items(kustomization.get(name)):
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and "\n" not in path:
                yield path
    for name in _GENERATORS:
        for entry in items(kustomization.get(name)):
            for file in items(mapping(entry).get("files")):
                if isinstance(file, str):
                    yield file.rpartition("=")[2]
