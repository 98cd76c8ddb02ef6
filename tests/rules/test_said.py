"""Events, kubelet messages and kubectl errors find the rule that would have told of them before."""

from __future__ import annotations

import re

import pytest

from stslint.answers import rules_for
from stslint.rules import Rule, Rulebook, builtin

BOOK = Rulebook(builtin())
SAID = {
    "pod-security-enforced": 'pods "web-0" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot',
    "quota-too-small": 'pods "web-0" is forbidden: exceeded quota: team, requested: requests.memory=2Gi',
    "limit-range-exceeded": "maximum memory usage per Container is 1Gi, but limit is 2Gi",
    "pdb-blocks-drain": "Cannot evict pod as it would violate the pod's disruption budget.",
    "pdb-overlap": "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    "image-runs-as-root": "Error: container has runAsNonRoot and image will run as root",
    "image-malformed": "Failed to apply default image tag: couldn't parse image name: invalid reference format",
    "storage-class-missing": "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.",
    "storage-class-unset": "no persistent volumes available for this claim and no storage class is set",
    "storage-class-binds-immediately": "0/3 nodes are available: 3 node(s) had volume node affinity conflict.",
    "claim-shared-by-replicas": 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) web-0',
    "volume-mode-mismatch": "volume data has volumeMode Block, but is specified in volumeMounts",
    "postgres-data-on-mount-root": 'initdb: error: directory "/var/lib/postgresql/data" exists but is not empty',
    "yaml-syntax": "error converting YAML to JSON: yaml: line 6: mapping values are not allowed in this context",
    "undefined-alias": "error converting YAML to JSON: yaml: unknown anchor 'a' referenced",
    "key-not-string": 'yaml: invalid map key: map[interface {}]interface {}{".Values.x":interface {}(nil)}',
    "string-not-quoted": "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string",
    "env-value-not-string": "json: cannot unmarshal number into Go struct field EnvVar.value of type string",
    "api-version-removed": 'no matches for kind "StatefulSet" in version "apps/v1beta1"',
    "secret-data-not-base64": "illegal base64 data at input byte 3",
    "key-missing": "couldn't find key HOST in ConfigMap default/cfg",
}


@pytest.mark.parametrize(("name", "words"), SAID.items())
def test_what_is_said_finds_its_rule_first(name: str, words: str) -> None:
    assert rules_for(words, BOOK)[0].name == name


@pytest.mark.parametrize("rule", [rule for rule in BOOK.rules if rule.says], ids=lambda rule: rule.name)
def test_every_pattern_is_one_and_matches_no_ordinary_sentence(rule: Rule) -> None:
    for pattern in rule.says:
        assert not re.search(pattern, "StatefulSet web is ready with 3 of 3 replicas")
