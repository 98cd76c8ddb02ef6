"""How lists are merged: by which key kubectl (patchMergeKey) and server-side apply (listMapKeys) match items.

A schema says for a field what stands below it; a list with `key` is merged by it, any other list is replaced whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Schema:
    fields: Mapping[str, Schema] = field(default_factory=dict)
    key: str = ""
    """patchMergeKey of the list."""
    keys: tuple[str, ...] = ()
    """x-kubernetes-list-map-keys, if they are not just the merge key."""
    retain_keys: bool = False
    """An item keeps only the fields the manifest names (one of a union)."""
    replace: bool = False
    atomic: bool = False
    """Server-side apply replaces the whole map."""

    @property
    def map_keys(self) -> tuple[str, ...]:
        return self.keys or ((self.key,) if self.key else ())


NOTHING: Final = Schema()
_ATOMIC: Final = Schema(atomic=True)

_CONTAINER: Final = {
    "ports": Schema(key="containerPort", keys=("containerPort", "protocol")),
    "env": Schema(key="name"),
    "volumeMounts": Schema(key="mountPath"),
    "volumeDevices": Schema(key="devicePath"),
}

_POD_SPEC: Final = Schema(
    {
        "containers": Schema(_CONTAINER, key="name"),
        "initContainers": Schema(_CONTAINER, key="name"),
        "ephemeralContainers": Schema(_CONTAINER, key="name"),
        "volumes": Schema(key="name", retain_keys=True),
        "imagePullSecrets": Schema(key="name"),
        "hostAliases": Schema(key="ip"),
        "topologySpreadConstraints": Schema(key="topologyKey", keys=("topologyKey", "whenUnsatisfiable")),
        "schedulingGates": Schema(key="name"),
        "resourceClaims": Schema(key="name", retain_keys=True),
        "nodeSelector": _ATOMIC,
    }
)
_WORKLOAD: Final = Schema(
    {
        "spec": Schema(
            {
                "template": Schema({"spec": _POD_SPEC}),
                "selector": _ATOMIC,
                "strategy": Schema(retain_keys=True),
            }
        )
    }
)

SCHEMAS: Final[Mapping[str, Schema]] = {
    "StatefulSet": Schema({"spec": Schema({"template": Schema({"spec": _POD_SPEC}), "selector": _ATOMIC})}),
    "Deployment": _WORKLOAD,
    "ReplicaSet": _WORKLOAD,
    "DaemonSet": _WORKLOAD,
    "Job": _WORKLOAD,
    "Pod": Schema({"spec": _POD_SPEC}),
    "Service": Schema({"spec": Schema({"ports": Schema(key="port", keys=("port", "protocol")), "selector": _ATOMIC})}),
    "ServiceAccount": Schema({"secrets": Schema(key="name")}),
    "PodDisruptionBudget": Schema({"spec": Schema({"selector": Schema(replace=True, atomic=True)})}),
}
