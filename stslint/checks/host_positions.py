"""Does a bare word stand where a host is expected?

In: a word recognised in a string, with what stands around it. Out: yes only if its place says so: a URL, a port, a
variable or flag that takes hosts, a program that dials. Elsewhere the name of a Pod is just a name.
"""

from __future__ import annotations

import re
from typing import Final

from stslint.checks.hosts import Host
from stslint.checks.texts import Text

_VARIABLE: Final = re.compile(
    r"(?:^|[_.-])(?:HOSTS?|HOSTNAMES?|SERVERS?|ADDR(?:ESS(?:ES)?)?|ENDPOINTS?|URLS?|URI|SEEDS?|PEERS?|BROKERS?)$",
    re.IGNORECASE,
)
_FLAG: Final = re.compile(
    r"(?:^|[\s\"'])--?(?:[a-z0-9]+[-_.])*"
    r"(?:h|hosts?|servers?|slaveof|replicaof|addr(?:ess(?:es)?)?|join|peers?|seeds?|endpoints?|url)"
    r"(?:\s+|=|\s*=\s*)[\"']?$",
    re.IGNORECASE,
)
_PROGRAM: Final = re.compile(r"(?:^|[\s(`;&|])(?:slaveof|replicaof|ping|nslookup|dig|getent hosts)\s+$", re.IGNORECASE)
_BEFORE: Final = 60


def expects_host(host: Host, text: Text) -> bool:
    """Is the word at this place looked up as a host?"""
    if host.dynamic or text.role == "annotation":
        return False
    if host.url or host.port is not None or text.role == "host":
        return True
    if text.role == "env":
        return _VARIABLE.search(text.name) is not None and _only_such(host, text.value)
    before = text.value[max(0, host.start - _BEFORE) : host.start]
    if text.role in ("command", "args") and not before:
        before = f"{text.name} "
    return _FLAG.search(before) is not None or _PROGRAM.search(before) is not None


def _only_such(host: Host, value: str) -> bool:
    """Is the value nothing but a list of Pods of the same set?"""
    prefix = host.labels[0].rpartition("-")[0]
    return all(word.strip().lower().startswith(f"{prefix}-") for word in value.split(","))
