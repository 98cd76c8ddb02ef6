"""A creation as text: per set its totals, its Service, a row an ordinal, and what selects it.

In: a plan's `create`. Out: lines with styles; leading blanks are the depth, a form feed starts a line that is laid out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from stslint.renderers import parts
from stslint.renderers.steps import sequence_of
from stslint.renderers.tables import Rows, fits, grid
from stslint.terminal import printable

Lines = Iterator[tuple[str, str]]
_HEAD: Final = ("#", "Pod", "PVC", "DNS name", "created", "updated", "in the same namespace")
_DNS: Final = 3
_CREATED: Final = 4
_SHORT: Final = 6
_AFTER: Final = re.compile(r"^after [^,]*")
_COLUMNS: Final = {"data": (2,), "names": (_DNS,), "rolls": (4, 5)}
_ENDS: Final = (4, 2)
"""So many rows of a long table are shown at its start and its end."""


def refusals(create: Mapping[str, Any]) -> Lines:
    for each in create["refusals"]:
        yield f"✗ {parts.named(each)} is refused by the API server", "error"
        for cause in each["causes"]:
            yield f"    {cause['field']}: {cause['message']}", ""
        if not each["causes"]:
            yield f"    {each['message']}", ""


Pods = Mapping[tuple[str, str], Mapping[str, Mapping[str, Any]]]
"""(namespace, set) → Pod → facts."""


def pods_of(create: Mapping[str, Any]) -> Pods:
    found: dict[tuple[str, str], dict[str, Mapping[str, Any]]] = {}
    for each in create["pods"]:
        if each["set"] is not None:
            found.setdefault((each["namespace"], each["set"]), {})[each["name"]] = each
    return found


def a_set(shown: str, create: Mapping[str, Any], pods: Pods, width: int, only: Sequence[str] = ()) -> Lines:
    """Everything about one set, or only claims (`data`), the order (`rolls`), DNS names (`names`)."""
    facts = create["details"][shown]
    yield f"StatefulSet {facts['namespace']}/{facts['name']}: {parts.totals_line(facts)}", "bold"
    if not only or "names" in only:
        yield from _service(facts)
    yield from _table(shown, create, pods, width, _columns(only))
    if not only or "names" in only:
        yield from ((f"  {line}", "") for line in _dns(facts))
    if only:
        return
    yield from ((f"  {line}", "") for line in _below(facts))
    for warning in facts["warnings"]:
        if not any(warning in advice for advice in create["advice"]):
            yield f"  ! {warning}", "warning"


def stuck(create: Mapping[str, Any]) -> Lines:
    if create["stuck"]:
        yield f"✗ it goes no further: {parts.stuck_words(create.get('stuck_detail') or {})}", "error"
        yield from ((f"  {text}", "error") for text in create["advice"])


def _service(facts: Mapping[str, Any]) -> Lines:
    service = facts["governing_service"]
    if not service["name"]:
        yield "  no governing Service", ""
        return
    kind = "headless" if service["headless"] else service["type"] or "not in this set"
    ports = ", ".join(port(each) for each in service["ports"])
    line = f"  governing Service {service['name']}, {kind}" + (f", ports {ports}" if ports else "")
    yield line + (", publishes unready Pods" if service["publishes_not_ready"] else ""), ""


def port(each: Mapping[str, Any]) -> str:
    """`http 80→8080`, `53/UDP`."""
    target = f"→{each['target']}" if each.get("target") not in (None, each["port"]) else ""
    name = f"{each['name']} " if each.get("name") else ""
    protocol = f"/{each['protocol']}" if each.get("protocol") not in (None, "TCP") else ""
    return f"{name}{each['port']}{target}{protocol}"


def _columns(only: Sequence[str]) -> list[int]:
    wanted = {column for name in only or _COLUMNS for column in _COLUMNS.get(name, ())}
    return [0, 1, *sorted(wanted)]


def _table(shown: str, create: Mapping[str, Any], pods: Pods, width: int, columns: Sequence[int]) -> Lines:
    facts = create["details"][shown]
    total = len(facts["pods"])
    if not total:
        yield "  no Pods (replicas 0)", ""
        return
    start, end = _ENDS if total > parts.FOLDED else (total, 0)
    rows = [list(_HEAD), *rows_of(shown, create, pods, [*range(start), *range(total - end, total)])]
    if end:
        rows.insert(start + 1, ["…", f"{total - start - end} more", *[""] * (len(_HEAD) - 2)])
    columns = [column for column in columns if any(row[column] for row in rows[1:])]
    if _DNS not in columns or fits(_chosen(rows, columns), width):
        yield from _laid_out(rows, columns, width)
        return
    others = [column for column in columns if column != _DNS]
    yield from _laid_out(rows if fits(_chosen(rows, others), width) else _shorter(rows), others, width)
    names = [0, _DNS, _SHORT]
    yield from _laid_out(rows, names if fits(_chosen(rows, names), width) else names[:2], width)


def _chosen(rows: Rows, columns: Sequence[int]) -> Rows:
    return [[row[column] for column in columns] for row in rows]


def _laid_out(rows: Rows, columns: Sequence[int], width: int) -> Lines:
    for number, line in grid(_chosen(rows, columns), width):
        yield f"\f{line}", "" if number else "dim"


def _shorter(rows: Rows) -> Rows:
    """`2nd` instead of `after web-0`."""
    first = next((int(row[0]) for row in rows[1:]), 0)
    found = [list(rows[0])]
    for row in rows[1:]:
        turn = parts.ordinal(int(row[0]) - first + 1) if row[0].isdecimal() else ""
        found.append([_AFTER.sub(turn, cell) if column == _CREATED else cell for column, cell in enumerate(row)])
    return found


def rows_of(
    shown: str, create: Mapping[str, Any], pods: Pods, wanted: Iterable[int] | None = None
) -> Iterator[list[str]]:
    """A row an ordinal: number, Pod, claims, DNS name, when it is created, when it is updated, short name."""
    facts = create["details"][shown]
    there = pods.get((facts["namespace"], facts["name"]), {})
    names = {each["pod"]: each for each in facts["dns"]["pods"]} if facts["governing_service"]["names_pods"] else {}
    turns = _created(sequence_of(create["order"], shown), facts)
    for index in range(len(facts["pods"])) if wanted is None else wanted:
        pod = facts["pods"][index]
        found = there.get(pod)
        claims = ", ".join(found["volumes"].values()) if found else ""
        created = _when(pod, found, turns)
        name = names.get(pod, {})
        row = [str(facts["first_ordinal"] + index), pod, claims, name.get("name", ""), created, _updated(index, facts)]
        yield list(map(printable, (*row, name.get("same_namespace", ""))))


def _created(sequence: Sequence[str] | None, facts: Mapping[str, Any]) -> dict[str, str]:
    if sequence is None:
        return dict.fromkeys(facts["pods"], "at once")
    turns: dict[str, str] = {}
    ready = ""
    for event in sequence:
        verb, _, pod = event.partition(" ")
        if verb in ("Pod", "Create"):
            turns[pod] = f"after {ready}" if ready else "1st"
        elif verb == "Ready":
            ready = pod
    return turns


def _when(pod: str, found: Mapping[str, Any] | None, turns: Mapping[str, str]) -> str:
    if found is None:
        return "not created"
    return turns.get(pod, "is there already") + ("" if found["ready"] else ", not Ready")


def _updated(index: int, facts: Mapping[str, Any]) -> str:
    """An update goes from the highest ordinal down to the partition, which counts from the first ordinal."""
    strategy = facts["update_strategy"]
    if strategy["type"] == "OnDelete":
        return "by hand"
    if index < (strategy.get("partition") or 0):
        return "held back"
    return parts.ordinal(len(facts["pods"]) - index)


def _dns(facts: Mapping[str, Any]) -> Iterator[str]:
    dns = facts["dns"]
    if not facts["governing_service"]["names_pods"]:
        return
    if dns["pods"]:
        first = dns["pods"][0]
        yield f"short {first['same_namespace']} in the same namespace, {first['other_namespace']} in any"
        if dns["coredns_only"]:
            yield "Pod names of a Service that is not headless exist only on CoreDNS, not on kube-dns"
    for each in dns["srv"]:
        ports = sorted({str(target["port"]) for target in each["targets"]})
        where = (
            f"port {', '.join(ports)} of {parts.count(len(each['targets']), 'name')}" if ports else "no Pod is Ready"
        )
        yield f"SRV {each['name']} → {where}"


def _below(facts: Mapping[str, Any]) -> Iterator[str]:
    chosen = parts.selected_by(facts["selected_by"])
    if chosen:
        yield f"selected by {chosen}"
    asked = parts.requests(facts["totals"])
    if asked:
        yield asked
    kept = parts.retention(facts)
    if kept:
        yield kept
