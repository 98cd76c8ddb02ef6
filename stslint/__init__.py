"""stslint: what a real Kubernetes cluster will say and do with StatefulSet manifests, before they are applied."""

from __future__ import annotations

__version__ = "0.1.0"
