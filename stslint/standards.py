"""The Pod Security Standards' lists of what is allowed (k8s.io/pod-security-admission/policy)."""

from __future__ import annotations

from typing import Final

BASELINE_CAPABILITIES: Final = frozenset(
    (
        *("AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"),
        *("SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"),
    )
)
"""Capabilities a container may add at level baseline: those a container runtime gives by default."""

RESTRICTED_VOLUMES: Final = frozenset(
    (
        *("configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected"),
        "secret",
    )
)
"""Volume sources a Pod may use at level restricted."""
