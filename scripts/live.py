"""Compares our verdicts with those of the API server that KUBECONFIG names; nothing is created there.

KUBECONFIG=… python scripts/live.py [--limit N] [--seed N] [--show missed|false|field] MANIFEST...
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from livecheck.generate import Generator, changed
from livecheck.server import Answer, Server

from stslint.documents import parse
from stslint.fields import show
from stslint.schemas.bundle import bundle
from stslint.text import Source
from stslint.verdict import Verdict, verdict

EXAMPLES = Path(__file__).parent.parent / "examples"


class Compared(NamedTuple):
    """One object, the server's answer and ours."""

    name: str
    answer: Answer
    ours: Verdict

    @property
    def depends(self) -> bool:
        """Whether the answer is about what else is in the cluster: a namespace, a ServiceAccount, a PriorityClass."""
        return self.answer.code in (403, 404) and bool(self.answer.errors)

    @property
    def outcome(self) -> str:
        refused = not self.ours.known or any("stage" not in each.facts for each in self.ours.errors)
        if refused != (self.answer.code >= 300):
            return "false" if refused else "missed"
        named = {each.get("field") for each in self.answer.errors}
        if self.answer.code == 422 and not named & {each.field for each in self.ours.errors}:
            return "field"
        return "same"

    def __str__(self) -> str:
        said = [f"    server {e.get('field', '')}: {e.get('message', '')[:200]}" for e in self.answer.errors]
        ours = [f"    ours   {e.field}: {e.message[:160]}" for e in self.ours.errors]
        return "\n".join((self.name, *said, *ours))


def bodies(paths: list[Path], version: tuple[int, int]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The manifests as they are, and every variation of them."""
    for path in paths:
        for document in parse(Source(str(path), path.read_text())):
            body = document.value
            if not isinstance(body, dict):
                continue
            label = f"{path.stem} {body.get('kind')}"
            yield label, body
            known = bundle(version)
            entry = known.kinds.get(f"{body.get('apiVersion')} {body.get('kind')}")
            for at, value, removed in Generator(known, entry[0]).cases(body) if entry else ():
                what = "removed" if removed else json.dumps(value, ensure_ascii=False)[:120]
                yield f"{label} {show(at)}: {what}", changed(body, at, value, removed)


def main() -> int:
    """Prints the figures and the differences; 1 below 99 % agreement."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("manifests", nargs="*", type=Path, default=sorted(EXAMPLES.rglob("*.yaml")))
    parser.add_argument("--limit", type=int, default=4000, help="ask about so many cases, chosen by chance")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--show", choices=("missed", "false", "field"), nargs="*", default=["missed", "false"])
    parser.add_argument("--grep", default="")
    options = parser.parse_args()
    if "KUBECONFIG" not in os.environ:
        print("skipped: KUBECONFIG is not set")
        return 0
    server = Server(Path(os.environ["KUBECONFIG"]))
    version = server.version()
    every = [each for each in bodies(options.manifests, version) if options.grep in each[0]]
    if len(every) > options.limit:
        every = random.Random(options.seed).sample(every, options.limit)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda each: server.ask(each[1]), every))
    every_one = [
        Compared(name, answer, verdict(body, version)) for (name, body), answer in zip(every, answers, strict=True)
    ]
    compared = [each for each in every_one if not each.depends]
    counts = {word: sum(each.outcome == word for each in compared) for word in ("same", "field", "missed", "false")}
    for each in compared:
        if each.outcome in options.show:
            print(each.outcome, each)
    agreed = 100 * (counts["same"] + counts["field"]) / max(len(compared), 1)
    print(f"{len(compared)} cases, Kubernetes {version[0]}.{version[1]}: {agreed:.2f} % agreement, {counts}")
    return 0 if agreed >= 99 else 1


if __name__ == "__main__":
    sys.exit(main())
