"""One page a rule, and an index by topic and by the stage at which a mistake bites."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from stslint.findings import BITES, STAGES
from stslint.pages import as_markdown
from stslint.rulefiles import read_rule_file
from stslint.rules import Rule, builtin

TOPICS = {
    "syntax": "Syntax: what kubectl reads",
    "api": "API: what the server refuses",
    "network": "Identity and network",
    "storage": "Storage",
    "rollout": "Rollout and scale",
    "references": "References",
    "peers": "Peer addresses",
    "reliability": "Reliability (advice)",
    "security": "Security",
}


def build(root: Path) -> dict[Path, str]:
    """Path → text of every page."""
    folder = root / "docs" / "rules"
    texts = {folder / f"{rule.name}.md": _page(rule, root) for rule in builtin()}
    texts[folder / "index.md"] = "\n".join(_index(builtin())) + "\n"
    return texts


def _page(rule: Rule, root: Path) -> str:
    return "\n".join(as_markdown(rule, read_rule_file(root / rule.path))) + "\n"


def _index(rules: tuple[Rule, ...]) -> Iterator[str]:
    yield from ("# Rules", "", f"{len(rules)} rules. `stslint explain NAME` shows each of these pages offline.", "")
    yield from ("## By topic", "")
    for category in sorted({rule.category for rule in rules}, key=list(TOPICS).index):
        yield from (
            f"### {TOPICS[category]}",
            "",
            "| rule | id | severity | bites | what it finds |",
            "|---|---|---|---|---|",
        )
        for rule in rules:
            if rule.category == category:
                off = "" if rule.preset == "default" else f" ({rule.preset})"
                link = f"[{rule.name}]({rule.name}.md)"
                yield f"| {link} | {rule.id} | {rule.severity}{off} | {rule.stage} | {_cell(rule.summary)} |"
        yield ""
    yield from ("## By the moment a mistake bites", "")
    for stage in STAGES:
        here = [rule for rule in rules if rule.stage == stage]
        if here:
            links = ", ".join(f"[{rule.name}]({rule.name}.md)" for rule in here)
            yield from (f"**{stage}** ({BITES[stage]}): {links}", "")
    yield from ("```{toctree}", ":hidden:", ":maxdepth: 1", "", *(rule.name for rule in rules), "```")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
