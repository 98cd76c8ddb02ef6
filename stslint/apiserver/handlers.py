"""Probes and lifecycle hooks: exactly one handler, and what depends on the kind of probe.

In: container dicts as written. Out: the server's refusals. Upstream: validateProbe, validateLifecycle.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import is_set, number, struct, structs, text
from stslint.apiserver.errors import forbidden, invalid, required
from stslint.apiserver.feature_gates import Version, enabled
from stslint.fields import FieldError, FieldPath

PROBES: Final = ("livenessProbe", "readinessProbe", "startupProbe")
_PROBE_HANDLERS: Final = ("exec", "httpGet", "tcpSocket", "grpc")
_HOOK_HANDLERS: Final = ("exec", "httpGet", "tcpSocket", "sleep")
_DEFAULT_GRACE_PERIOD: Final = 30


def grace_period(spec: Mapping[str, Any]) -> int:
    """terminationGracePeriodSeconds after defaulting."""
    return (
        number(spec, "terminationGracePeriodSeconds")
        if is_set(spec, "terminationGracePeriodSeconds")
        else _DEFAULT_GRACE_PERIOD
    )


def validate_probes(container: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """The three probes of a container that runs for as long as its Pod."""
    for name in PROBES:
        probe = container.get(name)
        if isinstance(probe, dict):
            place = (*path, name)
            yield from _validate_handler(probe, place, _PROBE_HANDLERS)
            yield from _validate_thresholds(name, probe, place)


def _validate_thresholds(name: str, probe: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """Only readiness may need several successes; only the others may shorten the grace period."""
    if name == "readinessProbe":
        if is_set(probe, "terminationGracePeriodSeconds"):
            value = probe["terminationGracePeriodSeconds"]
            place = (*path, "terminationGracePeriodSeconds")
            yield invalid(place, value, "must not be set for readinessProbes", anchor="key")
    elif number(probe, "successThreshold") > 1:
        yield invalid((*path, "successThreshold"), probe["successThreshold"], "must be 1")


def validate_lifecycle(
    container: Mapping[str, Any], path: FieldPath, grace: int, version: Version
) -> Iterator[FieldError]:
    """postStart and preStop of a container that may have hooks."""
    lifecycle = struct(container, "lifecycle")
    for name in ("postStart", "preStop"):
        hook = lifecycle.get(name)
        if isinstance(hook, dict):
            place = (*path, "lifecycle", name)
            yield from _validate_handler(hook, place, _HOOK_HANDLERS)
            yield from _validate_sleep(hook, place, grace, version)


def _validate_handler(owner: Mapping[str, Any], path: FieldPath, known: tuple[str, ...]) -> Iterator[FieldError]:
    given = [name for name in known if owner.get(name) is not None]
    if not given:
        yield required(path, "must specify a handler type", known=known)
    for extra in given[1:]:
        yield forbidden((*path, extra), "may not specify more than 1 handler type", given=tuple(given))
    if "httpGet" in given:
        yield from _validate_headers(struct(owner, "httpGet"), (*path, "httpGet"))


def _validate_headers(action: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """The server names the list of headers, not the header."""
    for index, header in structs(action, "httpHeaders"):
        name = text(header, "name")
        for problem in formats.header_name(name):
            yield invalid((*path, "httpHeaders"), name, problem, (*path, "httpHeaders", index, "name"))


def _validate_sleep(hook: Mapping[str, Any], path: FieldPath, grace: int, version: Version) -> Iterator[FieldError]:
    """A hook may not sleep past the grace period, which it is part of."""
    first = next((name for name in _HOOK_HANDLERS if hook.get(name) is not None), "")
    if first != "sleep":
        return
    seconds = number(struct(hook, "sleep"), "seconds")
    shortest = 0 if enabled("AllowSleepZero", version) else 1
    if not shortest <= seconds <= grace:
        detail = f"must be non-negative and less than terminationGracePeriodSeconds ({grace})"
        yield invalid((*path, "sleep"), seconds, detail, (*path, "sleep", "seconds"), grace_period=grace)


def forbid_handlers(container: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """An init container that ends has neither probes nor hooks; a lifecycle that only has a stopSignal is dropped."""
    for name in ("lifecycle", *PROBES):
        value = container.get(name)
        if value is None or (name == "lifecycle" and _only_stop_signal(value)):
            continue
        yield forbidden((*path, name), "may not be set for init containers without restartPolicy=Always")


def _only_stop_signal(lifecycle: Any) -> bool:
    """The ContainerStopSignals gate is off: stopSignal is dropped, and with it a lifecycle that is then empty."""
    if not isinstance(lifecycle, dict) or lifecycle.get("stopSignal") is None:
        return False
    return lifecycle.get("postStart") is None and lifecycle.get("preStop") is None
