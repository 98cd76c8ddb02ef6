"""What is known of well-known images: where they keep data, whether they need a majority, which user they start as.

In: the text of an `image` field. Out: an `Image` taken apart and, if its repository's last name is known, its facts.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from stslint.patterns import pattern


class Image(NamedTuple):
    """`registry/repository:tag@digest`; parts that are not written are empty."""

    registry: str
    repository: str
    tag: str
    digest: str

    @property
    def base(self) -> str:
        """The last name of the repository: `postgres` of `docker.io/library/postgres`."""
        return self.repository.rpartition("/")[2]

    @property
    def official(self) -> bool:
        """Is it one of Docker Hub's own images, or a mirror of one?"""
        return self.repository == self.base or f"/{self.repository}".endswith(f"/library/{self.base}")

    @property
    def version(self) -> tuple[int, ...]:
        """The numbers a tag starts with: (16, 4) for `16.4-alpine`; () where it does not start with one."""
        match = _VERSION.match(self.tag)
        return tuple(int(part) for part in match[1].split(".")) if match else ()


_VERSION = pattern(r"v?([0-9]{1,6}(?:\.[0-9]{1,6})*)(?![0-9A-Za-z])")


@lru_cache(maxsize=1024)
def parse_image(text: str) -> Image:
    """Takes an image reference apart as container runtimes do: a first part with a dot or colon is the registry."""
    name, _, digest = text.partition("@")
    head, slash, rest = name.rpartition("/")
    last, _, tag = rest.partition(":")
    path = f"{head}{slash}{last}"
    first, slash, remainder = path.partition("/")
    if slash and ("." in first or ":" in first or first == "localhost"):
        return Image(first, remainder, tag, digest)
    return Image("", path, tag, digest)


class Facts(NamedTuple):
    """What an image does by itself. `data` gives the data folders for a version, None where the tag does not tell."""

    title: str
    data: Callable[[tuple[int, ...]], tuple[str, ...] | None]
    quorum: bool = False
    """Members vote: fewer than a majority stops the service."""
    database: bool = True
    """Holds data that must survive a restart."""
    root: bool = False
    """Starts as root, and drops its rights itself."""
    moves: tuple[str, ...] = ()
    """Environment variables that move the data folder."""
    declared: bool = False
    """Declares the folder as VOLUME: containerd then mounts a throw-away volume there unless something else is mounted
    exactly there, even below another mount."""


def _always(*folders: str) -> Callable[[tuple[int, ...]], tuple[str, ...] | None]:
    return lambda version: folders


def _unknown(version: tuple[int, ...]) -> None:
    return None


def _postgres(version: tuple[int, ...]) -> tuple[str, ...] | None:
    if not version:
        return None
    return ("/var/lib/postgresql",) if version >= (18,) else ("/var/lib/postgresql/data",)


def _influxdb(version: tuple[int, ...]) -> tuple[str, ...] | None:
    if not version or version >= (3,):
        return None
    return ("/var/lib/influxdb2",) if version >= (2,) else ("/var/lib/influxdb",)


KNOWN: Final[dict[str, Facts]] = {
    "postgres": Facts("PostgreSQL", _postgres, root=True, moves=("PGDATA",), declared=True),
    "postgis": Facts("PostgreSQL", _postgres, root=True, moves=("PGDATA",), declared=True),
    "mysql": Facts("MySQL", _always("/var/lib/mysql"), root=True),
    "mariadb": Facts("MariaDB", _always("/var/lib/mysql"), root=True),
    "mongo": Facts("MongoDB", _always("/data/db"), quorum=True, root=True, declared=True),
    "redis": Facts("Redis", _always("/data"), database=False, root=True),
    "valkey": Facts("Valkey", _always("/data"), database=False, root=True),
    "etcd": Facts("etcd", _unknown, quorum=True, moves=("ETCD_DATA_DIR",)),
    "zookeeper": Facts("ZooKeeper", _always("/data"), quorum=True, root=True, moves=("ZOO_DATA_DIR",)),
    "cp-zookeeper": Facts("ZooKeeper", _always("/var/lib/zookeeper"), quorum=True),
    "cp-kafka": Facts("Kafka", _always("/var/lib/kafka"), moves=("KAFKA_LOG_DIRS",)),
    "kafka": Facts("Kafka", _unknown, moves=("KAFKA_LOG_DIRS",)),
    "cassandra": Facts("Cassandra", _always("/var/lib/cassandra"), root=True),
    "elasticsearch": Facts(
        "Elasticsearch", _always("/usr/share/elasticsearch/data"), quorum=True, moves=("path.data", "ES_PATH_DATA")
    ),
    "opensearch": Facts("OpenSearch", _always("/usr/share/opensearch/data"), quorum=True, moves=("path.data",)),
    "rabbitmq": Facts(
        "RabbitMQ", _always("/var/lib/rabbitmq"), quorum=True, root=True, moves=("RABBITMQ_MNESIA_BASE",)
    ),
    "influxdb": Facts("InfluxDB", _influxdb, root=True, moves=("INFLUXD_BOLT_PATH", "INFLUXD_ENGINE_PATH")),
    "neo4j": Facts("Neo4j", _always("/data"), root=True),
    "couchdb": Facts("CouchDB", _always("/opt/couchdb/data"), root=True),
    "arangodb": Facts("ArangoDB", _always("/var/lib/arangodb3"), root=True),
    "clickhouse-server": Facts("ClickHouse", _always("/var/lib/clickhouse"), root=True),
    "consul": Facts("Consul", _always("/consul/data"), quorum=True),
    "cockroach": Facts("CockroachDB", _always("/cockroach/cockroach-data"), quorum=True),
    "nats": Facts("NATS", _unknown, quorum=True, database=False),
    "grafana": Facts("Grafana", _always("/var/lib/grafana"), database=False, moves=("GF_PATHS_DATA",)),
    "solr": Facts("Solr", _always("/var/solr"), moves=("SOLR_HOME", "SOLR_DATA_HOME")),
    "nexus3": Facts("Nexus", _always("/nexus-data"), moves=("NEXUS_DATA",)),
    "jenkins": Facts("Jenkins", _always("/var/jenkins_home"), moves=("JENKINS_HOME",)),
}
"""By the last name of the repository. Facts are those of the image's own documentation and Dockerfile."""

_MAKERS: Final = frozenset(
    [
        "arangodb/arangodb",
        "clickhouse/clickhouse-server",
        "cockroachdb/cockroach",
        "confluentinc/cp-kafka",
        "confluentinc/cp-zookeeper",
        "elasticsearch/elasticsearch",
        "grafana/grafana",
        "hashicorp/consul",
        "jenkins/jenkins",
        "opensearchproject/opensearch",
        "postgis/postgis",
        "sonatype/nexus3",
        "valkey/valkey",
    ]
)
"""Repositories of those who make the program, besides Docker Hub's own."""


def known(image: Image) -> Facts | None:
    """What is known of an image; None for those of others, who may lay out the same program differently."""
    return KNOWN.get(image.base) if image.official or image.repository in _MAKERS else None


def quorum_of(image: Image) -> Facts | None:
    """The facts of an image whose members vote, whoever built it."""
    facts = KNOWN.get(image.base) or KNOWN.get(_ALIASES.get(image.base, ""))
    return facts if facts and facts.quorum else None


_ALIASES: Final = {"mongodb": "mongo", "rabbitmq-server": "rabbitmq", "cockroachdb": "cockroach"}
