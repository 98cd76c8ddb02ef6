"""Where a Pod may run: affinity, tolerations, topology spread.

In: the PodSpec. Out: the server's refusals (validateAffinity, ValidateTolerations, validateTopologySpreadConstraints).
 Facts about one field stand in the schema overlays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from stslint.apiserver import formats
from stslint.apiserver.decoded import is_set, struct, structs, text, texts
from stslint.apiserver.errors import duplicate, forbidden, invalid, not_supported, required
from stslint.apiserver.feature_gates import Version, enabled
from stslint.apiserver.labels import validate_label_selector
from stslint.fields import FieldError, FieldPath
from stslint.patterns import pattern

REQUIRED: Final = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED: Final = "preferredDuringSchedulingIgnoredDuringExecution"
_OPERATORS: Final = ("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")
_TOLERATION_OPERATORS: Final = ("Equal", "Exists")
_NUMERIC: Final = ("Lt", "Gt")
_WITHOUT_SELECTOR: Final = "must not be specified when labelSelector is not set"
_IN_BOTH: Final = "exists in both matchLabelKeys and labelSelector"


PodLabels = Mapping[str, Any] | None
"""The labels of a Pod, by which the server refines selectors before it validates; None in a template."""


def validate_affinity(
    affinity: Mapping[str, Any], path: FieldPath, version: Version, labels: PodLabels
) -> Iterator[FieldError]:
    """Node affinity and both kinds of Pod affinity."""
    if is_set(affinity, "nodeAffinity"):
        yield from _validate_node_affinity(struct(affinity, "nodeAffinity"), (*path, "nodeAffinity"))
    for field in ("podAffinity", "podAntiAffinity"):
        if is_set(affinity, field):
            yield from _validate_pod_affinity(struct(affinity, field), (*path, field), version, labels)


def _validate_node_affinity(affinity: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    if is_set(affinity, REQUIRED):
        yield from validate_node_selector(struct(affinity, REQUIRED), (*path, REQUIRED))
    for index, term in structs(affinity, PREFERRED):
        place = (*path, PREFERRED, index)
        yield from _validate_node_term(struct(term, "preference"), (*place, "preference"), check_values=False)


def validate_node_selector(selector: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """Also the node affinity of PersistentVolumes."""
    for index, term in structs(selector, "nodeSelectorTerms"):
        yield from _validate_node_term(term, (*path, "nodeSelectorTerms", index), check_values=True)


def _validate_node_term(term: Mapping[str, Any], path: FieldPath, *, check_values: bool) -> Iterator[FieldError]:
    """Label values are checked only where they are required: preferences may be impossible."""
    for index, requirement in structs(term, "matchExpressions"):
        place = (*path, "matchExpressions", index)
        yield from _validate_node_operator(requirement, place)
        for problem in formats.label_key(text(requirement, "key")):
            yield invalid((*place, "key"), text(requirement, "key"), problem)
        for position, value in enumerate(texts(requirement, "values") if check_values else ()):
            for problem in formats.label_value(value):
                yield invalid((*place, "values", position), value, problem)
    for index, requirement in structs(term, "matchFields"):
        yield from _validate_node_field(requirement, (*path, "matchFields", index))


def _validate_node_operator(requirement: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    operator, values, place = text(requirement, "operator"), texts(requirement, "values"), (*path, "values")
    if operator in ("In", "NotIn"):
        if not values:
            yield required(place, "must be specified when `operator` is 'In' or 'NotIn'")
    elif operator in ("Exists", "DoesNotExist"):
        if values:
            yield forbidden(place, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
    elif operator in ("Gt", "Lt"):
        if len(values) != 1:
            yield required(place, "must be specified single value when `operator` is 'Lt' or 'Gt'")
    else:
        yield invalid((*path, "operator"), operator, "not a valid selector operator", known=_OPERATORS)


def _validate_node_field(requirement: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """The only field of nodes to select by is metadata.name, and by one value."""
    operator, key, values = text(requirement, "operator"), text(requirement, "key"), texts(requirement, "values")
    if operator not in ("In", "NotIn"):
        yield invalid((*path, "operator"), operator, "not a valid selector operator", known=("In", "NotIn"))
    elif len(values) != 1:
        detail = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector"
        yield required((*path, "values"), detail)
    if key != "metadata.name":
        yield invalid((*path, "key"), key, "not a valid field selector key", known=("metadata.name",))
        return
    for index, value in enumerate(values):
        for problem in formats.dns_subdomain(value):
            yield invalid((*path, "values", index), value, problem)


def _validate_pod_affinity(
    affinity: Mapping[str, Any], path: FieldPath, version: Version, labels: PodLabels
) -> Iterator[FieldError]:
    for index, term in structs(affinity, REQUIRED):
        yield from _validate_pod_term(term, (*path, REQUIRED, index), version, labels)
    for index, term in structs(affinity, PREFERRED):
        place = (*path, PREFERRED, index, "podAffinityTerm")
        yield from _validate_pod_term(struct(term, "podAffinityTerm"), place, version, labels)


def _validate_pod_term(
    term: Mapping[str, Any], path: FieldPath, version: Version, labels: PodLabels
) -> Iterator[FieldError]:
    yield from validate_label_selector(term.get("labelSelector"), (*path, "labelSelector"))
    yield from validate_label_selector(term.get("namespaceSelector"), (*path, "namespaceSelector"))
    for index, name in enumerate(texts(term, "namespaces")):
        for problem in formats.dns_label(name):
            yield invalid((*path, "namespace"), name, problem, (*path, "namespaces", index))
    if enabled("MatchLabelKeysInPodAffinity", version):
        yield from _validate_label_keys(term, path, labels)
    key = text(term, "topologyKey")
    if not key:
        yield required((*path, "topologyKey"), "can not be empty")
        return
    for problem in formats.label_key(key):
        yield invalid((*path, "topologyKey"), key, problem)


def _validate_label_keys(term: Mapping[str, Any], path: FieldPath, labels: PodLabels) -> Iterator[FieldError]:
    """matchLabelKeys and mismatchLabelKeys refine a selector, and must not repeat its expressions or each other."""
    matching, mismatching = texts(term, "matchLabelKeys"), texts(term, "mismatchLabelKeys")
    selector = term.get("labelSelector")
    for field, keys in (("matchLabelKeys", matching), ("mismatchLabelKeys", mismatching)):
        if keys and selector is None:
            yield forbidden((*path, field), _WITHOUT_SELECTOR)
            continue
        for index, key in enumerate(keys):
            for problem in formats.label_key(key):
                yield invalid((*path, field, index), key, problem)
    if matching and isinstance(selector, dict):
        yield from _validate_keys_not_selected(matching, selector, path, labels)
    for index, key in enumerate(matching):
        if key in mismatching:
            detail = "exists in both matchLabelKeys and mismatchLabelKeys"
            yield invalid((*path, "matchLabelKeys", index), key, detail)


def _validate_keys_not_selected(
    keys: list[str], selector: Mapping[str, Any], path: FieldPath, labels: PodLabels
) -> Iterator[FieldError]:
    """A Pod's selector has one more expression for each key that is among its labels; a key selected twice is refused,
    at the term and the index of the key."""
    position = {key: index for index, key in enumerate(keys)}
    selected = set(struct(selector, "matchLabels"))
    written = [text(expression, "key") for _, expression in structs(selector, "matchExpressions")]
    for key in [*written, *(key for key in keys if labels and key in labels)]:
        if key in position and key in selected:
            index = position[key]
            yield invalid((*path, index), key, _IN_BOTH, (*path, "matchLabelKeys", index))
        selected.add(key)


def validate_topology_spread(
    spec: Mapping[str, Any], path: FieldPath, version: Version, labels: PodLabels
) -> Iterator[FieldError]:
    """spec.topologySpreadConstraints."""
    kinds = [(text(each, "topologyKey"), text(each, "whenUnsatisfiable")) for _, each in _constraints(spec)]
    for index, constraint in _constraints(spec):
        place = (*path, "topologySpreadConstraints", index)
        if kinds[index] in kinds[index + 1 :]:
            value = "{{{}, {}}}".format(*kinds[index])
            yield duplicate((*place, "{topologyKey, whenUnsatisfiable}"), value, (*place, "topologyKey"))
        action = kinds[index][1]
        if is_set(constraint, "minDomains") and action != "DoNotSchedule":
            detail = f"can only use minDomains if whenUnsatisfiable=DoNotSchedule, not {action}"
            yield invalid((*place, "minDomains"), constraint["minDomains"], detail, anchor="key")
        if enabled("MatchLabelKeysInPodTopologySpreadSelectorMerge", version):
            yield from _validate_label_keys({**constraint, "mismatchLabelKeys": None}, place, labels)
        else:
            yield from _validate_label_keys_unmerged(constraint, place)
        yield from validate_label_selector(constraint.get("labelSelector"), (*place, "labelSelector"))


def _constraints(spec: Mapping[str, Any]) -> Sequence[tuple[int, dict[str, Any]]]:
    return structs(spec, "topologySpreadConstraints")


def _validate_label_keys_unmerged(constraint: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """Before selectors were merged: the server compared keys with the selector as written."""
    selector, keys = constraint.get("labelSelector"), texts(constraint, "matchLabelKeys")
    if keys and selector is None:
        yield forbidden((*path, "matchLabelKeys"), _WITHOUT_SELECTOR)
    written = selector if isinstance(selector, dict) else {}
    selected = {
        *struct(written, "matchLabels"),
        *(text(each, "key") for _, each in structs(written, "matchExpressions")),
    }
    for index, key in enumerate(keys):
        place = (*path, "matchLabelKeys", index)
        for problem in formats.label_key(key):
            yield invalid(place, key, problem)
        if key in selected:
            yield invalid(place, key, _IN_BOTH)


_INTEGER: Final = pattern(r"-?(0|[1-9][0-9]*)")


def validate_tolerations(tolerations: Mapping[str, Any], path: FieldPath) -> Iterator[FieldError]:
    """The list `tolerations` of a spec."""
    for index, toleration in structs(tolerations, "tolerations"):
        place = (*path, index)
        key, operator, value = text(toleration, "key"), text(toleration, "operator"), text(toleration, "value")
        if not key and operator != "Exists":
            detail = 'operator must be Exists when `key` is empty, which means "match all values and all keys"'
            yield invalid((*place, "operator"), operator, detail)
        if is_set(toleration, "tolerationSeconds") and text(toleration, "effect") != "NoExecute":
            detail = "effect must be 'NoExecute' when `tolerationSeconds` is set"
            yield invalid((*place, "effect"), text(toleration, "effect"), detail)
        yield from _validate_toleration_operator(operator, value, place)


def _validate_toleration_operator(operator: str, value: str, path: FieldPath) -> Iterator[FieldError]:
    """The server reports the value at the operator."""
    place, at = (*path, "operator"), (*path, "value")
    if operator in ("", "Equal"):
        problems = formats.label_value(value)
        if problems:
            yield invalid(place, value, ";".join(problems), at)
    elif operator == "Exists":
        if value:
            yield invalid(place, value, "value must be empty when `operator` is 'Exists'", at)
    else:
        known = (*_TOLERATION_OPERATORS, *_NUMERIC) if operator in _NUMERIC else _TOLERATION_OPERATORS
        yield not_supported(place, operator, known, at=place)
