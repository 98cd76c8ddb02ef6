"""Who owns the files of a volume, and as whom the containers run.

In: one workload. Out: hits on Pods that cannot write to their claims, change the owner of every file at each start, or
cannot start as the user they ask for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stslint.checks.known_images import known, parse_image
from stslint.checks.pods import container_paths, name_of_container, pod_spec_path
from stslint.cluster import claim_templates, name_of, pod_spec
from stslint.hits import Hit
from stslint.resources import Resource, items, mapping


def _context(holder: dict[str, Any]) -> dict[str, Any]:
    return mapping(holder.get("securityContext"))


def _user(container: dict[str, Any], pod: dict[str, Any]) -> Any:
    own = _context(container).get("runAsUser")
    return pod.get("runAsUser") if own is None else own


def group_missing(resource: Resource) -> Iterator[Hit]:
    claims = {name_of(template) for _, template in claim_templates(resource)}
    pod = _context(pod_spec(resource))
    if not claims or pod.get("fsGroup") is not None or _chowns(resource, pod):
        return
    for path, container in container_paths(resource):
        user = _user(container, pod)
        mounted = [mapping(each).get("name") for each in items(container.get("volumeMounts"))]
        used = next((name for name in mounted if isinstance(name, str) and name in claims), None)
        if path[-2] == "containers" and used and type(user) is int and user > 0:
            own = _context(container).get("runAsUser") is not None
            at = (*path, "securityContext") if own else (*pod_spec_path(resource), "securityContext")
            facts = {"user": user, "claim": used, "container": name_of_container(path, container)}
            yield Hit((*at, "runAsUser"), facts)
            return


def _chowns(resource: Resource, pod: dict[str, Any]) -> bool:
    """Does an init container that may be root look after the owner?"""
    return any(
        path[-2] == "initContainers" and not _user(container, pod) for path, container in container_paths(resource)
    )


def changes_every_file(resource: Resource) -> Iterator[Hit]:
    pod = _context(pod_spec(resource))
    group = pod.get("fsGroup")
    if group is None or pod.get("fsGroupChangePolicy") is not None or not any(True for _ in claim_templates(resource)):
        return
    yield Hit((*pod_spec_path(resource), "securityContext", "fsGroup"), {"group": group, "set": resource.name})


def image_runs_as_root(resource: Resource) -> Iterator[Hit]:
    pod = _context(pod_spec(resource))
    for path, container in container_paths(resource):
        own, image = _context(container), container.get("image")
        strict = own.get("runAsNonRoot", pod.get("runAsNonRoot")) is True
        if not strict or _user(container, pod) is not None or not isinstance(image, str):
            continue
        parsed = parse_image(image)
        facts = known(parsed)
        if facts and facts.root and parsed.official:
            at = (*path, "securityContext") if "runAsNonRoot" in own else (*pod_spec_path(resource), "securityContext")
            said = {"image": image, "container": name_of_container(path, container)}
            yield Hit((*at, "runAsNonRoot"), said)
