"""A plan for people: per set the Pods, disks and names there will be; of an update what is refused, lost, restarted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from stslint.renderers import PlanView, parts
from stslint.renderers.sections import update_sections
from stslint.terminal import paint, printable, width_of, wrap

_GAP: Final = "  "


def render(plan: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    """Lines with their ends."""
    found = parts.updates(plan)
    if found:
        for key, update in found:
            if len(found) > 1:
                yield f"{paint(key.replace('_', ' '), 'bold', view.color)}\n"
            yield from update_sections(update, view)
    else:
        yield from _create(plan["create"], view)
    footer = "assuming " + ", ".join(parts.assumptions(plan, view.outside))
    yield "\n"
    yield from (paint(line, "dim", view.color) + "\n" for line in wrap(footer, view.width, "  ", ""))


def _create(create: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    for each in create["refusals"]:
        yield from _refusal(each, view)
    for shown, facts in create["details"].items():
        yield from _set(shown, facts, create, view)
        yield "\n"
    yield from _stuck(create, view)
    if not create["details"] and not create["refusals"]:
        yield "no StatefulSets here\n"
    yield paint(parts.create_summary(create), "bold", view.color) + "\n"


def _refusal(each: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    head = f"✗ {each['kind']} {each['name']} is refused by the API server"
    yield paint(printable(head), "error", view.color) + "\n"
    for cause in each["causes"]:
        yield from (
            f"{line}\n" for line in wrap(printable(f"{cause['field']}: {cause['message']}"), view.width, "    ")
        )
    if not each["causes"]:
        yield from (f"{line}\n" for line in wrap(printable(each["message"]), view.width, "    "))
    yield "\n"


def _set(shown: str, facts: Mapping[str, Any], create: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    title = f"StatefulSet {facts['namespace']}/{facts['name']}"
    yield f"{paint(printable(title), 'bold', view.color)}  {parts.totals_line(facts)}\n"
    yield from _service(facts, view)
    yield from _table(shown, facts, create, view)
    for line in _below(facts):
        yield from (f"{each}\n" for each in wrap(line, view.width, "    ", "  "))
    for warning in facts["warnings"]:
        lines = wrap(f"! {printable(warning)}", view.width, "    ", "  ")
        yield from (paint(line, "warning", view.color) + "\n" for line in lines)


def _service(facts: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    service = facts["governing_service"]
    if not service["name"]:
        yield "  no governing Service: its Pods have no DNS names of their own\n"
    else:
        kind = "headless" if service.get("headless") else service.get("type") or "not in this set"
        ports = ", ".join(_port(each) for each in service.get("ports") or [])
        line = f"governing Service {service['name']}, {kind}" + (f", ports {ports}" if ports else "")
        if service.get("publishes_not_ready"):
            line += ", publishes unready Pods"
        yield from (f"{each}\n" for each in wrap(printable(line), view.width, "    ", "  "))
    for problem in service.get("problems") or []:
        lines = wrap(f"! {printable(_text(problem))}", view.width, "    ", "  ")
        yield from (paint(line, "warning", view.color) + "\n" for line in lines)


def _text(problem: Any) -> str:
    return str(problem.get("message", problem)) if isinstance(problem, Mapping) else str(problem)


def _port(port: Mapping[str, Any]) -> str:
    target = f"→{port['target']}" if port.get("target") not in (None, port["port"]) else ""
    name = f"{port['name']} " if port.get("name") else ""
    protocol = f"/{port['protocol']}" if port.get("protocol") not in (None, "TCP") else ""
    return f"{name}{port['port']}{target}{protocol}"


def _table(shown: str, facts: Mapping[str, Any], create: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    """A row an ordinal; the middle of more than ten rows is folded."""
    names = {each["pod"]: each for each in facts["dns"]["pods"]}
    volumes = {
        each["name"]: list(each["volumes"].values())
        for each in create["pods"]
        if each["set"] == facts["name"] and each["namespace"] == facts["namespace"]
    }
    rows = [_row(index, pod, facts, volumes.get(pod), names.get(pod)) for index, pod in enumerate(facts["pods"])]
    if not rows:
        yield "  no Pods (replicas 0)\n"
        return
    head = ["#", "Pod", "PVC", "DNS name"]
    if len(rows) > parts.FOLDED:
        hidden = len(rows) - parts.FOLDED + 1
        rows = [*rows[: parts.FOLDED - 2], ["…", f"{hidden} more", "", ""], rows[-1]]
    keep = [0, 1, *(column for column in (2, 3) if any(row[column] for row in rows))]
    yield from _grid([[row[column] for column in keep] for row in [head, *rows]], view)


def _row(
    index: int, pod: str, facts: Mapping[str, Any], claims: Sequence[str] | None, name: Mapping[str, Any] | None
) -> list[str]:
    found = facts["governing_service"]["found"] and name is not None
    dns = str(name["name"]) if found and name is not None else ""
    state = ", ".join(claims) if claims is not None else "(not created)"
    return [str(facts["first_ordinal"] + index), printable(pod), printable(state), printable(dns)]


def _grid(rows: Sequence[Sequence[str]], view: PlanView) -> Iterator[str]:
    """Columns side by side; if they do not fit, the last one goes on a line of its own."""
    widths = [max(width_of(row[column]) for row in rows) for column in range(len(rows[0]))]
    fits = 2 + sum(widths) + len(_GAP) * (len(widths) - 1) <= view.width
    for number, row in enumerate(rows):
        cells = [_padded(cell, width) for cell, width in zip(row, widths, strict=True)]
        if fits or len(row) < 3:
            lines = ["  " + _GAP.join(cells).rstrip()]
        else:
            lines = ["  " + _GAP.join(cells[:-1]).rstrip()]
            lines += [f"  {' ' * widths[0]}{_GAP}{row[-1]}"] if row[-1] else []
        yield from (paint(line, "dim", view.color and not number) + "\n" for line in lines)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - width_of(text))


def _below(facts: Mapping[str, Any]) -> Iterator[str]:
    dns = facts["dns"]
    if facts["governing_service"]["found"] and dns["pods"]:
        first = dns["pods"][0]
        yield printable(
            f"short names: {first['same_namespace']} in the same namespace, {first['other_namespace']} from any other"
        )
        if dns["coredns_only"]:
            yield "Pod names of a Service that is not headless exist only on CoreDNS, not on kube-dns"
    for each in dns["srv"]:
        ports = sorted({str(target["port"]) for target in each["targets"]})
        yield printable(f"SRV {each['name']} → port {', '.join(ports)} of {parts.count(len(each['targets']), 'name')}")
    chosen = parts.selected_by(facts["selected_by"])
    if chosen:
        yield f"selected by {chosen}"
    asked = parts.requests(facts["totals"])
    if asked:
        yield asked
    if facts["pods"]:
        one_by_one = facts["pod_management"] == "OrderedReady"
        yield "created one by one, each when the one before is Ready" if one_by_one else "created all at once"


def _stuck(create: Mapping[str, Any], view: PlanView) -> Iterator[str]:
    if not create["stuck"]:
        return
    detail = create.get("stuck_detail") or {}
    yield paint("stuck", "error", view.color) + ": " + _stuck_words(detail) + "\n"
    for text in create["advice"]:
        yield from (f"{line}\n" for line in wrap(printable(text), view.width, "    ", "  "))
    yield "\n"


def _stuck_words(detail: Mapping[str, Any]) -> str:
    words = {"not_created": "never created", "not_ready": "never Ready", "outdated": "left at the old revision"}
    found = [f"{parts.listed(detail[key])} {text}" for key, text in words.items() if detail.get(key)]
    return "; ".join(found) or "the controller cannot go on"
