"""Takes a host name apart as the cluster's DNS would: Pod, Service, namespace, and what does not fit.

In: the labels of a host name and the cluster domain. Out: a `Form`. Which objects exist is not looked at here.
"""

from __future__ import annotations

from typing import NamedTuple


class Form(NamedTuple):
    """`head` is what stands before `svc` and the domain; `domain` the labels behind `svc` (or the cluster domain)."""

    head: tuple[str, ...]
    svc: bool
    domain: tuple[str, ...]


def take_apart(labels: tuple[str, ...], domain: tuple[str, ...]) -> Form:
    """The parts of a name, whether or not it is one that resolves."""
    head, rest = labels, labels[:0]
    if len(labels) > len(domain) and labels[-len(domain) :] == domain:
        head, rest = labels[: -len(domain)], domain
    elif "svc" in labels[1:]:
        at = labels.index("svc", 1) + 1
        head, rest = labels[:at], labels[at:]
    if head[-1] == "svc" and len(head) > 1:
        return Form(head[:-1], True, rest)
    return Form(head, False, rest)


def misses(form: Form, parts: int) -> str:
    """What a name in a long form lacks to have `parts` parts (Pod, Service, namespace), as words; "" if nothing."""
    if not form.svc and not form.domain:
        return ""
    lacking = []
    if len(form.head) > parts:
        return "has a part too many"
    if len(form.head) < parts:
        lacking.append("the namespace" if len(form.head) == parts - 1 else "the Service and the namespace")
    if not form.svc:
        lacking.append("svc")
    return f"lacks {' and '.join(lacking)}" if lacking else ""
