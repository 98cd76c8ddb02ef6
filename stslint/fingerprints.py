"""Fingerprints: by which a finding is known again after lines have moved.

In: findings. Out: a hash for each, from rule, file, object and field, never from line numbers; equal ones are numbered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from stslint.findings import Finding


def fingerprints(findings: Iterable[Finding]) -> Iterator[str]:
    """One fingerprint a finding, in the same order, all different."""
    seen: Counter[str] = Counter()
    for finding in findings:
        key = "\0".join((finding.rule, finding.source, str(finding.resource), finding.field or finding.message))
        seen[key] += 1
        hashed = blake2b(f"{key}\0{seen[key]}".encode("utf-8", "backslashreplace"), digest_size=16)
        yield hashed.hexdigest()
