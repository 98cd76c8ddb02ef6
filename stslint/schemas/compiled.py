"""Native validators: a kind's schema compiled once, asked many times whether an object is fine.

In: a bundle and a type. Out: a function that is sure of the objects it accepts, or None where jsonschema-rs has no
wheel. What it does not accept is walked: wrong objects, and those with the rarest parts of the API, which are left out
here because compiling them would cost more than walking the few objects that have them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from stslint.schemas.bundle import Bundle

Accepts = Callable[[Any], bool]
_HOME: Final = "urn:stslint"
_COMMON: Final = {
    f"core.v1.{name}VolumeSource"
    for name in ("ConfigMap", "CSI", "DownwardAPI", "EmptyDir", "Ephemeral", "HostPath", "PersistentVolumeClaim")
} | {"core.v1.NFSVolumeSource", "core.v1.ProjectedVolumeSource", "core.v1.SecretVolumeSource"}
_RARE: Final = {
    *("core.v1.AppArmorProfile", "core.v1.ClusterTrustBundleProjection", "core.v1.ContainerResizePolicy"),
    *("core.v1.ContainerRestartRule", "core.v1.EphemeralContainer", "core.v1.EvictionResponder"),
    *("core.v1.FileKeySelector", "core.v1.PodCertificateProjection", "core.v1.PodOS", "core.v1.PodReadinessGate"),
    *("core.v1.PodResourceClaim", "core.v1.PodSchedulingGate", "core.v1.PodSchedulingGroup", "core.v1.ResourceClaim"),
    *("core.v1.SELinuxOptions", "core.v1.SleepAction", "core.v1.Sysctl", "core.v1.TypedLocalObjectReference"),
    *("core.v1.TypedObjectReference", "core.v1.WindowsSecurityContextOptions", "meta.v1.ManagedFieldsEntry"),
}


def compiled(known: Bundle, name: str) -> Accepts | None:
    """The validator of a type. In a registry, since schemas there are not themselves validated against draft 7."""
    try:
        from jsonschema_rs import Draft7, Draft7Validator, Registry
    except ImportError:
        return None
    definitions = {each: json.loads(text) for each, text in known.native(name, _is_rare)}
    schema = {"$ref": f"#/definitions/{name}", "definitions": definitions}
    registry = Registry([(_HOME, schema)], draft=Draft7)
    validator = Draft7Validator({"$ref": _HOME}, registry=registry, validate_formats=False)

    def accepts(value: Any) -> bool:
        try:
            return bool(validator.is_valid(value))
        except (ValueError, RecursionError, OverflowError, TypeError):
            return False  # lone surrogates, endless nesting: no JSON for a native validator

    return accepts


def _is_rare(name: str) -> bool:
    return name in _RARE or name.endswith("Status") or (name.endswith("VolumeSource") and name not in _COMMON)
