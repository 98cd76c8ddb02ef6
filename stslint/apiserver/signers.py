"""Names of certificate signers and of trust bundles (pkg/apis/core/validation/names.go).

In: a name. Out: the server's refusals.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from stslint.apiserver import formats
from stslint.apiserver.errors import invalid, required, too_long
from stslint.fields import FieldError, FieldPath

_DOMAIN_MAX: Final = 253
_SIGNER_MAX: Final = _DOMAIN_MAX + 1 + (253 + 63 + 1)
_FORM: Final = "must be a fully qualified domain and path of the form 'example.com/signer-name'"


def is_kubernetes_signer(name: str) -> bool:
    """Signers under `kubernetes.io` are reserved."""
    host = name.partition("/")[0]
    return host == "kubernetes.io" or host.endswith(".kubernetes.io")


def validate_signer_name(name: str, path: FieldPath) -> Iterator[FieldError]:
    """`example.com/name`: a domain of at least two labels, one slash, a path of subdomains."""
    if not name:
        yield required(path)
        return
    domain, slash, rest = name.partition("/")
    if not slash or "/" in rest:
        yield invalid(path, name, _FORM)
        return
    if len(domain) > _DOMAIN_MAX:
        yield too_long(path, _DOMAIN_MAX)
    yield from _validate_segments(domain, formats.dns_label, path)
    if "." not in domain:
        yield invalid(path, domain, "should be a domain with at least two segments separated by dots")
    yield from _validate_segments(rest, formats.dns_subdomain, path)
    if len(name) > _SIGNER_MAX:
        yield too_long(path, _SIGNER_MAX)


def _validate_segments(dotted: str, check: formats.Format, path: FieldPath) -> Iterator[FieldError]:
    """Only the first bad segment is reported."""
    for segment in dotted.split("."):
        problems = check(segment)
        if problems:
            for problem in problems:
                yield invalid(path, dotted, f'validating label "{segment}": {problem}')
            return


def trust_bundle_name_problems(name: str) -> tuple[str, ...]:
    """`signer:domain:name` for bundles of a signer, else a subdomain (ValidateClusterTrustBundleName)."""
    return formats.dns_subdomain(name.rpartition(":")[2])
