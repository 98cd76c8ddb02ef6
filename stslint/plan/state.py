"""The cluster while a plan is played: objects, Pods, claims, sets, and the events that come of it.

Everything here is mutable and private to one run of the simulator; what leaves it is `document`'s work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from stslint.plan.blueprint import Blueprint
from stslint.plan.options import Options
from stslint.plan.revisions import History, Revision
from stslint.resources import items, mapping

Body = dict[str, Any]
Key = tuple[str, str, str]
"""kind, namespace, name"""
Name = tuple[str, str]
"""namespace, name"""

MANY: Final = 2000
"""More replicas than this are not spelt out one by one."""

EventKind = Literal["claim", "create", "ready", "delete", "claim-delete"]


class Event(NamedTuple):
    kind: EventKind
    namespace: str
    name: str
    owner: Name | None
    """The set whose controller did it, or whose Pod it is."""


class Owner(NamedTuple):
    kind: str
    name: str
    uid: int
    controller: bool = True


@dataclass(slots=True, eq=False)
class Live:
    """An object as the server holds it, and what was last applied to it."""

    kind: str
    namespace: str
    name: str
    uid: int
    body: Body
    applied: Body | None = None

    @property
    def key(self) -> Key:
        return (self.kind, self.namespace, self.name)

    @property
    def spec(self) -> Body:
        return mapping(self.body.get("spec"))

    @property
    def labels(self) -> Mapping[str, str]:
        return mapping(mapping(self.body.get("metadata")).get("labels"))


@dataclass(slots=True, eq=False)
class Claim(Live):
    owners: list[Owner] = field(default_factory=list)
    terminating: bool = False
    bound: bool = False
    capacity: str = ""


@dataclass(slots=True, eq=False)
class Pod(Live):
    """`body` is only filled for Pods that stand in a manifest."""

    blueprint: Blueprint = field(kw_only=True)
    pod_labels: Mapping[str, str] = field(default_factory=dict)
    controller: Owner | None = None
    ordinal: int = -1
    hostname: str | None = None
    subdomain: str | None = None
    revision: str = ""
    volumes: Mapping[str, str] = field(default_factory=dict)
    created_at: int = -1
    phase: Literal["Pending", "Running"] = "Pending"
    has_ip: bool = False
    ready: bool = False
    available: bool = False
    terminating: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """The spec's fields the controller asks for all the time."""

    replicas: int = 0
    """At most MANY: the rest is not played."""
    written_replicas: int = 0
    start: int = 0
    parallel: bool = False
    rolls: bool = True
    """Not OnDelete."""
    partition: int | None = 0
    """None without a `rollingUpdate` block."""
    when_deleted: str = "Retain"
    when_scaled: str = "Retain"
    templates: Mapping[str, Body] = field(default_factory=dict)
    """Claim templates by name; of two with one name the last wins (getPersistentVolumeClaims builds a map)."""
    service: str | None = None

    @property
    def ordinals(self) -> range:
        return range(self.start, self.start + self.replicas)

    @property
    def retains(self) -> bool:
        return self.when_deleted == self.when_scaled == "Retain"


def settings(spec: Body) -> Settings:
    strategy = mapping(spec.get("updateStrategy"))
    rolling = strategy.get("rollingUpdate")
    policy = mapping(spec.get("persistentVolumeClaimRetentionPolicy"))
    templates = [each for each in items(spec.get("volumeClaimTemplates")) if isinstance(each, dict)]
    service = spec.get("serviceName")
    replicas = _integer(spec.get("replicas"), 1)
    return Settings(
        replicas=max(0, min(replicas, MANY)),
        written_replicas=replicas,
        start=_integer(mapping(spec.get("ordinals")).get("start"), 0),
        parallel=spec.get("podManagementPolicy") == "Parallel",
        rolls=strategy.get("type") != "OnDelete",
        partition=_integer(rolling.get("partition"), 0) if isinstance(rolling, dict) else None,
        when_deleted=str(policy.get("whenDeleted", "Retain")),
        when_scaled=str(policy.get("whenScaled", "Retain")),
        templates={str(mapping(each.get("metadata")).get("name", "")): each for each in templates},
        service=service if isinstance(service, str) and service else None,
    )


def _integer(value: Any, default: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else default


@dataclass(slots=True, eq=False)
class StatefulSet(Live):
    pods: dict[int, Pod] = field(default_factory=dict)
    """Those it controls, by ordinal."""
    current_revision: str = ""
    update_revision: str = ""
    current_replicas: int = 0
    phantoms: int = 0
    """Pods created and deleted in one sync: the status is lowered for them, though it never counted them."""
    counts: tuple[int, int, int] = (0, 0, 0)
    """status: replicas, readyReplicas, updatedReplicas"""
    healthy: int = 0
    """How many replicas from the start are known to need nothing more."""
    checked: set[int] = field(default_factory=set)
    """Ordinals known to need nothing more."""
    blocked: bool = False
    """The last sync ended with an error, or waits for a claim: it is tried again."""
    quiet: bool = False
    """Nothing is left to do but to wait for Pods to get Ready."""
    sync_fails_at: str = ""
    refusal: str = ""
    """Why the last sync could not create a Pod or a claim."""

    settings: Settings = field(default_factory=Settings)
    claim_bodies: dict[int, Body] = field(default_factory=dict)
    latest: Revision | None = None
    """The revision of the body as it is, once looked up."""

    @property
    def id(self) -> Name:
        return (self.namespace, self.name)

    def take(self, body: Body) -> None:
        """A new body: everything is looked at again."""
        self.body = body
        self.settings = settings(mapping(body.get("spec")))
        self.latest, self.healthy, self.quiet = None, 0, False
        self.claim_bodies.clear()
        self.checked.clear()

    @property
    def owner(self) -> Owner:
        return Owner("StatefulSet", self.name, self.uid)


@dataclass(slots=True)
class World:
    options: Options
    objects: dict[Key, Live] = field(default_factory=dict)
    kinds: dict[str, dict[Key, Live]] = field(default_factory=dict)
    sets: dict[Name, StatefulSet] = field(default_factory=dict)
    pods: dict[Name, Pod] = field(default_factory=dict)
    claims: dict[Name, Claim] = field(default_factory=dict)
    users: dict[Name, set[int]] = field(default_factory=dict)
    """Claim → uids of the Pods that use it."""
    histories: dict[Name, History] = field(default_factory=dict)
    endpoints: dict[Name, list[Any]] = field(default_factory=dict)
    orphans: set[Name] = field(default_factory=set)
    """Pods without a controller that a set may adopt."""
    manifest: dict[Key, None] = field(default_factory=dict)
    """What was sent and accepted, in order."""
    written: set[Key] = field(default_factory=set)
    """What stood in a manifest of any phase so far."""
    several_sets: bool = False
    """There is more than one StatefulSet in the course of all phases."""
    absent_namespaces: set[str] = field(default_factory=set)
    events: list[Event] = field(default_factory=list)
    unready: set[int] = field(default_factory=set)
    deletions: Counter[Name] = field(default_factory=Counter)
    """How often each Pod was deleted in this phase."""
    most_deletions: int = 0
    clock: int = 0
    timers: list[tuple[int, int, str, int]] = field(default_factory=list)
    by_uid: dict[int, Pod] = field(default_factory=dict)
    last_uid: int = 0

    def new_uid(self) -> int:
        self.last_uid += 1
        return self.last_uid

    def note(self, kind: EventKind, namespace: str, name: str, owner: Name | None) -> None:
        self.events.append(Event(kind, namespace, name, owner))

    def find(self, key: Key) -> Live | None:
        kind, namespace, name = key
        if kind == "StatefulSet":
            return self.sets.get((namespace, name))
        if kind == "Pod":
            return self.pods.get((namespace, name))
        if kind == "PersistentVolumeClaim":
            return self.claims.get((namespace, name))
        return self.objects.get(key)

    def put(self, live: Live) -> None:
        """An object that is neither StatefulSet, Pod nor claim."""
        self.objects[live.key] = live
        self.kinds.setdefault(live.kind, {})[live.key] = live

    def drop(self, key: Key) -> None:
        self.objects.pop(key, None)
        self.kinds.get(key[0], {}).pop(key, None)

    def exists(self, kind: str, namespace: str, name: str) -> bool:
        return (kind, namespace, name) in self.objects

    def of_kind(self, kind: str, namespace: str | None = None) -> Iterator[Live]:
        for live in self.kinds.get(kind, {}).values():
            if namespace in (None, live.namespace):
                yield live
