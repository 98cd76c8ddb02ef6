"""What the server accepts with a `Warning:` header, as far as a plan repeats it."""

from __future__ import annotations

from stslint.plan import podsecurity
from stslint.plan.state import Body, World
from stslint.resources import Resource, mapping


def pod_security(world: World, resource: Resource, body: Body) -> list[str]:
    namespace = world.objects.get(("Namespace", "", resource.namespace))
    template = mapping(mapping(body.get("spec")).get("template"))
    if namespace is None or not template:
        return []
    text = podsecurity.violation_at(namespace.labels, "warn", mapping(template.get("spec")))
    return [text] if text else []
