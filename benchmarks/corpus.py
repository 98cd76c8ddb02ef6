"""A deterministic corpus of valid manifests: the same files for the same numbers, on every machine.

Each file holds two documents, as people write them: a workload with its Service, a ConfigMap with a Secret, and so on.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

DOCUMENTS_PER_FILE: Final = 2
_IMAGES: Final = tuple(
    f"registry.example.com/shop/{part}:1.{minor}.0"
    for minor, part in enumerate(("api", "store", "edge", "queue", "jobs"))
)
_PARTS: Final = ("auth", "billing", "cart", "catalog", "events", "ledger", "mail", "orders", "search", "stock")


def write(folder: Path, documents: int, seed: int = 1, namespaces: int = 40) -> None:
    """Fill the folder with `documents / 2` files; what was there before is removed."""
    shutil.rmtree(folder, ignore_errors=True)
    rng = random.Random(seed)
    for number, text in enumerate(_files(rng, documents // DOCUMENTS_PER_FILE, namespaces)):
        path = folder / f"team-{number % 25:02}" / f"{number:05}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _files(rng: random.Random, count: int, namespaces: int) -> Iterator[str]:
    kinds = (_stateful, _stateful, _stateful, _stateless, _stateless, _config, _config, _edge, _limits, _access)
    for number in range(count):
        make: Callable[[random.Random, str, str], str] = kinds[number % len(kinds)]
        yield make(rng, f"{rng.choice(_PARTS)}-{number}", f"space-{rng.randrange(namespaces)}")


def sets(folder: Path, count: int, replicas: int) -> None:
    """One file with `count` StatefulSets of `replicas` Pods and their Services, for the planner."""
    rng = random.Random(2)
    folder.mkdir(parents=True, exist_ok=True)
    texts = [_stateful(rng, f"set-{number}", "default", replicas) for number in range(count)]
    (folder / "sets.yaml").write_text("---\n".join(texts), encoding="utf-8")


def _meta(name: str, namespace: str) -> str:
    return f"""metadata:
  name: {name}
  namespace: {namespace}
  labels:
    app.kubernetes.io/name: {name}
    app.kubernetes.io/part-of: shop
"""


def _container(rng: random.Random, name: str, port: int, mount: str) -> str:
    env = "".join(f'        - name: SETTING_{index}\n          value: "{rng.randrange(999)}"\n' for index in range(3))
    return f"""      containers:
      - name: main
        image: {rng.choice(_IMAGES)}
        imagePullPolicy: IfNotPresent
        ports:
        - name: main
          containerPort: {port}
        env:
        - name: POD_NAME
          valueFrom:
            fieldRef:
              fieldPath: metadata.name
{env}        resources:
          requests:
            cpu: {rng.choice((100, 250, 500))}m
            memory: {rng.choice((128, 256, 512))}Mi
          limits:
            memory: 1Gi
        readinessProbe:
          tcpSocket:
            port: main
          periodSeconds: 10
        volumeMounts:
        - name: {mount}
          mountPath: /var/lib/{name}
"""


def _service(name: str, namespace: str, port: int, headless: bool) -> str:
    cluster_ip = "  clusterIP: None\n" if headless else ""
    return f"""apiVersion: v1
kind: Service
{_meta(name, namespace)}spec:
{cluster_ip}  selector:
    app.kubernetes.io/name: {name}
  ports:
  - name: main
    port: {port}
    targetPort: main
"""


def _stateful(rng: random.Random, name: str, namespace: str, replicas: int = 0) -> str:
    port = rng.randrange(2000, 9000)
    return f"""{_service(name, namespace, port, True)}---
apiVersion: apps/v1
kind: StatefulSet
{_meta(name, namespace)}spec:
  serviceName: {name}
  replicas: {replicas or rng.choice((1, 3, 5))}
  podManagementPolicy: OrderedReady
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
        app.kubernetes.io/part-of: shop
    spec:
      terminationGracePeriodSeconds: 60
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        fsGroup: 1000
{_container(rng, name, port, "data")}  volumeClaimTemplates:
  - metadata:
      name: data
    spec:
      accessModes:
      - ReadWriteOnce
      storageClassName: fast
      resources:
        requests:
          storage: {rng.choice((10, 20, 100))}Gi
"""


def _stateless(rng: random.Random, name: str, namespace: str) -> str:
    port = rng.randrange(2000, 9000)
    return f"""{_service(name, namespace, port, False)}---
apiVersion: apps/v1
kind: Deployment
{_meta(name, namespace)}spec:
  replicas: {rng.choice((1, 2, 4))}
  selector:
    matchLabels:
      app.kubernetes.io/name: {name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: {name}
    spec:
{_container(rng, name, port, "scratch")}      volumes:
      - name: scratch
        emptyDir: {{}}
"""


def _config(rng: random.Random, name: str, namespace: str) -> str:
    lines = "".join(f"    {part}.retries = {rng.randrange(9)}\n" for part in _PARTS)
    return f"""apiVersion: v1
kind: ConfigMap
{_meta(name, namespace)}data:
  LOG_LEVEL: info
  MAX_CONNECTIONS: "{rng.randrange(500)}"
  app.properties: |
{lines}---
apiVersion: v1
kind: Secret
{_meta(name, namespace)}type: Opaque
stringData:
  username: shop
  password: "{rng.randrange(10**9)}"
"""


def _edge(rng: random.Random, name: str, namespace: str) -> str:
    return f"""apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
{_meta(name, namespace)}spec:
  podSelector:
    matchLabels:
      app.kubernetes.io/part-of: shop
  policyTypes:
  - Ingress
  ingress:
  - from:
    - podSelector: {{}}
    ports:
    - protocol: TCP
      port: {rng.randrange(2000, 9000)}
---
apiVersion: v1
kind: ServiceAccount
{_meta(name, namespace)}automountServiceAccountToken: false
"""


def _limits(rng: random.Random, name: str, namespace: str) -> str:
    return f"""apiVersion: batch/v1
kind: CronJob
{_meta(name, namespace)}spec:
  schedule: "{rng.randrange(60)} {rng.randrange(24)} * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        metadata:
          labels:
            app.kubernetes.io/name: {name}
        spec:
          restartPolicy: Never
          containers:
          - name: job
            image: {rng.choice(_IMAGES)}
            args: [run, --once]
---
apiVersion: v1
kind: ResourceQuota
{_meta(name, namespace)}spec:
  hard:
    pods: "{rng.randrange(10, 90)}"
    requests.cpu: "{rng.randrange(10, 90)}"
"""


def _access(rng: random.Random, name: str, namespace: str) -> str:
    return f"""apiVersion: rbac.authorization.k8s.io/v1
kind: Role
{_meta(name, namespace)}rules:
- apiGroups: [""]
  resources: [pods, configmaps]
  verbs: [get, list, watch]
---
apiVersion: v1
kind: PersistentVolumeClaim
{_meta(name, namespace)}spec:
  accessModes:
  - ReadWriteOnce
  storageClassName: fast
  resources:
    requests:
      storage: {rng.choice((1, 5))}Gi
"""
