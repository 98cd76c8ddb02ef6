"""Feature gates that decide what the API server validates, and the minor version that turned each on by default.

Below that version the server drops the field (or validates it the old way); fields behind gates that no version turns
on by default are dropped before validation everywhere and therefore appear in no validation here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Version = tuple[int, ...]

ON_SINCE: Final[Mapping[str, Version]] = {
    "AllowSleepZero": (1, 33),
    "ClusterTrustBundleProjection": (1, 37),
    "ContainerRestartRules": (1, 35),
    "DynamicResourceAllocation": (1, 34),
    "EnvFiles": (1, 35),
    "HostnameOverride": (1, 35),
    "ImageVolume": (1, 35),
    "MatchLabelKeysInPodAffinity": (1, 31),
    "MatchLabelKeysInPodTopologySpreadSelectorMerge": (1, 34),
    "PodCertificateRequest": (1, 37),
    "PodLevelResources": (1, 34),
    "ProcMountType": (1, 33),
    "RestartAllContainersOnContainerExits": (1, 36),
    "StrictIPCIDRValidation": (1, 36),
    "UserNamespacesSupport": (1, 33),
}
"""pkg/features/kube_features.go of v1.37."""


def enabled(gate: str, version: Version) -> bool:
    """Whether the gate is on by default in that version."""
    return version >= ON_SINCE[gate]
