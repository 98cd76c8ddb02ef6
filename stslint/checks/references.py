"""Objects a Pod needs by name: ConfigMaps, Secrets and their keys, claims, accounts and classes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.absent import absence, absent
from stslint.checks.nearest import nearest
from stslint.checks.pod_references import Reference, pod_references
from stslint.checks.pods import container_paths, pod_spec_path
from stslint.cluster import Cluster, pod_spec
from stslint.fields import FieldPath, Key
from stslint.hits import Hit, Note, Patch
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping


def configmap_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _missing("ConfigMap", resource, cluster)


def secret_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    yield from _missing("Secret", resource, cluster)


def _missing(kind: str, resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    seen = set()
    for each in pod_references(resource):
        if each.kind == kind and not each.optional and each.name not in seen:
            seen.add(each.name)
            yield from absent(kind, each.name, each.path, resource, cluster, effect=_EFFECTS[each.how])


_EFFECTS: Final = {
    "env": "the container stays in CreateContainerConfigError",
    "volume": "the volume cannot be mounted and the Pod stays in ContainerCreating",
}


def service_account_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    base, spec = pod_spec_path(resource), pod_spec(resource)
    field = "serviceAccountName" if spec.get("serviceAccountName") else "serviceAccount"
    yield from absent("ServiceAccount", spec.get(field), (*base, field), resource, cluster)


def priority_class_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    path = (*pod_spec_path(resource), "priorityClassName")
    yield from absent("PriorityClass", pod_spec(resource).get("priorityClassName"), path, resource, cluster)


def runtime_class_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    path = (*pod_spec_path(resource), "runtimeClassName")
    yield from absent("RuntimeClass", pod_spec(resource).get("runtimeClassName"), path, resource, cluster)


def image_pull_secret_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    in_pod = resource.kind != "ServiceAccount"
    owner = pod_spec(resource) if in_pod else resource.body
    base: FieldPath = (*pod_spec_path(resource), "imagePullSecrets") if in_pod else ("imagePullSecrets",)
    for index, each in enumerate(items(owner.get("imagePullSecrets"))):
        yield from absent("Secret", mapping(each).get("name"), (*base, index, "name"), resource, cluster)


def claim_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    base = pod_spec_path(resource)
    for index, each in enumerate(items(pod_spec(resource).get("volumes"))):
        claim = mapping(mapping(each).get("persistentVolumeClaim")).get("claimName")
        path = (*base, "volumes", index, "persistentVolumeClaim", "claimName")
        if isinstance(claim, str) and not _made_for_pod(claim, resource, cluster):
            yield from absent("PersistentVolumeClaim", claim, path, resource, cluster)


def _made_for_pod(claim: str, resource: Resource, cluster: Cluster) -> bool:
    """Is it the claim of a StatefulSet's Pod (`data-web-0`), which a controller makes?"""
    prefix = claim.rpartition("-")[0]
    return (resource.namespace, prefix) in cluster.claim_prefixes


def key_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for each in pod_references(resource):
        if not each.optional and each.keys:
            yield from _keys_missing(each, resource, cluster)


def _keys_missing(reference: Reference, resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    holders = cluster.by_identity.get((reference.kind, resource.namespace, reference.name), [])
    known = {key for holder in holders for key in _keys(holder)}
    if not known:
        return
    holder = holders[-1]
    for key, path in reference.keys:
        if key in known:
            continue
        near = nearest(key, known)
        facts = {
            "key": key,
            "kind": reference.kind,
            "name": reference.name,
            "hint": f"; did you mean {near}?" if near else "",
            "near": near or "",
            "known": _listed(sorted(known)),
            "effect": _EFFECTS["volume" if "items" in path else "env"],
        }
        note = Note(holder, ("metadata", "name"), "holder")
        yield Hit(path, facts, related=(note,), patches=(Patch("set", path, near),) if near else ())


def _listed(names: list[str]) -> str:
    return ", ".join(names[:6]) + (", …" if len(names) > 6 else "")


def _keys(holder: Resource) -> Iterator[str]:
    """The keys of a ConfigMap or Secret; none for a Secret that somebody else fills in."""
    for field in ("data", "binaryData", "stringData"):
        yield from (str(key) for key in mapping(holder.body.get(field)))


_ENV_NAME: Final = pattern(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
RELAXED_SINCE: Final = (1, 32)
"""RelaxedEnvironmentVariableValidation is on by default: any printable ASCII but `=` is a name."""


def env_from_key_skipped(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    if cluster.kubernetes_version >= RELAXED_SINCE:
        return
    for path, container in container_paths(resource):
        for index, each in enumerate(items(container.get("envFrom"))):
            for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                name = mapping(mapping(each).get(field)).get("name")
                holder = cluster.get(kind, resource.namespace, name) if isinstance(name, str) else None
                prefix = mapping(each).get("prefix")
                odd = _odd_keys(holder, prefix if isinstance(prefix, str) else "")
                if holder is not None and odd:
                    facts = {"kind": kind, "name": name, "keys": _listed(odd)}
                    note = Note(holder, ("data", Key(odd[0])), "key", "key")
                    yield Hit((*path, "envFrom", index, field, "name"), facts, related=(note,))


def _odd_keys(holder: Resource | None, prefix: str) -> list[str]:
    return [key for key in _keys(holder) if not _ENV_NAME.fullmatch(prefix + key)] if holder else []


def env_value_not_string(resource: Resource) -> Iterator[Hit]:
    for path, container in container_paths(resource):
        for index, each in enumerate(items(container.get("env"))):
            value: Any = mapping(each).get("value")
            if isinstance(value, (bool, int, float)):
                at = (*path, "env", index, "value")
                kind = "boolean" if isinstance(value, bool) else "number"
                facts = {"name": mapping(each).get("name", "?"), "value": value, "kind": kind}
                yield Hit(at, facts, patches=(Patch("quote", at),))


def hpa_target_missing(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    target = mapping(resource.spec.get("scaleTargetRef"))
    kind, name = target.get("kind"), target.get("name")
    if kind not in _SCALED or not isinstance(name, str):
        return
    path: FieldPath = ("spec", "scaleTargetRef", "name")
    found = absence(str(kind), resource.namespace, name, cluster)
    other = next((each for each in _SCALED if found and cluster.get(each, resource.namespace, name)), None)
    if other:
        meant = cluster.get(other, resource.namespace, name)
        notes = (Note(meant, ("metadata", "name"), "meant"),) if meant else ()
        facts = {"kind": kind, "name": name, "other": other, "namespace": resource.namespace}
        at: FieldPath = ("spec", "scaleTargetRef", "kind")
        yield Hit(at, {**facts, "near": other}, "kind", related=notes, patches=(Patch("set", at, other),))
    elif found:
        yield from absent(str(kind), name, path, resource, cluster)
    elif target.get("apiVersion") not in (None, "apps/v1") and kind != "ReplicationController":
        facts = {"kind": kind, "name": name, "version": target["apiVersion"]}
        version: FieldPath = ("spec", "scaleTargetRef", "apiVersion")
        yield Hit(version, {**facts, "near": "apps/v1"}, "version", patches=(Patch("set", version, "apps/v1"),))


_SCALED: Final = ("StatefulSet", "Deployment", "ReplicaSet", "ReplicationController")
