"""How Pods stop: grace periods and preStop hooks.

In: one workload. Out: hits on Pods that are killed before they have stopped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from stslint.checks.pods import name_of_container, pod_spec_path, running_containers
from stslint.cluster import pod_spec
from stslint.hits import Hit
from stslint.patterns import pattern
from stslint.resources import Resource, items, mapping

_GRACE: Final = "terminationGracePeriodSeconds"
_DEFAULT_GRACE: Final = 30
_SLEEP: Final = pattern(r"(?:^|[\s;&|/])sleep\s+([0-9]{1,6})([smh]?)(?![\w.])")
_UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3600}


def grace_zero(resource: Resource) -> Iterator[Hit]:
    if pod_spec(resource).get(_GRACE) == 0 and pod_spec(resource).get(_GRACE) is not False:
        yield Hit((*pod_spec_path(resource), _GRACE), {"set": resource.name})


def pre_stop_exceeds_grace(resource: Resource) -> Iterator[Hit]:
    written = pod_spec(resource).get(_GRACE, _DEFAULT_GRACE)
    if not isinstance(written, int) or written <= 0:
        return
    for path, container in running_containers(resource):
        command = items(mapping(mapping(mapping(container.get("lifecycle")).get("preStop")).get("exec")).get("command"))
        seconds = _slept(command)
        if seconds >= written:
            facts = {"seconds": seconds, "grace": written, "container": name_of_container(path, container)}
            case = "default" if _GRACE not in pod_spec(resource) else ""
            yield Hit((*path, "lifecycle", "preStop", "exec", "command"), facts, case, anchor="key")


def _slept(command: list[Any]) -> int:
    """The seconds of the sleeps that certainly run: none behind a condition or in a loop."""
    text = " ".join(str(each) for each in command)
    if re.search(r"\b(?:while|until|for|if|case)\b|\|\|", text):
        return 0
    return sum(int(number) * _UNITS[unit] for number, unit in _SLEEP.findall(text))
