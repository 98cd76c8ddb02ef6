"""The comparison with a real server: its cases, and that it needs a server only when it is asked for one."""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from pathlib import Path

from livecheck.generate import Generator, changed

from stslint.schemas.bundle import bundle
from stslint.verdict import verdict
from tests.verdicts.cases import base

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "live.py"
BODY = base("svc-headless")


def test_every_field_of_a_manifest_is_varied() -> None:
    paths = {path for path, _, _ in Generator(bundle((1, 37)), "core.v1.Service").cases(BODY)}
    assert ("spec", "ports", 0, "port") in paths
    assert ("spec", "sessionAffinity") in paths
    assert ("metadata", "labels") in paths


def test_a_variation_leaves_the_manifest_alone_and_gets_a_verdict() -> None:
    before = copy.deepcopy(BODY)
    for path, value, removed in list(Generator(bundle((1, 37)), "core.v1.Service").cases(BODY))[::25]:
        assert verdict(changed(BODY, path, value, removed), (1, 37)).known or path[0] in ("apiVersion", "kind")
    assert before == BODY


def test_without_a_server_the_comparison_is_skipped() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "KUBECONFIG"}
    done = subprocess.run([sys.executable, SCRIPT], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout == "skipped: KUBECONFIG is not set\n"
