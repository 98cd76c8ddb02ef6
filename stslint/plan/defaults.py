"""What the server fills in before it stores an object (apis/apps/v1, apis/core/v1 defaults.go), in canonical form.

In: a body as written. Out: a new body with defaults set, quantities canonical, and what encoding drops (null, empty
lists and maps, false and 0 of plain fields) gone; so two bodies that mean the same are equal.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from stslint import quantities
from stslint.plan import gates
from stslint.resources import items, mapping

Body = dict[str, Any]

_QUANTITY_MAPS: Final = frozenset({"limits", "requests", "overhead", "hard", "capacity", "max", "min", "default"})
_QUANTITY_FIELDS: Final = frozenset({"sizeLimit", "divisor"})
_PLAIN_BOOLEANS: Final = frozenset({"hostNetwork", "hostPID", "hostIPC", "stdin", "stdinOnce", "tty", "readOnly"})
_PLAIN_BOOLEANS_SERVICE: Final = frozenset({"publishNotReadyAddresses"})
_PLAIN_NUMBERS: Final = frozenset({"initialDelaySeconds", "hostPort", "nodePort", "healthCheckNodePort"})
_MAPS: Final = frozenset(
    {"labels", "annotations", "nodeSelector", "limits", "requests", "matchLabels", "volumeAttributes", "overhead"}
)
_FALSY_KEPT: Final = frozenset({"storageClassName", "volumeAttributesClassName", "start"})
_FREE_FORM: Final = frozenset(
    {"data", "stringData", "binaryData", "labels", "annotations", "matchLabels", "parameters"}
)


def stored(body: Body, version: tuple[int, ...]) -> Body:
    """The body as the server would hold it after creation."""
    result = _clean(body, "")
    default = _BY_KIND.get(str(body.get("kind")))
    if default is not None:
        default(result, version)
    return result  # type: ignore[no-any-return]


def _clean(value: Any, field: str) -> Any:
    if isinstance(value, dict):
        if field in _QUANTITY_MAPS:
            return {key: quantities.canonical(each) or each for key, each in value.items()}
        if field in _FREE_FORM:
            return {key: each for key, each in value.items() if each is not None}
        cleaned = {key: _clean(each, key) for key, each in value.items() if each is not None}
        return {key: each for key, each in cleaned.items() if not _omitted(key, each)}
    if isinstance(value, list):
        return [_clean(each, "") for each in value if each is not None]
    if field in _QUANTITY_FIELDS:
        return quantities.canonical(value) or value
    return value


def _omitted(field: str, value: Any) -> bool:
    if isinstance(value, bool):
        return not value and (field in _PLAIN_BOOLEANS or field in _PLAIN_BOOLEANS_SERVICE)
    if isinstance(value, int):
        return value == 0 and field in _PLAIN_NUMBERS
    if isinstance(value, str):
        return not value and field not in _FALSY_KEPT
    if isinstance(value, list):
        return not value
    return value == {} and field in _MAPS


def _stateful_set(body: Body, version: tuple[int, ...]) -> None:
    spec = _map(body, "spec")
    spec.setdefault("podManagementPolicy", "OrderedReady")
    _update_strategy(spec, version)
    retention = _map(spec, "persistentVolumeClaimRetentionPolicy")
    retention.setdefault("whenDeleted", "Retain")
    retention.setdefault("whenScaled", "Retain")
    spec.setdefault("replicas", 1)
    spec.setdefault("revisionHistoryLimit", 10)
    if spec.get("minReadySeconds") == 0:
        del spec["minReadySeconds"]
    pod_template(_map(spec, "template"))
    for claim in items(spec.get("volumeClaimTemplates")):
        if isinstance(claim, dict):
            _claim_template(claim)


def _update_strategy(spec: Body, version: tuple[int, ...]) -> None:
    strategy = _map(spec, "updateStrategy")
    if not strategy.get("type"):
        strategy["type"] = "RollingUpdate"
        strategy.setdefault("rollingUpdate", {})
    rolling = strategy.get("rollingUpdate")
    if isinstance(rolling, dict):
        if strategy["type"] == "RollingUpdate":
            rolling.setdefault("partition", 0)
            if gates.max_unavailable(version):
                rolling.setdefault("maxUnavailable", 1)
        if not gates.max_unavailable(version):
            rolling.pop("maxUnavailable", None)


def _claim_template(claim: Body) -> None:
    """The type is dropped in conversion, so writing `apiVersion` and `kind` changes nothing."""
    claim.pop("apiVersion", None)
    claim.pop("kind", None)
    claim.pop("status", None)
    _map(claim, "spec").setdefault("volumeMode", "Filesystem")


def _deployment(body: Body, version: tuple[int, ...]) -> None:
    spec = _map(body, "spec")
    spec.setdefault("replicas", 1)
    pod_template(_map(spec, "template"))


def _pod(body: Body, version: tuple[int, ...]) -> None:
    pod_spec(_map(body, "spec"))


def _claim(body: Body, version: tuple[int, ...]) -> None:
    body.pop("status", None)
    _map(body, "spec").setdefault("volumeMode", "Filesystem")


def _storage_class(body: Body, version: tuple[int, ...]) -> None:
    body.setdefault("reclaimPolicy", "Delete")
    body.setdefault("volumeBindingMode", "Immediate")


def _service(body: Body, version: tuple[int, ...]) -> None:
    spec = _map(body, "spec")
    spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    for port in items(spec.get("ports")):
        if isinstance(port, dict):
            port.setdefault("protocol", "TCP")
            if not port.get("targetPort"):
                port["targetPort"] = port.get("port")


def _secret(body: Body, version: tuple[int, ...]) -> None:
    body.setdefault("type", "Opaque")


_BY_KIND: Final[dict[str, Callable[[Body, tuple[int, ...]], None]]] = {
    "StatefulSet": _stateful_set,
    "Deployment": _deployment,
    "ReplicaSet": _deployment,
    "Pod": _pod,
    "PersistentVolumeClaim": _claim,
    "StorageClass": _storage_class,
    "Service": _service,
    "Secret": _secret,
}


def pod_template(template: Body) -> None:
    _map(template, "metadata")
    pod_spec(_map(template, "spec"))


def pod_spec(spec: Body) -> None:
    """SetDefaults_PodSpec and, below it, containers, probes and volumes."""
    account = spec.get("serviceAccountName") or spec.get("serviceAccount")
    if account:
        spec["serviceAccountName"] = spec["serviceAccount"] = account
    spec.setdefault("dnsPolicy", "ClusterFirst")
    spec.setdefault("restartPolicy", "Always")
    spec.setdefault("securityContext", {})
    spec.setdefault("terminationGracePeriodSeconds", 30)
    spec.setdefault("schedulerName", "default-scheduler")
    for field in ("initContainers", "containers", "ephemeralContainers"):
        for container in items(spec.get(field)):
            if isinstance(container, dict):
                _container(container)
    for volume in items(spec.get("volumes")):
        if isinstance(volume, dict):
            _volume(volume)


def _container(container: Body) -> None:
    container.setdefault("imagePullPolicy", "Always" if _tag(container.get("image")) == "latest" else "IfNotPresent")
    container.setdefault("terminationMessagePath", "/dev/termination-log")
    container.setdefault("terminationMessagePolicy", "File")
    container.setdefault("resources", {})
    for port in items(container.get("ports")):
        if isinstance(port, dict):
            port.setdefault("protocol", "TCP")
    for field in ("livenessProbe", "readinessProbe", "startupProbe"):
        if isinstance(container.get(field), dict):
            _probe(container[field])
    for hook in mapping(container.get("lifecycle")).values():
        _handler(mapping(hook))
    for variable in items(container.get("env")):
        _value_from(mapping(mapping(variable).get("valueFrom")))


def _tag(image: Any) -> str:
    """The tag of an image reference; `latest` if it has neither tag nor digest (parsers.ParseImageName)."""
    text = image if isinstance(image, str) else ""
    name, at, _ = text.partition("@")
    _, colon, tag = name.rpartition(":")
    if colon and "/" not in tag:
        return tag
    return "" if at else "latest"


def _probe(probe: Body) -> None:
    for field, value in (
        ("timeoutSeconds", 1),
        ("periodSeconds", 10),
        ("successThreshold", 1),
        ("failureThreshold", 3),
    ):
        if not probe.get(field):
            probe[field] = value
    _handler(probe)


def _handler(handler: Body) -> None:
    if isinstance(handler.get("httpGet"), dict):
        handler["httpGet"].setdefault("path", "/")
        handler["httpGet"].setdefault("scheme", "HTTP")
    if isinstance(handler.get("grpc"), dict):
        handler["grpc"].setdefault("service", "")


def _value_from(source: Body) -> None:
    if isinstance(source.get("fieldRef"), dict):
        source["fieldRef"].setdefault("apiVersion", "v1")
    if isinstance(source.get("resourceFieldRef"), dict):
        source["resourceFieldRef"].setdefault("divisor", "0")


def _volume(volume: Body) -> None:
    if len(volume) == 1:
        volume["emptyDir"] = {}
    for field in ("configMap", "secret", "downwardAPI", "projected"):
        if isinstance(volume.get(field), dict):
            volume[field].setdefault("defaultMode", 0o644)
    if isinstance(volume.get("hostPath"), dict):
        volume["hostPath"].setdefault("type", "")
    if isinstance(volume.get("image"), dict):
        latest = _tag(volume["image"].get("reference")) == "latest"
        volume["image"].setdefault("pullPolicy", "Always" if latest else "IfNotPresent")
    for item in items(mapping(volume.get("downwardAPI")).get("items")):
        _value_from(mapping(item))
    for source in items(mapping(volume.get("projected")).get("sources")):
        _projection(mapping(source))
    template = mapping(mapping(volume.get("ephemeral")).get("volumeClaimTemplate"))
    if template:
        _map(template, "spec").setdefault("volumeMode", "Filesystem")


def _projection(source: Body) -> None:
    if isinstance(source.get("serviceAccountToken"), dict):
        source["serviceAccountToken"].setdefault("expirationSeconds", 3600)
    for item in items(mapping(source.get("downwardAPI")).get("items")):
        _value_from(mapping(item))


def _map(parent: Body, field: str) -> Body:
    """The map at a field, made if it is not there (or is no map: the schema has refused that)."""
    if not isinstance(parent.get(field), dict):
        parent[field] = {}
    child: Body = parent[field]
    return child
