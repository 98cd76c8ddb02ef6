"""Names: the limits Kubernetes sets on them, and the formulas by which the StatefulSet controller and DNS make them.

Both the checks and the planner take names from here, so that they cannot disagree.
"""

from __future__ import annotations

from typing import Final

from stslint.patterns import pattern

LABEL_MAX: Final = 63
SUBDOMAIN_MAX: Final = 253
PORT_NAME_MAX: Final = 15
HASH_MAX: Final = 10
"""A revision hash is a uint32 in decimal, letter-encoded: 1 to 10 characters (history.HashControllerRevision)."""
SET_NAME_SAFE_MAX: Final = LABEL_MAX - 1 - HASH_MAX
"""Longest StatefulSet name for which `controller-revision-hash: <name>-<hash>` always fits a label value."""

_LABEL: Final = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?"
_DNS_1123_LABEL = pattern(_LABEL)
_DNS_1123_SUBDOMAIN = pattern(rf"{_LABEL}(?:\.{_LABEL})*")
_DNS_1035_LABEL = pattern(r"[a-z](?:[-a-z0-9]*[a-z0-9])?")
_PORT_NAME = pattern(r"(?=.*[a-z])[a-z0-9]+(?:-[a-z0-9]+)*")

POD_NAME_LABEL: Final = "statefulset.kubernetes.io/pod-name"
POD_INDEX_LABEL: Final = "apps.kubernetes.io/pod-index"
REVISION_LABEL: Final = "controller-revision-hash"


def is_dns_label(name: str) -> bool:
    """RFC 1123 label: at most 63 of `a-z 0-9 -`, an alphanumeric at both ends."""
    return len(name) <= LABEL_MAX and _DNS_1123_LABEL.fullmatch(name) is not None


def is_dns_subdomain(name: str) -> bool:
    """RFC 1123 subdomain: labels of any length joined by dots, at most 253 characters in all."""
    return len(name) <= SUBDOMAIN_MAX and _DNS_1123_SUBDOMAIN.fullmatch(name) is not None


def is_dns_1035_label(name: str) -> bool:
    """RFC 1035 label: like a DNS label, but its first character is a letter."""
    return len(name) <= LABEL_MAX and _DNS_1035_LABEL.fullmatch(name) is not None


def is_port_name(name: str) -> bool:
    """IANA_SVC_NAME: at most 15 of `a-z 0-9 -`, a letter somewhere, no `-` at an end or twice in a row."""
    return len(name) <= PORT_NAME_MAX and _PORT_NAME.fullmatch(name) is not None


def pod_name(set_name: str, ordinal: int) -> str:
    """`web-0`: also the Pod's hostname (stateful_set_utils.go, getPodName)."""
    return f"{set_name}-{ordinal}"


def claim_name(template: str, set_name: str, ordinal: int) -> str:
    """`data-web-0` (stateful_set_utils.go, getPersistentVolumeClaimName)."""
    return f"{template}-{set_name}-{ordinal}"


def service_dns_name(service: str, namespace: str, cluster_domain: str) -> str:
    """`web.default.svc.cluster.local`."""
    return f"{service}.{namespace}.svc.{cluster_domain}"


def pod_dns_name(pod: str, service: str, namespace: str, cluster_domain: str) -> str:
    """`web-0.web.default.svc.cluster.local`."""
    return f"{pod}.{service_dns_name(service, namespace, cluster_domain)}"


def srv_dns_name(port: str, protocol: str, service: str, namespace: str, cluster_domain: str) -> str:
    """`_http._tcp.web.default.svc.cluster.local`; only named ports have one."""
    return f"_{port}._{protocol.lower()}.{service_dns_name(service, namespace, cluster_domain)}"
