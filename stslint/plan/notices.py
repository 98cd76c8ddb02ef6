"""What the server accepts with a `Warning:` header, as far as a plan repeats it."""

from __future__ import annotations

from stslint.plan import podsecurity
from stslint.plan.state import Body, World
from stslint.resources import Resource, mapping


def warnings(world: World, resource: Resource, body: Body) -> list[str]:
    if world.options.warned is not None:
        found = list(world.options.warned(resource))
    else:
        found = _history_limit(resource, body)
    return [*found, *_pod_security(world, resource, body)]


def _history_limit(resource: Resource, body: Body) -> list[str]:
    limit = mapping(body.get("spec")).get("revisionHistoryLimit")
    if resource.kind == "StatefulSet" and isinstance(limit, int) and limit < 0:
        words = "a negative value retains all historical revisions; a value >= 0 is recommended"
        return [f"spec.revisionHistoryLimit: {words}"]
    return []


def _pod_security(world: World, resource: Resource, body: Body) -> list[str]:
    namespace = world.objects.get(("Namespace", "", resource.namespace))
    template = mapping(mapping(body.get("spec")).get("template"))
    if namespace is None or not template:
        return []
    text = podsecurity.violation_at(namespace.labels, "warn", mapping(template.get("spec")))
    return [text] if text else []
