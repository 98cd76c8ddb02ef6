"""Asks an API server what it thinks of objects: strict, server-side dry run.

In: a kubeconfig file. Out: an `Answer` for each object. Only the standard library and the YAML reader are needed.
"""

from __future__ import annotations

import base64
import http.client
import json
import ssl
import tempfile
import threading
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from ruamel.yaml import YAML


class Answer(NamedTuple):
    """What the server said; `code` 201 is accepted."""

    code: int
    errors: list[dict[str, str]]
    warnings: list[str]


class Server:
    """A connection a thread, kept open."""

    def __init__(self, kubeconfig: Path) -> None:
        config = YAML(typ="safe").load(kubeconfig.read_text())
        chosen = _named(config["contexts"], config.get("current-context"))["context"]
        cluster = _named(config["clusters"], chosen["cluster"])["cluster"]
        user = _named(config["users"], chosen["user"])["user"]
        self.address = urlsplit(cluster["server"])
        self.context = ssl.create_default_context(cafile=_file(cluster, "certificate-authority"))
        if cluster.get("insecure-skip-tls-verify"):
            self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE
        if certificate := _file(user, "client-certificate"):
            self.context.load_cert_chain(certificate, _file(user, "client-key"))
        self.headers = {"Content-Type": "application/json"}
        if "token" in user:
            self.headers["Authorization"] = f"Bearer {user['token']}"
        self._local = threading.local()
        self._resources: dict[str, dict[str, tuple[str, bool]]] = {}

    def version(self) -> tuple[int, int]:
        """The server's minor."""
        said = self._request("GET", "/version")[1]
        return int(said["major"]), int(said["minor"].rstrip("+"))

    def ask(self, body: dict[str, Any]) -> Answer:
        """The answer to a create that changes nothing."""
        api_version, kind = str(body.get("apiVersion")), str(body.get("kind"))
        safe = quote(api_version)
        root = f"/apis/{safe}" if "/" in safe else f"/api/{safe}"
        found = self._served(root).get(kind)
        if found is None:
            return Answer(404, [], [])
        plural, namespaced = found
        path = f"{root}/namespaces/{_namespace(body)}/{plural}" if namespaced else f"{root}/{plural}"
        code, said, warnings = self._request("POST", f"{path}?dryRun=All&fieldValidation=Strict", body)
        if code < 300:
            return Answer(code, [], warnings)
        causes = (said.get("details") or {}).get("causes") or [{"message": said.get("message", "")}]
        return Answer(code, [dict(each) for each in causes], warnings)

    def _served(self, root: str) -> dict[str, tuple[str, bool]]:
        if root not in self._resources:
            code, said, _ = self._request("GET", root)
            listed = said.get("resources", ()) if code == 200 else ()
            self._resources[root] = {
                each["kind"]: (each["name"], each["namespaced"]) for each in listed if "/" not in each["name"]
            }
        return self._resources[root]

    def _request(self, method: str, path: str, body: Any = None) -> tuple[int, dict[str, Any], list[str]]:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            host, port = self.address.hostname or "", self.address.port or 443
            connection = http.client.HTTPSConnection(host, port, context=self.context, timeout=60)
            self._local.connection = connection
        text = None if body is None else json.dumps(body).encode()
        connection.request(method, self.address.path.rstrip("/") + path, text, self.headers)
        response = connection.getresponse()
        raw = response.read()
        warnings = [_warning(each) for each in response.headers.get_all("Warning") or ()]
        try:
            said = json.loads(raw)
        except ValueError:
            said = {"message": raw.decode(errors="replace")}
        return response.status, said, warnings


def _named(entries: list[dict[str, Any]], name: str | None) -> dict[str, Any]:
    return next(each for each in entries if each["name"] == name or name is None)


def _file(section: dict[str, Any], key: str) -> str | None:
    """The file a kubeconfig names, or a new one with the data it holds."""
    if data := section.get(f"{key}-data"):
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(base64.b64decode(data))
        return file.name
    return section.get(key)


def _namespace(body: dict[str, Any]) -> str:
    metadata = body.get("metadata")
    name = metadata.get("namespace") if isinstance(metadata, dict) else None
    return quote(name) if isinstance(name, str) and name and "/" not in name else "default"


def _warning(header: str) -> str:
    """`299 - "text"` → text."""
    return header.partition('"')[2].rpartition('"')[0].replace('\\"', '"')
