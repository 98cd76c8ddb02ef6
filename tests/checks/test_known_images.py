"""Image references are taken apart as runtimes do, and facts hold only for the images they were read from."""

from __future__ import annotations

import pytest

from stslint.checks.known_images import Image, known, parse_image, quorum_of


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("postgres", Image("", "postgres", "", "")),
        ("postgres:16.4-alpine", Image("", "postgres", "16.4-alpine", "")),
        ("docker.io/library/postgres:16", Image("docker.io", "library/postgres", "16", "")),
        ("example.com:5000/db", Image("example.com:5000", "db", "", "")),
        ("localhost/team/db:1", Image("localhost", "team/db", "1", "")),
        ("bitnami/redis:7@sha256:abc", Image("", "bitnami/redis", "7", "sha256:abc")),
        ("", Image("", "", "", "")),
        ("@", Image("", "", "", "")),
    ],
)
def test_a_reference_is_taken_apart(text: str, image: Image) -> None:
    assert parse_image(text) == image


@pytest.mark.parametrize(
    ("tag", "version"),
    [("16.4-alpine", (16, 4)), ("v3.6.1", (3, 6, 1)), ("18beta1", ()), ("latest", ()), ("", ()), ("9", (9,))],
)
def test_only_a_tag_that_starts_with_a_version_has_one(tag: str, version: tuple[int, ...]) -> None:
    assert parse_image(f"postgres:{tag}").version == version


@pytest.mark.parametrize(
    "text", ["postgres:16", "docker.io/library/postgres:16", "mirror.example.com/library/postgres:16"]
)
def test_official_images_and_their_mirrors_are_known(text: str) -> None:
    facts = known(parse_image(text))
    assert facts is not None
    assert facts.title == "PostgreSQL"


@pytest.mark.parametrize(
    "text", ["bitnami/mysql:8", "gcr.io/google-samples/cassandra:v13", "example.com/team/postgres:16"]
)
def test_images_of_others_are_not(text: str) -> None:
    assert known(parse_image(text)) is None


def test_postgres_moved_its_data_in_18() -> None:
    facts = known(parse_image("postgres"))
    assert facts is not None
    assert facts.data((17, 6)) == ("/var/lib/postgresql/data",)
    assert facts.data((18,)) == ("/var/lib/postgresql",)
    assert facts.data(()) is None


def test_members_vote_whoever_built_the_image() -> None:
    assert quorum_of(parse_image("quay.io/coreos/etcd:v3.6.1")) is not None
    assert quorum_of(parse_image("bitnami/mongodb:8")) is not None
    assert quorum_of(parse_image("nginx:1")) is None
