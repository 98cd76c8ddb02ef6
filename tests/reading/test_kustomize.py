"""Files that a kustomization patches with are no objects, whatever they look like."""

from __future__ import annotations

from stslint.documents import parse
from stslint.kustomize import is_kustomization, patch_files
from stslint.resources import Skipped, resources_in
from stslint.text import Source

KUSTOMIZATION = """
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources: [web.yaml, ../base]
patches:
- path: replicas.yaml
- patch: |
    - op: remove
- path: [odd]
patchesStrategicMerge: [./sub/memory.yaml, "kind: Inline\\nmetadata: {}", 7]
replacements: {path: odd.yaml}
configMapGenerator:
- files: [page.yaml, index=site/index.yaml]
"""


def test_patches_and_generator_files_are_found_relative_to_the_kustomization() -> None:
    names = patch_files([Source("over/prod/kustomization.yaml", KUSTOMIZATION), Source("kustomization.yml", "- 1")])
    assert names == (
        "over/prod/page.yaml",
        "over/prod/replicas.yaml",
        "over/prod/site/index.yaml",
        "over/prod/sub/memory.yaml",
    )


def test_a_patch_is_skipped_though_it_looks_like_an_object() -> None:
    (document,) = parse(Source("replicas.yaml", "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\n"))
    (skipped,) = resources_in(document, patches=("replicas.yaml",))
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "kustomize-patch"


def test_kustomizations_are_known_by_their_name() -> None:
    assert is_kustomization("a/kustomization.yaml")
    assert is_kustomization("Kustomization")
    assert not is_kustomization("a/my-kustomization.yaml")
