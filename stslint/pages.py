"""A rule as a page: what it finds, why it matters, what to do, a wrong and a right example.

In: a rule and the data of its file. Out: plain text for a terminal, Markdown for the documentation, a map for programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from stslint.findings import BITES
from stslint.patterns import pattern
from stslint.rulefiles import Example, examples
from stslint.rules import Rule
from stslint.terminal import paint, printable, wrap

_MARK: Final = pattern(r"[ \t]*# expect[ \t]*$", re.MULTILINE)


def as_data(rule: Rule, data: Mapping[str, Any]) -> dict[str, Any]:
    """Everything a program may want to know of a rule; described by `schemas/stslint/rule.schema.json`."""
    texts = ("rationale", "remediation", "references", "since")
    return {
        "id": rule.id,
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity,
        "stage": rule.stage,
        "preset": rule.preset,
        "kinds": list(rule.kinds),
        "summary": rule.summary,
        "message": rule.message,
        "help": rule.help,
        "fix": {"title": rule.fix_title, "applicability": rule.applicability} if rule.applicability else None,
        **{key: data.get(key, [] if key == "references" else "") for key in texts},
        "url": rule.url,
    }


def as_text(rule: Rule, data: Mapping[str, Any], width: int, color: bool) -> Iterator[str]:
    """Lines for a terminal."""
    label = f"{rule.severity}[{rule.id}]"
    yield f"{paint(label, rule.severity, color)} {paint(rule.name, 'bold', color)}"
    yield from wrap(rule.summary, width)
    yield ""
    yield from wrap(_facts(rule), width)
    for title, text in (("Why", data["rationale"]), ("What to do", data["remediation"])):
        yield ""
        yield paint(title, "bold", color)
        yield from _paragraphs(text, width)
    for title, texts in shown_examples(data):
        for text in texts:
            yield ""
            yield paint(title, "bold", color)
            yield from (f"  {printable(line)}".rstrip() for line in text.rstrip("\n").split("\n"))
    yield ""
    yield from (paint(each, "dim", color) for each in (*data.get("references", ()), rule.url))
    yield from wrap(f"Silence it with the comment `# stslint: ignore[{rule.name}] reason` on the line.", width)


def _facts(rule: Rule) -> str:
    kinds = f" about {', '.join(rule.kinds)}" if rule.kinds else ""
    on = {"default": "on by default", "strict": "on with --preset strict", "all": "on with --preset all or --select"}
    fix = (
        f" It has {'an' if rule.applicability == 'unsafe' else 'a'} {rule.applicability} fix." if rule.fix_title else ""
    )
    return f"A rule of category {rule.category}{kinds}, {on[rule.preset]}; bites {BITES[rule.stage]}.{fix}"


def _paragraphs(text: str, width: int) -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        yield from wrap(paragraph, width, "  ", "  ")


def shown_examples(data: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The first wrong example, what the fix makes of it, else the first right one."""
    found = list(examples(data))
    bad = next((each for each in found if each.bad), None)
    good = next((each for each in found if not each.bad), None)
    if bad:
        yield "Wrong", _files(bad.files, bad)
    if bad and bad.fixed is not None:
        yield "Fixed", _files(bad.fixed, bad)
    elif good:
        yield "Right", _files(good.files, good)


def _files(files: Mapping[str, str], example: Example) -> list[str]:
    marked = {name: _MARK.sub("  # <-- here", text) for name, text in files.items()}
    if len(marked) == 1:
        return list(marked.values())
    return [f"# {name}\n{text}" for name, text in marked.items()]


def as_markdown(rule: Rule, data: Mapping[str, Any]) -> Iterator[str]:
    """Lines of the rule's page in the documentation."""
    yield from (f"# {rule.name} ({rule.id})", "", rule.summary, "")
    yield from (f"**{rule.severity}**. {_facts(rule)}", "")
    yield from ("## Why", "", data["rationale"].strip(), "", "## What to do", "", data["remediation"].strip())
    for title, texts in shown_examples(data):
        yield from ("", f"## {title}")
        for text in texts:
            yield from ("", "```yaml", text.rstrip("\n"), "```")
    references = data.get("references", ())
    if references:
        yield from ("", "## References", "", *(f"- {_link(each)}" for each in references))
    yield from ("", f"Silence it with `# stslint: ignore[{rule.name}] reason` on the line.")


def _link(reference: str) -> str:
    issue = re.fullmatch(r"([\w.-]+/[\w.-]+)#(\d+)", reference)
    return f"[{reference}](https://github.com/{issue[1]}/issues/{issue[2]})" if issue else f"<{reference}>"
