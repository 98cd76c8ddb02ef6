"""Reports made by hand for the reporters' tests."""

from stslint.findings import Counts, Finding, Fix, RelatedPlace, Report, ResourceRef
from stslint.reporters.view import View
from stslint.text import Edit, Source

SET = """\
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: wbe
"""
SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"


def finding(source: Source, text: str, **changes) -> Finding:
    """A finding on the first occurrence of a text in the source."""
    start = source.text.index(text)
    known = {
        "rule": "governing-service-missing",
        "id": "STS201",
        "severity": "warning",
        "stage": "run",
        "message": f'serviceName names "{text}", but there is no such Service',
        "source": source.name,
        "span": source.span(start, start + len(text)),
        "url": "https://stslint.dev/rules/governing-service-missing/",
    }
    return Finding(**{**known, **changes})


def typical() -> tuple[Report, View]:
    """A cross-file finding with everything on it, and its sources."""
    web, service = Source("web.yaml", SET), Source("svc.yaml", SERVICE)
    start = SET.index("wbe")
    name = SERVICE.index("web")
    found = finding(
        web,
        "wbe",
        field="spec.serviceName",
        resource=ResourceRef("apps/v1", "StatefulSet", "default", "web"),
        help="create a headless Service named wbe, or name the right one",
        related=(RelatedPlace("Service web is here", "svc.yaml", service.span(name, name + 3)),),
        fix=Fix("name the Service web", "unsafe", (Edit(start, start + 3, "web"),)),
        fix_spans=(web.span(start, start + 3),),
    )
    counts = Counts(files=2, documents=2, objects=2, unsafe_fixable=1)
    return Report(findings=(found,), counts=counts), view(web, service)


def view(*sources: Source, **changes) -> View:
    return View({each.name: each for each in sources}, tuple(each.name for each in sources), **changes)


def many(number: int, **changes) -> tuple[Report, View]:
    """As many findings of one rule, each on a line of its own."""
    source = Source("many.yaml", "".join(f"a{index}: x\n" for index in range(number)))
    found = tuple(finding(source, f"a{index}:", **changes) for index in range(number))
    return Report(findings=found, counts=Counts(files=1, objects=number)), view(source)


HOSTILE = "evil\x1b]0;title\x07\x1b[31m\x9b2J\x7f\u202e\u2066\r\n::error::x\n##[set-env name=a]b]]>&<\"'|`\ud800\x00é漢"


def hostile() -> tuple[Report, View]:
    """A manifest's text with everything a terminal, XML, Markdown or GitHub would obey, in every place of a finding."""
    source = Source(f"dir/{HOSTILE}.yaml", f"name: {HOSTILE}\n")
    found = finding(
        source,
        HOSTILE,
        message=HOSTILE,
        help=HOSTILE,
        field=HOSTILE,
        template=HOSTILE,
        resource=ResourceRef("v1", HOSTILE, HOSTILE, HOSTILE),
        related=(RelatedPlace(HOSTILE, source.name, source.span(0, 4)),),
        fix=Fix(HOSTILE, "safe", (Edit(0, 4, HOSTILE),)),
        fix_spans=(source.span(0, 4),),
    )
    return Report(findings=(found,), failures=(HOSTILE,), counts=Counts(files=1)), view(source)
