"""What a run is told: the choices of the command line and the configuration, resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from stslint.findings import Severity


@dataclass(frozen=True)
class Options:
    """`enabled` holds the names of the rules that run, `severities` what the configuration changed."""

    enabled: frozenset[str]
    kubernetes_version: tuple[int, int] = (1, 37)
    namespace: str = "default"
    cluster_domain: str = "cluster.local"
    closed_world: bool = False
    severities: Mapping[str, Severity] = field(default_factory=dict)
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Source name → names of rules that are not run on it."""
    schema_location: str = ""
    patches: tuple[str, ...] = ()
    """Names of sources that a kustomization uses as patches: they hold no whole objects."""
