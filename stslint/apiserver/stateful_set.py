"""StatefulSet: its spec, its claim templates, and its Pod template as the controller will complete it.

In: a StatefulSet as written. Out: FieldErrors and FieldWarnings. Upstream: pkg/apis/apps/validation,
pkg/registry/apps/statefulset.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import struct, structs, text
from stslint.apiserver.errors import invalid, required
from stslint.apiserver.feature_gates import Version
from stslint.apiserver.int_or_string import amount, validate_amount_or_percent, validate_at_most_100_percent
from stslint.apiserver.persistent_volume_claim import claim_spec_warnings, validate_claim_spec
from stslint.apiserver.pod_template import pod_warnings, validate_pod_template
from stslint.apiserver.workloads import TEMPLATE, validate_runs_forever, validate_selector
from stslint.fields import FieldError, FieldPath, FieldWarning

MAX_UNAVAILABLE_SINCE: Final = (1, 37)
STRATEGIES: Final = ("RollingUpdate", "OnDelete")

CLAIMS: Final[FieldPath] = ("spec", "volumeClaimTemplates")
STRATEGY: Final[FieldPath] = ("spec", "updateStrategy")


def validate_stateful_set(body: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """The spec, what the controller will add to the template included."""
    spec = struct(body, "spec")
    yield from _validate_update_strategy(spec, version)
    yield from _validate_claim_templates(spec, version)
    yield from validate_selector(spec, "statefulset")
    yield from _validate_template(spec, version)
    yield from validate_runs_forever(spec, "StatefulSet")


def _validate_update_strategy(spec: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    strategy = struct(spec, "updateStrategy")
    kind = text(strategy, "type") or "RollingUpdate"
    rolling = strategy.get("rollingUpdate")
    if kind not in STRATEGIES:
        detail = "must be 'RollingUpdate' or 'OnDelete'"
        yield invalid(STRATEGY, strategy, detail, (*STRATEGY, "type"), known=STRATEGIES)
    elif kind == "OnDelete" and rolling is not None:
        detail = "only allowed for updateStrategy 'RollingUpdate'"
        yield invalid((*STRATEGY, "rollingUpdate"), rolling, detail, anchor="key", other=(*STRATEGY, "type"))
    elif isinstance(rolling, dict) and version >= MAX_UNAVAILABLE_SINCE:
        yield from _validate_max_unavailable(rolling.get("maxUnavailable"))


def _validate_max_unavailable(value: Any) -> Iterator[FieldError]:
    path = (*STRATEGY, "rollingUpdate", "maxUnavailable")
    yield from validate_amount_or_percent(value, path)
    if amount(value) == 0 and not (isinstance(value, str) and formats.percent(value)):
        yield invalid(path, value, "cannot be 0")
    yield from validate_at_most_100_percent(value, path)


def claim_template_names(spec: Mapping[str, Any]) -> dict[str, int]:
    """The volumes that claim templates add to the Pods: name → index of the last template of that name."""
    return {text(struct(claim, "metadata"), "name"): index for index, claim in structs(spec, "volumeClaimTemplates")}


def _validate_claim_templates(spec: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    for index, claim in structs(spec, "volumeClaimTemplates"):
        yield from validate_claim_spec(struct(claim, "spec"), (*CLAIMS, index, "spec"), version)


def _validate_template(spec: Mapping[str, Any], version: Version) -> Iterator[FieldError]:
    """The controller sets hostname and subdomain itself, and claim templates come before the Pod's own volumes."""
    template = struct(spec, "template")
    pod = {key: value for key, value in struct(template, "spec").items() if key not in ("hostname", "subdomain")}
    claims = claim_template_names(spec)
    yield from _validate_claim_names(claims)
    yield from validate_pod_template({**template, "spec": pod}, TEMPLATE, version, claims=tuple(claims))


def _validate_claim_names(claims: Mapping[str, int]) -> Iterator[FieldError]:
    """The server meets a claim template's name as the name of a volume that it adds to the Pod."""
    for position, (name, index) in enumerate(claims.items()):
        volume = (*TEMPLATE, "spec", "volumes", position)
        at = (*CLAIMS, index, "metadata", "name")
        if not name:
            yield required((*volume, "name"), at=at)
            continue
        for detail in formats.dns_label(name):
            yield invalid((*volume, "name"), name, detail, at)


def stateful_set_warnings(body: Mapping[str, Any], version: Version) -> Iterator[FieldWarning]:
    """Those of the template and of the claim templates, and endless history."""
    spec = struct(body, "spec")
    yield from pod_warnings(struct(spec, "template"), TEMPLATE, version)
    for index, claim in structs(spec, "volumeClaimTemplates"):
        yield from claim_spec_warnings(struct(claim, "spec"), (*CLAIMS, index), (*CLAIMS, index, "spec"))
    limit = spec.get("revisionHistoryLimit")
    if isinstance(limit, int) and limit < 0 and version >= (1, 33):
        words = "a negative value retains all historical revisions; a value >= 0 is recommended"
        yield FieldWarning(("spec", "revisionHistoryLimit"), words, code="negative-revision-history-limit")
