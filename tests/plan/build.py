"""Small manifests for tests: a Service and a StatefulSet, varied by keyword."""

from __future__ import annotations

from typing import Any

from stslint.cluster import Cluster
from stslint.resources import Place, Resource

CLUSTER_SCOPED = frozenset({"Namespace", "StorageClass"})


def statefulset(name: str = "web", **spec: Any) -> dict[str, Any]:
    template = {
        "metadata": {"labels": {"app": name}},
        "spec": {
            "containers": [
                {
                    "name": "main",
                    "image": spec.pop("image", "example/web:1"),
                    "ports": [{"name": "http", "containerPort": 8080}],
                    "env": spec.pop("env", []),
                }
            ]
        },
    }
    usual: dict[str, Any] = {
        "serviceName": name,
        "replicas": 3,
        "selector": {"matchLabels": {"app": name}},
        "template": template,
        "volumeClaimTemplates": [claim_template()],
    }
    body = {key: value for key, value in {**usual, **spec}.items() if value is not None}
    return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": name}, "spec": body}


def claim_template(name: str = "data", size: str = "1Gi") -> dict[str, Any]:
    resources = {"requests": {"storage": size}}
    return {"metadata": {"name": name}, "spec": {"accessModes": ["ReadWriteOnce"], "resources": resources}}


def service(name: str = "web", app: str | None = None, **spec: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "clusterIP": "None",
        "selector": {"app": app or name},
        "ports": [{"name": "http", "port": 80, "targetPort": "http"}],
    }
    body = {key: value for key, value in {**usual, **spec}.items() if value is not None}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name}, "spec": body}


def config_map(name: str, **data: str) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}


def cluster(*bodies: dict[str, Any]) -> Cluster:
    return Cluster([_resource(body, index) for index, body in enumerate(bodies)])


def _resource(body: dict[str, Any], index: int) -> Resource:
    metadata = body.get("metadata") if isinstance(body.get("metadata"), dict) else {}
    kind, name = str(body.get("kind", "")), metadata.get("name")
    namespace = "" if kind in CLUSTER_SCOPED else metadata.get("namespace") or "default"
    return Resource(
        str(body.get("apiVersion", "")),
        kind,
        namespace if isinstance(namespace, str) else "default",
        name if isinstance(name, str) else "",
        body,
        Place("manifests.yaml", index),
    )
