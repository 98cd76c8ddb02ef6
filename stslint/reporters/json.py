"""The whole report as one JSON document; described by `schemas/stslint/report.schema.json`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from stslint.findings import Report
from stslint.reporters.view import View


def render(report: Report, view: View) -> Iterator[str]:
    """ASCII only, so that it is the same bytes in every encoding and holds no character a terminal obeys."""
    yield from (json.dumps(report.to_dict(), indent=2), "\n")
