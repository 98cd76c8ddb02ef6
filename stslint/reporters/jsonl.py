"""One JSON object a line, one line a finding: for streams and `jq`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from stslint.findings import Report
from stslint.reporters.view import View


def render(report: Report, view: View) -> Iterator[str]:
    """A line is what stands in `findings` of the json format."""
    for finding in report.findings:
        yield json.dumps(finding.to_dict(), separators=(",", ":")) + "\n"
