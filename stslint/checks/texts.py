"""The strings of an object in which a host name can stand.

In: an object. Out: `Text`s: env values, args, commands, probe and hook hosts, annotations, ConfigMap and Secret data.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from stslint.checks.pods import container_paths
from stslint.cluster import pod_template_path
from stslint.fields import FieldPath, Key, lookup
from stslint.resources import Resource, items, mapping

HOLDERS: Final = (
    "StatefulSet",
    "Deployment",
    "DaemonSet",
    "ReplicaSet",
    "ReplicationController",
    "Job",
    "CronJob",
    "Pod",
    "ConfigMap",
    "Secret",
)
"""The kinds whose strings are read."""

LONGEST: Final = 1 << 20
"""Longer strings than an object in etcd can hold are not read."""

_HANDLERS: Final = (
    ("livenessProbe",),
    ("readinessProbe",),
    ("startupProbe",),
    ("lifecycle", "postStart"),
    ("lifecycle", "preStop"),
)
_COPIES: Final = frozenset({"kubectl.kubernetes.io/last-applied-configuration"})


class Text(NamedTuple):
    """One string. `role` says where it is, `name` what the author calls it (env variable, ConfigMap key, annotation);
    for words of command and args that is the word before.
    """

    path: FieldPath
    value: str
    role: str
    name: str = ""


def texts(resource: Resource) -> Iterator[Text]:
    """The strings of an object that can hold host names."""
    yield from _annotations(("metadata", "annotations"), resource.annotations)
    if resource.kind == "ConfigMap":
        yield from _data(("data",), resource.body.get("data"), "data")
    elif resource.kind == "Secret":
        yield from _data(("stringData",), resource.body.get("stringData"), "secret")
        yield from _encoded(mapping(resource.body.get("data")))
    else:
        yield from _of_pods(resource)


def _of_pods(resource: Resource) -> Iterator[Text]:
    template = pod_template_path(resource) or ()
    if template:
        path: FieldPath = (*template, "metadata", "annotations")
        yield from _annotations(path, lookup(resource.body, path))
    for path, container in container_paths(resource):
        for index, each in enumerate(items(container.get("env"))):
            entry = mapping(each)
            yield from _one((*path, "env", index, "value"), entry.get("value"), "env", str(entry.get("name", "")))
        for role in ("command", "args"):
            yield from _words((*path, role), container.get(role), role)
        yield from _handlers(path, container)


def _handlers(path: FieldPath, container: dict[str, Any]) -> Iterator[Text]:
    for steps in _HANDLERS:
        if steps[0] not in container:
            continue
        handler = mapping(lookup(container, steps))
        for action in ("httpGet", "tcpSocket"):
            host = mapping(handler.get(action)).get("host")
            yield from _one((*path, *steps, action, "host"), host, "host", "host")
        yield from _words((*path, *steps, "exec", "command"), mapping(handler.get("exec")).get("command"), "command")


def _annotations(path: FieldPath, value: Any) -> Iterator[Text]:
    for key, text in mapping(value).items():
        if key not in _COPIES:
            yield from _one((*path, Key(key)), text, "annotation", key)


def _data(path: FieldPath, value: Any, role: str) -> Iterator[Text]:
    for key, text in mapping(value).items():
        yield from _one((*path, Key(key)), text, role, key)


def _encoded(data: dict[str, Any]) -> Iterator[Text]:
    for key, text in data.items():
        if isinstance(text, str) and 8 <= len(text) < LONGEST:
            try:
                plain = b64decode(text, validate=True).decode()
            except (Error, ValueError):
                continue
            yield from _one(("data", Key(key)), plain, "secret", key)


def _words(path: FieldPath, value: Any, role: str) -> Iterator[Text]:
    before = ""
    for index, word in enumerate(items(value)):
        yield from _one((*path, index), word, role, before)
        before = word if isinstance(word, str) else ""


def _one(path: FieldPath, value: Any, role: str, name: str = "") -> Iterator[Text]:
    if isinstance(value, str) and 2 < len(value) < LONGEST:
        yield Text(path, value, role, name)
