"""Names of the claims that StatefulSets make, and who else means the same claim.

In: a StatefulSet or PersistentVolumeClaim and the set. Out: hits on names that two sets derive, and on stand-alone
claims that a StatefulSet will take over.
"""

from __future__ import annotations

from collections.abc import Iterator

from stslint.cluster import Cluster, claim_templates, name_of, ordinal_of, ordinals
from stslint.hits import Hit, Note
from stslint.names import claim_name
from stslint.resources import Resource, mapping

_CLAIMS = ("spec", "volumeClaimTemplates")


def collides(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    for index, template in claim_templates(resource):
        name = name_of(template)
        if not name:
            continue
        rivals = cluster.claim_prefixes.get((resource.namespace, f"{name}-{resource.name}"), ())
        for rival, at in rivals:
            shared = _overlap(ordinals(resource), ordinals(rival))
            if rival.name == resource.name or not shared:
                continue
            facts = {
                "claim": claim_name(name, resource.name, shared[0]),
                "template": name,
                "rival": rival.name,
                "count": len(shared),
            }
            note = Note(rival, (*_CLAIMS, at, "metadata", "name"), "rival")
            yield Hit((*_CLAIMS, index, "metadata", "name"), facts, related=(note,))
            break


def _overlap(first: range, second: range) -> range:
    return range(max(first.start, second.start), min(first.stop, second.stop))


def adopted(resource: Resource, cluster: Cluster) -> Iterator[Hit]:
    prefix, _, _ = resource.name.rpartition("-")
    for owner, index in cluster.claim_prefixes.get((resource.namespace, prefix), ()):
        ordinal = ordinal_of(resource.name, prefix)
        if ordinal is None or ordinal not in ordinals(owner):
            continue
        template = dict(claim_templates(owner))[index]
        different = [field for field in _COMPARED if _of(resource.body, field) != _of(template, field)]
        facts = {
            "claim": resource.name,
            "set": owner.name,
            "pod": f"{owner.name}-{ordinal}",
            "fields": ", ".join(different),
        }
        note = Note(owner, (*_CLAIMS, index, "metadata", "name"), "template")
        yield Hit(("metadata", "name"), facts, case="different" if different else "", related=(note,))
        return


_COMPARED = ("accessModes", "storageClassName", "resources", "volumeMode")


def _of(body: dict[str, object], field: str) -> object:
    value = mapping(body.get("spec")).get(field)
    return "Filesystem" if field == "volumeMode" and value is None else value
