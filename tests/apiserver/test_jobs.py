"""What the server refuses in Jobs and CronJobs, and in their schedules."""

from __future__ import annotations

from typing import Any

import pytest

from stslint.apiserver import cron_schedule
from tests.apiserver.asking import GONE, refused, says, warned

TEMPLATE = {"spec": {"restartPolicy": "Never", "containers": [{"name": "c", "image": "i"}]}}
JOB = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "x"}, "spec": {"template": TEMPLATE}}
CRON_JOB = {
    "apiVersion": "batch/v1",
    "kind": "CronJob",
    "metadata": {"name": "x"},
    "spec": {"schedule": "0 3 * * *", "jobTemplate": {"spec": {"template": TEMPLATE}}},
}
POLICY = "spec.template.spec.restartPolicy"
RULE = "spec.podFailurePolicy.rules[0]"
INDEXED = {"spec.completionMode": "Indexed", "spec.completions": 3}

JOBS = [
    ("restarted for ever", {POLICY: "Always"}, [f'{POLICY}: Required value: valid values: "OnFailure", "Never"']),
    ("restarted by default", {POLICY: GONE}, [f"{POLICY}: Required value"]),
    ("a selector", {"spec.selector": {"matchLabels": {"a": "b"}}}, ['spec.selector: Invalid value: {"matchLabels"']),
    (
        "a selector that is meant",
        {"spec.selector": {"matchLabels": {"a": "b"}}, "spec.manualSelector": True},
        ["spec.template.metadata.labels: Invalid value: null: `selector` does not match template `labels`"],
    ),
    ("indexed", INDEXED, []),
    (
        "indexed without an end",
        {"spec.completionMode": "Indexed", "spec.parallelism": 1},
        ["spec.completions: Required value"],
    ),
    (
        "a limit for each index",
        {"spec.backoffLimitPerIndex": 1},
        ["spec.backoffLimitPerIndex: Invalid value: 1: requires"],
    ),
    ("a name too long for its Pods", {**INDEXED, "metadata.name": "a" * 62}, ["metadata.name: Invalid value"]),
    (
        "a failure of nothing",
        {"spec.podFailurePolicy": {"rules": [{"action": "Ignore"}]}},
        [f'{RULE}: Invalid value: {{"action":"Ignore"}}: specifying one of OnExitCodes and'],
    ),
    (
        "managed by a word",
        {"spec.managedBy": "me"},
        ['spec.managedBy: Invalid value: "me": must be a domain-prefixed path'],
    ),
]
CRON_JOBS = [
    ("a long name", {"metadata.name": "a" * 53}, ["metadata.name: Invalid value"]),
    (
        "four fields",
        {"spec.schedule": "* * * *"},
        ['spec.schedule: Invalid value: "* * * *": expected exactly 5 fields'],
    ),
    ("a zone in the schedule", {"spec.schedule": "TZ=UTC 0 3 * * *"}, ["spec.schedule: Invalid value"]),
    ("a zone", {"spec.timeZone": "Europe/Paris"}, []),
    ("the zone of the server", {"spec.timeZone": "Local"}, ['spec.timeZone: Invalid value: "Local": timeZone must be']),
    (
        "a selector",
        {"spec.jobTemplate.spec.selector": {"matchLabels": {"a": "b"}}},
        ["spec.jobTemplate.spec.selector: Invalid value"],
    ),
]
CASES = [*((JOB, *case) for case in JOBS), *((CRON_JOB, *case) for case in CRON_JOBS)]


@pytest.mark.parametrize(
    ("base", "what", "changes", "wanted"), CASES, ids=[f"{case[0]['kind']}: {case[1]}" for case in CASES]
)
def test_jobs_are_refused_with_the_words_of_the_server(
    base: dict[str, Any], what: str, changes: dict[str, Any], wanted: list[str]
) -> None:
    got = refused(base, changes)
    assert says(got, wanted), (what, got)


def test_names_that_make_odd_hostnames_are_warned_about() -> None:
    for base in (JOB, CRON_JOB):
        assert says(warned(base, {"metadata.name": "a.b"}), ["metadata.name: this is used in Pod names and hostnames"])


GOOD = [
    "* * * * *",
    "*/5 1-3 * jan,feb mon",
    "0 0 1 1 0",
    "? ? ? ? ?",
    "1-59/2 * * * *",
    "@daily",
    "@every 1h30m",
    "5/10 * * * *",
]
BAD = [
    "",
    "* * * *",
    "60 * * * *",
    "* 24 * * *",
    "* * 0 * *",
    "* * * 13 *",
    "* * * * 7",
    "5-1 * * * *",
    "*/0 * * * *",
    "a * * * *",
]
WORDS = ["1-2-3 * * * *", "1/2/3 * * * *", "*/x * * * *", "@dayly", "@every x", "-1 * * * *"]


def test_schedules_are_read_as_the_server_reads_them() -> None:
    assert [each for each in GOOD if cron_schedule.problem(each)] == []
    assert [each for each in [*BAD, *WORDS] if not cron_schedule.problem(each)] == []
