"""Job and CronJob: completion modes, policies, and Pods that come to an end.

In: the object as written. Out: FieldErrors and FieldWarnings. Upstream: pkg/apis/batch/validation, pkg/api/job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint import selectors
from stslint.apiserver import cron_schedule, formats
from stslint.apiserver.decoded import is_set, number, struct, structs, text
from stslint.apiserver.errors import invalid, not_supported, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.labels import validate_label_selector
from stslint.apiserver.pod_template import pod_warnings, validate_pod_template
from stslint.fields import FieldError, FieldPath, FieldWarning
from stslint.patterns import pattern

CRON_JOB_NAME_MAX: Final = 52
INDEXED_PARALLELISM_MAX: Final = 100_000
FAILED_INDEXES_MAX: Final = 100_000
ENDS: Final = ("OnFailure", "Never")
ACTIONS: Final = ("Count", "FailIndex", "FailJob", "Ignore")
_ZONE_PART: Final = pattern(r"[A-Za-z0-9_+\-]{1,14}")


def validate_job(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateJobCreate: the server makes a selector of its own unless it is told that this one is meant."""
    spec = struct(body, "spec")
    selector = spec.get("selector")
    if spec.get("manualSelector") is True:
        yield from _validate_manual_selector(selector, spec)
    elif selector is not None:
        yield from _validate_generated_selector(selector, text(struct(body, "metadata"), "name"))
    yield from _validate_spec(spec, ("spec",), version)
    yield from _validate_indexed_names(body, spec)


def _validate_generated_selector(selector: Any, name: str) -> Iterator[FieldError]:
    """What is written must fit the labels that the server will add."""
    errors = list(validate_label_selector(selector, ("spec", "selector")))
    yield from errors
    labels = {"job-name": name, "batch.kubernetes.io/job-name": name}
    if not errors and not selectors.is_empty(selector) and not selectors.matches(selector, labels):
        yield invalid(("spec", "selector"), selector, "`selector` not auto-generated", anchor="key")


def _validate_manual_selector(selector: Any, spec: Mapping[str, Any]) -> Iterator[FieldError]:
    if selector is None:
        yield required(("spec", "selector"))
        return
    errors = list(validate_label_selector(selector, ("spec", "selector")))
    yield from errors
    labels = struct(struct(spec, "template"), "metadata").get("labels")
    if not errors and not selectors.matches(selector, labels if isinstance(labels, dict) else {}):
        path = ("spec", "template", "metadata", "labels")
        yield invalid(path, labels, "`selector` does not match template `labels`")


def _validate_indexed_names(body: Mapping[str, Any], spec: Mapping[str, Any]) -> Iterator[FieldError]:
    completions, name = number(spec, "completions"), text(struct(body, "metadata"), "name")
    if text(spec, "completionMode") == "Indexed" and completions > 0 and name:
        hostname = f"{name}-{completions - 1}"
        if formats.dns_label(hostname):
            detail = f"will not able to create pod with invalid DNS label: {hostname}"
            yield invalid(("metadata", "name"), name, detail)


def _validate_spec(spec: Mapping[str, Any], path: FieldPath, version: Version) -> Iterator[FieldError]:
    yield from _validate_completion_mode(spec, path)
    if is_set(spec, "podFailurePolicy"):
        yield from _validate_failure_policy(spec, (*path, "podFailurePolicy"))
    managed = spec.get("managedBy")
    for detail in formats.domain_prefixed_path(managed) if isinstance(managed, str) else ():
        yield invalid((*path, "managedBy"), managed, detail)
    replacement = spec.get("podReplacementPolicy")
    if isinstance(replacement, str):
        known = ("Failed",) if is_set(spec, "podFailurePolicy") else ("Failed", "TerminatingOrFailed")
        if replacement not in known:
            yield not_supported((*path, "podReplacementPolicy"), replacement, known)
    template = struct(spec, "template")
    yield from validate_pod_template(template, (*path, "template"), version)
    yield from _validate_restart_policy(spec, text(struct(template, "spec"), "restartPolicy"), path)


def _validate_completion_mode(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    if text(spec, "completionMode") == "Indexed":
        yield from _validate_indexed(spec, path)
    elif not spec.get("completionMode") or spec["completionMode"] == "NonIndexed":
        for name in ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"):
            if is_set(spec, name):
                yield invalid((*path, name), spec[name], "requires indexed completion mode", anchor="key")
    if is_set(spec, "maxFailedIndexes") and not is_set(spec, "backoffLimitPerIndex"):
        yield required((*path, "backoffLimitPerIndex"), "when maxFailedIndexes is specified")


def _validate_indexed(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    completions, failed = spec.get("completions"), number(spec, "maxFailedIndexes")
    if completions is None and is_set(spec, "parallelism"):
        yield required((*path, "completions"), "when completion mode is Indexed")
    if number(spec, "parallelism") > INDEXED_PARALLELISM_MAX:
        detail = f"must be less than or equal to {INDEXED_PARALLELISM_MAX} when completion mode is Indexed"
        yield invalid((*path, "parallelism"), spec["parallelism"], detail)
    if isinstance(completions, int) and failed > completions:
        yield invalid((*path, "maxFailedIndexes"), failed, "must be less than or equal to completions")
    elif failed > FAILED_INDEXES_MAX:
        yield invalid((*path, "maxFailedIndexes"), failed, f"must be less than or equal to {FAILED_INDEXES_MAX}")
    if is_set(spec, "successPolicy"):
        yield from _validate_success_policy(struct(spec, "successPolicy"), completions, (*path, "successPolicy"))


def _validate_success_policy(policy: Mapping[str, Any], completions: Any, path: FieldPath) -> Iterator[FieldError]:
    if not policy.get("rules"):
        detail = "at least one rules must be specified when the successPolicy is specified"
        yield required((*path, "rules"), detail)
    for index, rule in structs(policy, "rules"):
        if not is_set(rule, "succeededCount") and not is_set(rule, "succeededIndexes"):
            detail = "at least one of succeededCount or succeededIndexes must be specified"
            yield required((*path, "rules", index), detail)
        count = number(rule, "succeededCount")
        if isinstance(completions, int) and count > completions:
            detail = f"must be less than or equal to {completions} (the number of specified completions)"
            yield invalid((*path, "rules", index, "succeededCount"), count, detail)


def _validate_failure_policy(spec: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    for index, rule in structs(struct(spec, "podFailurePolicy"), "rules"):
        where = (*path, "rules", index)
        action = text(rule, "action")
        if not action:
            yield required((*where, "action"), f"valid values: {list(ACTIONS)}", known=ACTIONS)
        elif action not in ACTIONS:
            yield not_supported((*where, "action"), action, ACTIONS)
        elif action == "FailIndex" and not is_set(spec, "backoffLimitPerIndex"):
            yield invalid((*where, "action"), action, "requires the backoffLimitPerIndex to be set")
        codes, conditions = is_set(rule, "onExitCodes"), bool(rule.get("onPodConditions"))
        if codes is conditions:
            words = "both OnExitCodes and OnPodConditions is not supported"
            alternative = "one of OnExitCodes and OnPodConditions is required"
            yield invalid(where, rule, f"specifying {words if codes else alternative}")


def _validate_restart_policy(spec: Mapping[str, Any], policy: str, path: FieldPath) -> Iterator[FieldError]:
    field = (*path, "template", "spec", "restartPolicy")
    if policy in ("", "Always"):
        yield required(field, 'valid values: "OnFailure", "Never"', known=ENDS)
    elif policy not in ENDS:
        yield not_supported(field, policy, ENDS)
    elif policy != "Never" and is_set(spec, "podFailurePolicy"):
        yield invalid(field, policy, 'only "Never" is supported when podFailurePolicy is specified')


def validate_cron_job(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """ValidateCronJobCreate."""
    spec, name = struct(body, "spec"), text(struct(body, "metadata"), "name")
    if len(name) > CRON_JOB_NAME_MAX:
        yield invalid(("metadata", "name"), name, f"must be no more than {CRON_JOB_NAME_MAX} characters")
    yield from _validate_schedule(text(spec, "schedule"))
    if isinstance(spec.get("timeZone"), str):
        yield from _validate_time_zone(spec["timeZone"])
    job, path = struct(struct(spec, "jobTemplate"), "spec"), ("spec", "jobTemplate", "spec")
    yield from _validate_spec(job, path, version)
    if is_set(job, "selector"):
        yield invalid((*path, "selector"), job["selector"], "`selector` will be auto-generated", anchor="key")
    if job.get("manualSelector") is True:
        yield not_supported((*path, "manualSelector"), True, ("nil", "false"))


def _validate_schedule(schedule: str) -> Iterator[FieldError]:
    path = ("spec", "schedule")
    problem = cron_schedule.problem(schedule) if schedule else ""
    if problem:
        yield invalid(path, schedule, problem)
    if "TZ" in schedule:
        yield invalid(path, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead")


def _validate_time_zone(zone: str) -> Iterator[FieldError]:
    path = ("spec", "timeZone")
    if not zone:
        yield invalid(path, zone, "timeZone must be nil or non-empty string")
    elif any(part.startswith("-") or not _ZONE_PART.fullmatch(part) for part in zone.split("/")):
        yield invalid(path, zone, f"unknown time zone {zone}")
    elif zone.lower() == "local":
        detail = "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones"
        yield invalid(path, zone, detail)


def job_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """Those of the template, and names that make odd hostnames; of CronJobs too."""
    name = text(struct(body, "metadata"), "name")
    problems = formats.dns_label(name) if name else ()
    if problems:
        words = (
            "this is used in Pod names and hostnames, which can result in surprising behavior; "
            f"a DNS label is recommended: [{' '.join(problems)}]"
        )
        yield FieldWarning(("metadata", "name"), words, code="name-not-a-dns-label")
    spec = struct(body, "spec")
    path: FieldPath = ("spec",)
    if "jobTemplate" in spec:
        spec, path = struct(struct(spec, "jobTemplate"), "spec"), ("spec", "jobTemplate", "spec")
    yield from pod_warnings(struct(spec, "template"), (*path, "template"), version)
