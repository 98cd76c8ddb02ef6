"""Where a plan ends stuck: what gets it going again.

In: what is stuck, and the sets' details. Out: sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def describe(stuck: dict[str, list[str]], details: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [text for shown, facts in details.items() for text in _of_set(stuck, facts, after, shown)]


def _of_set(stuck: dict[str, list[str]], facts: dict[str, Any], after: dict[str, Any], shown: str) -> Iterator[str]:
    prefix = shown.rpartition("/")[0]
    own = {f"{prefix}/{pod}" if prefix else pod for pod in facts["pods"]}
    waiting, absent = _mine(stuck, "not_ready", own), _mine(stuck, "not_created", own)
    failing = _mine(stuck, "sync_fails_at", own)
    ordered = facts["pod_management"] == "OrderedReady"
    rolling = after["sets"][shown]["current_revision"] != after["sets"][shown]["update_revision"]
    if failing:
        yield f"delete Pod {failing[0]} by hand, then each further Pod: a Pod's volumes cannot be changed in place"
    elif waiting and ordered and (rolling or _mine(stuck, "outdated", own)):
        them = "it" if len(waiting) == 1 else "them"
        yield (
            f"correcting or reverting the template is not enough: {', '.join(waiting)} must be deleted by hand "
            f"afterwards, as the controller waits for {them} to become Ready before it does anything else"
        )
    elif waiting and ordered and absent:
        yield f"{', '.join(absent)} {_are(absent)} only created when {waiting[0]} is Ready"
    elif waiting and not ordered and rolling:
        yield f"correcting the template heals it: with Parallel, {', '.join(waiting)} {_are(waiting)} replaced at once"
    elif absent and not waiting and facts["warnings"]:
        yield f"{', '.join(absent)} cannot be created: {facts['warnings'][-1]}"


def _are(pods: list[str]) -> str:
    return "is" if len(pods) == 1 else "are"


def _mine(stuck: dict[str, list[str]], key: str, own: set[str]) -> list[str]:
    return [pod for pod in stuck.get(key, []) if pod in own]
