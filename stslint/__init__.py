"""stslint: what a real Kubernetes cluster will say and do with StatefulSet manifests, before they are applied.

    report = stslint.lint(["deploy/"], kubernetes_version="1.37")
    plan = stslint.plan({"web.yaml": text})

Importing the package costs nothing: what it offers is imported when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stslint.api import Fixed as Fixed
    from stslint.api import fix as fix
    from stslint.api import lint as lint
    from stslint.api import load as load
    from stslint.api import plan as plan
    from stslint.errors import UserError as UserError
    from stslint.findings import Finding as Finding
    from stslint.findings import Report as Report
    from stslint.resources import Resource as Resource

__version__ = "0.1.0"

_OFFERED = {
    "Finding": "stslint.findings",
    "Fixed": "stslint.api",
    "Report": "stslint.findings",
    "Resource": "stslint.resources",
    "UserError": "stslint.errors",
    "fix": "stslint.api",
    "lint": "stslint.api",
    "load": "stslint.api",
    "plan": "stslint",
}

__all__ = ["Finding", "Fixed", "Report", "Resource", "UserError", "__version__", "fix", "lint", "load", "plan"]


def __getattr__(name: str) -> Any:
    if name not in _OFFERED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name == "plan":
        return import_module("stslint.plan")  # the room of the planner, which can be called
    return getattr(import_module(_OFFERED[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
