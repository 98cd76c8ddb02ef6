"""Writes manifests: a new StatefulSet with its headless Service, a missing Service, a StatefulSet out of a Deployment.

In: choices or resources. Out: texts that lint clean. Nothing here prints or writes files.
"""

from __future__ import annotations

from stslint.writing.converting import convert
from stslint.writing.exposing import expose
from stslint.writing.scaffold import Claim, Port, Scaffold, manifest

__all__ = ["Claim", "Port", "Scaffold", "convert", "expose", "manifest"]
