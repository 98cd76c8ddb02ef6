"""The recogniser of host names: what it takes for one, and with which surroundings."""

from __future__ import annotations

import time

import pytest

from stslint.checks.dnsnames import misses, take_apart
from stslint.checks.hosts import hosts


def is_known(label: str) -> bool:
    """Labels with a hyphen stand for those of the set."""
    return "-" in label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("web-0.web", [("web-0.web", None, False)]),
        ("http://web-0.web:8080/path", [("web-0.web", 8080, True)]),
        ("rabbit@web-0.web.default", [("web-0.web.default", None, True)]),
        ("a-0.a:1,a-1.a:2", [("a-0.a", 1, False), ("a-1.a", 2, False)]),
        ("WEB-0.Web.", [("WEB-0.Web", None, False)]),
        ("etcd-0=http://etcd-0.etcd:2380", [("etcd-0", None, False), ("etcd-0.etcd", 2380, True)]),
        ("_peer._tcp.web.default.svc", [("_peer._tcp.web.default.svc", None, False)]),
    ],
)
def test_hosts_come_with_port_and_scheme(text: str, expected: list[tuple[str, int | None, bool]]) -> None:
    assert [(host.token, host.port, host.url) for host in hosts(text, is_known)] == expected


@pytest.mark.parametrize("text", ["/data/web-0.db", "web-${N}.web", "..", "{{ .Release.Name }}", "web-0.$(DOMAIN)"])
def test_paths_and_halves_of_names_are_no_hosts(text: str) -> None:
    assert not [host for host in hosts(text, is_known) if len(host.labels) > 1 and not host.dynamic]


@pytest.mark.parametrize("text", ["$(POD_NAME).web.default", "${HOSTNAME}.web.default", "$HOSTNAME.web.default"])
def test_a_variable_may_stand_for_the_first_label(text: str) -> None:
    (host,) = hosts(text)
    assert host.dynamic
    assert host.labels == ("", "web", "default")


def test_recognising_is_linear_in_the_length_of_the_string() -> None:
    def seconds(length: int) -> float:
        text = "a-0." * length + ":" * length + "-." * length
        start = time.perf_counter()
        list(hosts(text))
        return time.perf_counter() - start

    seconds(1000)
    assert seconds(64_000) < 64 * max(seconds(4_000), 0.001)


DOMAIN = ("cluster", "local")


@pytest.mark.parametrize(
    ("name", "parts", "lack"),
    [
        ("web-0.web.default.svc.cluster.local", 3, ""),
        ("web-0.web.default.svc", 3, ""),
        ("web-0.web.default", 3, ""),
        ("web-0.web", 3, ""),
        ("web-0.web.svc.cluster.local", 3, "lacks the namespace"),
        ("web-0.web.default.cluster.local", 3, "lacks svc"),
        ("web-0.svc.cluster.local", 3, "lacks the Service and the namespace"),
        ("a.web-0.web.default.svc", 3, "has a part too many"),
        ("web.default.svc.cluster.local", 2, ""),
    ],
)
def test_long_names_need_every_part(name: str, parts: int, lack: str) -> None:
    assert misses(take_apart(tuple(name.split(".")), DOMAIN), parts) == lack
