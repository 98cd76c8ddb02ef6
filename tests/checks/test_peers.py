"""Peer addresses: where findings point, what they never show, and which look-ups they know."""

from __future__ import annotations

import pytest

from stslint.examples import lint_texts
from stslint.findings import Finding
from stslint.rules import Rulebook, builtin

SET = """\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
  namespace: shop
spec:
  serviceName: web
  replicas: 2
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      containers:
        - name: web
          image: nginx:1.27
---
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: shop
spec:
  clusterIP: None
  selector: {app: web}
  ports: [{name: http, port: 80}]
---
"""
PEERS = Rulebook(rule for rule in builtin() if rule.category == "peers" and rule.preset == "default")


def findings(text: str) -> list[Finding]:
    report = lint_texts({"a.yaml": SET + text}, PEERS, {})
    assert not report.failures
    return list(report.findings)


def config(value: str, kind: str = "ConfigMap", field: str = "data", namespace: str = "shop") -> str:
    return (
        f"apiVersion: v1\nkind: {kind}\nmetadata:\n  name: conf\n  namespace: {namespace}\n{field}:\n  key: {value}\n"
    )


@pytest.mark.parametrize(
    "value",
    [
        "web-0.web web-5.web",
        '"web-0.web web-5.web"',
        "'web-0.web web-5.web'",
        "|\n    first web-0.web\n    then web-5.web",
        ">-\n    first web-0.web\n    then web-5.web",
    ],
)
def test_a_finding_points_at_the_address_in_the_string(value: str) -> None:
    text = SET + config(value)
    (finding,) = findings(config(value))
    assert text[finding.span.start.offset : finding.span.end.offset] == "web-5.web"


def test_the_second_of_two_equal_addresses_counts_once() -> None:
    assert len(findings(config("web-5.web,web-5.web"))) == 1


def test_a_value_that_is_written_otherwise_is_pointed_at_as_a_whole() -> None:
    value = '"\\u0077eb-5.web"'
    (finding,) = findings(config(value))
    text = SET + config(value)
    assert text[finding.span.start.offset : finding.span.end.offset] == value


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("stringData", '"redis://user:hunter2@web-5.web:6379/0"'),
        ("data", "cmVkaXM6Ly91c2VyOmh1bnRlcjJAd2ViLTUud2ViOjYzNzkvMA=="),
    ],
)
def test_secrets_show_the_host_and_nothing_else(field: str, value: str) -> None:
    (finding,) = findings(config(value, "Secret", field))
    assert "web-5.web" in finding.message
    assert "hunter2" not in str(finding.to_dict())


@pytest.mark.parametrize(
    ("namespace", "address", "rules"),
    [
        ("shop", "web-0.web", []),
        ("shop", "web-0.web.shop", []),
        ("shop", "web-0.web.shop.svc", []),
        ("shop", "web-0.web.shop.svc.cluster.local", []),
        ("shop", "web-0.web.shop.svc.cluster.local.", []),
        ("shop", "WEB-0.Web.Shop.svc", []),
        ("jobs", "web-0.web.shop", []),
        ("jobs", "web-0.web", ["peer-namespace-wrong"]),
        ("shop", "web-0.web.svc", ["peer-name-malformed"]),
        ("shop", "web-0.web.shop.cluster.local", ["peer-name-malformed"]),
        ("shop", "web.web-0", ["peer-name-malformed"]),
        ("shop", "web-0.web.prod.svc", ["peer-namespace-wrong"]),
        ("shop", "web-0.web.shop.svc.example", ["peer-cluster-domain-wrong"]),
        ("shop", "web-2.web", ["peer-ordinal-unknown"]),
        ("shop", "web-00.web", []),
        ("shop", "web-0.wbe", ["peer-service-unknown"]),
        ("shop", "http://web-0:80", ["peer-bare-pod-name"]),
        ("shop", "web-0", []),
        ("shop", "web-2.log web-9.tar.gz web-3.example.com web-2.web.example.com", []),
        ("shop", "/var/lib/web-2.web", []),
        ("shop", "web-2.$DOMAIN ${X}-2.web", []),
    ],
)
def test_addresses_resolve_as_in_the_pods_of_their_namespace(namespace: str, address: str, rules: list[str]) -> None:
    found = findings(config(f'"{address}"', namespace=namespace))
    assert [finding.rule for finding in found] == rules


def test_a_file_full_of_wrong_addresses_gives_a_readable_number_of_findings() -> None:
    found = findings(config(",".join(f"web-{ordinal}.web" for ordinal in range(10, 400))))
    assert len(found) == 50
