"""`stslint new`: a commented StatefulSet with its headless Service, as one text of several documents."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from stslint import names, quantities
from stslint.emitter import block, scalar
from stslint.errors import UserError

MODES: Final = {
    "RWO": "ReadWriteOnce",
    "RWOP": "ReadWriteOncePod",
    "RWX": "ReadWriteMany",
    "ROX": "ReadOnlyMany",
}


class Port(NamedTuple):
    """A container port; a name lets Services, probes and SRV records speak of it."""

    number: int
    name: str

    @classmethod
    def parse(cls, text: str, index: int = 0) -> Port:
        """`6379` or `6379:redis`; raises UserError."""
        number, _, name = text.partition(":")
        if not (number.isascii() and number.isdigit() and len(number) < 6 and 0 < int(number) < 65536):
            raise UserError(f"--port {text}: a port is a number from 1 to 65535, as in 6379 or 6379:redis")
        name = name or ("main" if index == 0 else f"port-{number}")
        if not names.is_port_name(name):
            raise UserError(f"--port {text}: a port name has at most 15 of a-z, 0-9 and -, and at least one letter")
        return cls(int(number), name)


class Claim(NamedTuple):
    """A claim template and where it is mounted; `storage_class` None leaves the choice to the cluster."""

    name: str
    size: str
    storage_class: str | None
    mode: str
    mount: str

    @classmethod
    def parse(cls, text: str) -> Claim:
        """`NAME:SIZE[:CLASS[:MODE]]:MOUNT`; raises UserError."""
        parts = text.split(":")
        if not 3 <= len(parts) <= 5:
            raise UserError(f"--claim {text}: write NAME:SIZE[:CLASS[:MODE]]:MOUNT, as in data:10Gi:/var/lib/data")
        name, size, *middle, mount = parts
        size_value = quantities.parse(size)
        mode = MODES.get(middle[1].upper(), middle[1]) if len(middle) > 1 else "ReadWriteOnce"
        if not names.is_dns_label(name):
            raise UserError(f"--claim {text}: {name!r} is no DNS label (a-z, 0-9 and -)")
        if size_value is None or size_value <= 0:
            raise UserError(f"--claim {text}: {size!r} is no size such as 10Gi")
        if mode not in MODES.values():
            raise UserError(f"--claim {text}: {mode!r} is no access mode; known: {', '.join(MODES.values())}")
        if not mount.startswith("/"):
            raise UserError(f"--claim {text}: the mount path {mount!r} does not start with /")
        return cls(name, size, (middle[0] or None) if middle else None, mode, mount)


class Scaffold(NamedTuple):
    """What `stslint new` was asked for."""

    name: str
    image: str
    replicas: int = 1
    ports: tuple[Port, ...] = ()
    claims: tuple[Claim, ...] = ()
    namespace: str = ""
    pod_disruption_budget: bool = False
    service_account: bool = False


def manifest(scaffold: Scaffold) -> str:
    """The documents as one text; raises UserError for choices no server would accept."""
    _check(scaffold)
    return "---\n".join(_documents(scaffold))


def _check(scaffold: Scaffold) -> None:
    name, last = scaffold.name, scaffold.replicas - 1
    if not names.is_dns_1035_label(name):
        raise UserError(f"{name!r} cannot name a StatefulSet and its Service: use a-z, 0-9 and -, a letter first")
    if len(name) > names.SET_NAME_SAFE_MAX:
        longest = names.SET_NAME_SAFE_MAX
        raise UserError(f"{name!r} has {len(name)} characters: above {longest} the controller's labels may not fit")
    if scaffold.replicas < 0 or last > 9999:
        raise UserError(f"--replicas {scaffold.replicas}: choose 0 to 10000")
    if not scaffold.image.strip() or scaffold.image != scaffold.image.strip():
        raise UserError("--image must name a container image")
    if scaffold.namespace and not names.is_dns_label(scaffold.namespace):
        raise UserError(f"--namespace {scaffold.namespace}: not a DNS label (a-z, 0-9 and -)")
    for what, found in (("port", [port.name for port in scaffold.ports]), ("claim", [c.name for c in scaffold.claims])):
        if len(set(found)) < len(found):
            raise UserError(f"two {what}s have the same name")
    for what, values in (
        ("port", [p.number for p in scaffold.ports]),
        ("mount path", [c.mount for c in scaffold.claims]),
    ):
        if len(set(values)) < len(values):
            raise UserError(f"two {what}s are the same")


def _documents(scaffold: Scaffold) -> Iterator[str]:
    yield _service(scaffold)
    if scaffold.service_account:
        body = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": _metadata(scaffold)}
        yield block({**body, "automountServiceAccountToken": False}, 0) + "\n"
    if scaffold.pod_disruption_budget:
        yield _pod_disruption_budget(scaffold)
    yield _stateful_set(scaffold)


def _labels(scaffold: Scaffold) -> dict[str, str]:
    return {"app.kubernetes.io/name": scaffold.name}


def _metadata(scaffold: Scaffold) -> dict[str, Any]:
    namespace = {"namespace": scaffold.namespace} if scaffold.namespace else {}
    return {"name": scaffold.name, **namespace, "labels": _labels(scaffold)}


def _service(scaffold: Scaffold) -> str:
    head = block({"apiVersion": "v1", "kind": "Service", "metadata": _metadata(scaffold)}, 0)
    ports = [{"name": port.name, "port": port.number, "targetPort": port.name} for port in scaffold.ports]
    rest = {"selector": _labels(scaffold), **({"ports": ports} if ports else {})}
    return f"""# The headless Service that gives each Pod its name: {scaffold.name}-0.{scaffold.name}
{head}
spec:
  clusterIP: None
{block(rest, 2)}
"""


def _pod_disruption_budget(scaffold: Scaffold) -> str:
    head = block({"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": _metadata(scaffold)}, 0)
    spec = {
        "maxUnavailable": 1,
        "unhealthyPodEvictionPolicy": "AlwaysAllow",
        "selector": {"matchLabels": _labels(scaffold)},
    }
    return f"# Node drains take one Pod at a time\n{head}\nspec:\n{block(spec, 2)}\n"


def _stateful_set(scaffold: Scaffold) -> str:
    head = block({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": _metadata(scaffold)}, 0)
    parts = [
        head,
        "spec:",
        f"  serviceName: {scaffold.name}",
        f"  replicas: {scaffold.replicas}",
        "  # OrderedReady starts Pods one by one; Parallel suits clusters that only form when all are up.",
        "  podManagementPolicy: OrderedReady",
        "  # serviceName, selector, podManagementPolicy and volumeClaimTemplates cannot change once the set exists.",
        "  selector:",
        block({"matchLabels": _labels(scaffold)}, 4),
        "  template:",
        block({"metadata": {"labels": _labels(scaffold)}}, 4),
        "    spec:",
        *_pod_spec(scaffold),
        *_claim_templates(scaffold),
    ]
    return "\n".join(parts) + "\n"


def _pod_spec(scaffold: Scaffold) -> Iterator[str]:
    if scaffold.service_account:
        yield f"      serviceAccountName: {scaffold.name}"
    yield "      automountServiceAccountToken: false"
    yield "      # Time for a clean shutdown before the process is killed"
    yield "      terminationGracePeriodSeconds: 60"
    yield block({"securityContext": _pod_security(scaffold)}, 6)
    if scaffold.replicas > 1:
        yield "      # Spread over nodes where possible"
        yield block({"topologySpreadConstraints": [_spread(scaffold)]}, 6)
    yield "      containers:"
    yield f"      - name: {scaffold.name}"
    yield f"        image: {scalar(scaffold.image)}"
    yield block(_container(scaffold), 8)


def _pod_security(scaffold: Scaffold) -> dict[str, Any]:
    owner: dict[str, Any] = {"runAsNonRoot": True, "runAsUser": 1000}
    if scaffold.claims:
        owner |= {"fsGroup": 1000, "fsGroupChangePolicy": "OnRootMismatch"}
    return {**owner, "seccompProfile": {"type": "RuntimeDefault"}}


def _spread(scaffold: Scaffold) -> dict[str, Any]:
    return {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": _labels(scaffold)},
    }


def _container(scaffold: Scaffold) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if scaffold.ports:
        body["ports"] = [{"name": port.name, "containerPort": port.number} for port in scaffold.ports]
        body["readinessProbe"] = {"tcpSocket": {"port": scaffold.ports[0].name}, "periodSeconds": 10}
    body["resources"] = {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "256Mi"}}
    body["securityContext"] = {"allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]}}
    if scaffold.claims:
        body["volumeMounts"] = [{"name": claim.name, "mountPath": claim.mount} for claim in scaffold.claims]
    return body


def _claim_templates(scaffold: Scaffold) -> Iterator[str]:
    if not scaffold.claims:
        return
    first = names.claim_name(scaffold.claims[0].name, scaffold.name, 0)
    yield f"  # One claim for each Pod and template, the first is {first}; scaling down keeps them."
    yield "  persistentVolumeClaimRetentionPolicy:\n    whenDeleted: Retain\n    whenScaled: Retain"
    yield "  volumeClaimTemplates:"
    for claim in scaffold.claims:
        spec: dict[str, Any] = {"accessModes": [claim.mode]}
        if claim.storage_class is not None:
            spec["storageClassName"] = claim.storage_class
        spec["resources"] = {"requests": {"storage": claim.size}}
        template = {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": claim.name}, "spec": spec}
        yield block([template], 2)
