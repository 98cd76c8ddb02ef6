"""Image references: what a kubelet cannot pull, and what it pulls differently tomorrow.

In: one workload. Out: hits on `image` fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from stslint.checks.known_images import Image, parse_image
from stslint.checks.pods import container_paths
from stslint.fields import FieldPath
from stslint.hits import Hit, Patch
from stslint.patterns import pattern
from stslint.resources import Resource

_COMPONENT: Final = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_REFERENCE: Final = pattern(
    r"(?:(?:localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9.-]+:[0-9]+|\[[0-9a-fA-F:]+\])(?::[0-9]+)?/)?"
    rf"{_COMPONENT}(?:/{_COMPONENT})*"
    r"(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?"
)
"""distribution/reference: `[domain/]path[:tag][@digest]`."""
_SHOUTED: Final = pattern(r"[A-Z][A-Z0-9_.-]+")
"""`PROJECT_ID` in `gcr.io/PROJECT_ID/app`."""
_MARKS: Final = pattern(r"[${}<>%@]|\[\[|__[A-Z]")


@lru_cache(maxsize=16)
def _images(resource: Resource) -> tuple[tuple[FieldPath, str], ...]:
    return tuple(
        ((*path, "image"), image)
        for path, container in container_paths(resource)
        if isinstance(image := container.get("image"), str) and image
    )


def malformed(resource: Resource) -> Iterator[Hit]:
    for path, image in _images(resource):
        bare = image.strip()
        if bare != image:
            patch = Patch("set", path, bare)
            yield Hit(path, {"image": image}, "pod" if resource.kind == "Pod" else "blank", patches=(patch,))
        elif not _readable(image):
            yield Hit(path, {"image": image, "why": _why(image)})


@lru_cache(maxsize=1024)
def _readable(image: str) -> bool:
    return _REFERENCE.fullmatch(image) is not None or _is_placeholder(image)


def _is_placeholder(image: str) -> bool:
    """Is it to be replaced by a tool before it is applied?"""
    name = image.partition("@")[0]
    return bool(_MARKS.search(name)) or any(_SHOUTED.fullmatch(part) for part in name.partition(":")[0].split("/"))


def _why(image: str) -> str:
    name, _, digest = image.partition("@")
    if "://" in image:
        return "it has a scheme, as only URLs have"
    if any(char.isspace() for char in image):
        return "it holds a blank"
    head, _, last = name.rpartition("/")
    if any(char.isupper() for char in f"{head.partition('/')[2]}{last.partition(':')[0]}"):
        return "repository names are lower-case"
    if name.endswith(":"):
        return "the tag behind the colon is missing"
    return "its digest is no digest" if digest else "it is not of the form registry/name:tag"


def no_tag(resource: Resource) -> Iterator[Hit]:
    for path, image in _images(resource):
        parsed = parse_image(image)
        if not parsed.tag and not parsed.digest and not _MARKS.search(image):
            yield Hit(path, {"image": image})


def floating_tag(resource: Resource) -> Iterator[Hit]:
    for path, image in _images(resource):
        parsed = parse_image(image)
        if parsed.tag in _FLOATING and not parsed.digest:
            yield Hit(path, {"image": image, "tag": parsed.tag})


_FLOATING: Final = frozenset(["latest", "stable", "edge", "nightly", "master", "main", "dev", "develop", "canary"])


def tag_beside_digest(resource: Resource) -> Iterator[Hit]:
    for path, image in _images(resource):
        parsed = parse_image(image)
        if parsed.tag and parsed.digest:
            yield Hit(path, {"image": image, "tag": parsed.tag})


def registry_gone(resource: Resource) -> Iterator[Hit]:
    for path, image in _images(resource):
        parsed = parse_image(image)
        case, replacement = _moved(parsed, image)
        if replacement:
            facts = {"image": image, "replacement": replacement}
            yield Hit(path, facts, case, patches=(Patch("set", path, replacement),))


@lru_cache(maxsize=1024)
def _moved(parsed: Image, image: str) -> tuple[str, str]:
    """Where an image went: case of the rule and new reference."""
    if parsed.registry in ("k8s.gcr.io", "gcr.io") and (
        parsed.registry == "k8s.gcr.io" or parsed.repository.startswith("google_containers/")
    ):
        rest = parsed.repository.removeprefix("google_containers/")
        old = f"{parsed.registry}/{parsed.repository}"
        return "", image.replace(old, f"registry.k8s.io/{rest}", 1)
    if parsed.registry in _HUB and parsed.repository.startswith("bitnami/") and parsed.tag not in ("", "latest"):
        return ("", "") if parsed.digest else ("bitnami", image.replace("bitnami/", "bitnamilegacy/", 1))
    return "", ""


_HUB: Final = ("", "docker.io", "index.docker.io", "registry-1.docker.io")
