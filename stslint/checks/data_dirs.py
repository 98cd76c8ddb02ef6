"""Data folders of well-known images against the volumes that are mounted there.

In: one StatefulSet. Out: hits on data that goes to the container's own file system, or to the wrong place of a volume.
Any sign that the folder was moved (a variable, an argument, a configuration file) means silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from posixpath import normpath
from typing import Any, Final

from stslint.checks.known_images import Facts, Image, known, parse_image
from stslint.checks.mounts import volumes
from stslint.checks.pods import main_containers, name_of_container
from stslint.cluster import claim_templates, name_of
from stslint.fields import FieldPath
from stslint.hits import Hit, Note
from stslint.resources import Resource, items, mapping

_CONFIG: Final = ("configMap", "secret", "projected", "csi", "ephemeral", "image")


@lru_cache(maxsize=16)
def _main_containers(resource: Resource) -> tuple[tuple[FieldPath, dict[str, Any], Image, Facts], ...]:
    return tuple(
        (path, container, parsed, facts)
        for path, container in main_containers(resource)
        if isinstance(image := container.get("image"), str) and (facts := known(parsed := parse_image(image)))
    )


def _mounted(container: dict[str, Any]) -> list[tuple[int, str, dict[str, Any]]]:
    return [
        (index, normpath(path), mount)
        for index, mount in enumerate(items(container.get("volumeMounts")))
        if isinstance(path := mapping(mount).get("mountPath"), str) and path and isinstance(mount.get("name"), str)
    ]


def _claims(resource: Resource) -> dict[str, int]:
    return {name: index for index, template in claim_templates(resource) if (name := name_of(template))}


def _above(folder: str, path: str) -> bool:
    return folder.startswith(path.rstrip("/") + "/")


def _covered(folder: str, path: str, facts: Facts) -> bool:
    """Does a mount at `path` hold the folder, or a part of it?"""
    return folder == path or path.startswith(folder + "/") or (_above(folder, path) and not facts.declared)


def _moved(resource: Resource, container: dict[str, Any], facts: Facts, paths: list[str]) -> bool:
    """May the data folder be another one: moved by a variable, an argument, a configuration file?"""
    if container.get("command") or container.get("args") or container.get("envFrom") or container.get("workingDir"):
        return True
    sources = {name: volume for _, name, volume in volumes(resource)}
    names = [mount["name"] for _, _, mount in _mounted(container)]
    if any(name in sources and any(field in sources[name] for field in _CONFIG) for name in names):
        return True
    env = [mapping(each) for each in items(container.get("env"))]
    return any(
        each.get("name") in facts.moves or any(path in str(each.get("value", "")) for path in paths) for each in env
    )


def data_outside_volume(resource: Resource) -> Iterator[Hit]:
    claims = _claims(resource)
    if not claims:
        return
    for path, container, image, facts in _main_containers(resource):
        folders = facts.data(image.version)
        mounted = _mounted(container)
        disks = [(index, at, mount) for index, at, mount in mounted if mount["name"] in claims]
        if not folders or not disks or any(_covered(folder, at, facts) for folder in folders for _, at, _ in mounted):
            continue
        if _moved(resource, container, facts, [at for _, at, _ in disks]):
            continue
        above = [disk for disk in disks if _above(folders[0], disk[1])]
        index, at, mount = (above or disks)[0]
        said = {"program": facts.title, "folder": folders[0], "path": at, "claim": mount["name"]}
        yield Hit((*path, "volumeMounts", index, "mountPath"), said, case="declared" if above else "")


def postgres_before_18(resource: Resource) -> Iterator[Hit]:
    for path, container, image, facts in _main_containers(resource):
        if facts.title != "PostgreSQL" or image.version < (18,) or not image.official:
            continue
        if any(mapping(each).get("name") == "PGDATA" for each in items(container.get("env"))):
            continue
        mounted = _mounted(container)
        if any(at == "/var/lib/postgresql" for _, at, _ in mounted):
            continue
        for index, at, mount in mounted:
            if at == "/var/lib/postgresql/data":
                said = {"tag": image.tag, "major": image.version[0], "volume": mount["name"]}
                note = Note(resource, (*path, "image"), "image")
                yield Hit((*path, "volumeMounts", index, "mountPath"), said, related=(note,))


def initdb_on_mount_root(resource: Resource) -> Iterator[Hit]:
    claims = _claims(resource)
    if not claims:
        return
    for path, container, image, facts in _main_containers(resource):
        if facts.title != "PostgreSQL" or not image.official or image.version >= (18,) or container.get("command"):
            continue
        if container.get("envFrom"):
            continue
        env = {each.get("name"): each for each in map(mapping, items(container.get("env"))) if _text(each.get("name"))}
        folder = env["PGDATA"].get("value") if "PGDATA" in env else "/var/lib/postgresql/data"
        if not isinstance(folder, str):
            continue
        for index, at, mount in _mounted(container):
            if at == normpath(folder) and mount["name"] in claims and not _sub(mount):
                said = {"path": at, "claim": mount["name"]}
                yield Hit((*path, "volumeMounts", index, "mountPath"), said)


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _sub(mount: dict[str, Any]) -> bool:
    return bool(mount.get("subPath") or mount.get("subPathExpr"))


def not_persistent(resource: Resource) -> Iterator[Hit]:
    if _claims(resource):
        return
    sources = {name: volume for _, name, volume in volumes(resource)}
    for path, container, image, facts in _main_containers(resource):
        folders = facts.data(image.version)
        if not facts.database or not folders:
            continue
        mounted = _mounted(container)
        under = [mount["name"] for _, at, mount in mounted if any(_covered(folder, at, facts) for folder in folders)]
        kinds = {field for name in under for field in sources.get(name, ()) if field != "name"}
        if kinds - {"emptyDir"} or (not under and _moved(resource, container, facts, ["/"])):
            continue
        said = {
            "program": facts.title,
            "folder": folders[0],
            "container": name_of_container(path, container),
            "where": "an emptyDir" if under else "the container's own file system",
            "end": "its Pod" if under else "its container",
        }
        yield Hit((*path, "image"), said, case="scratch" if under else "")
