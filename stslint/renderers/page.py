"""The frame of the HTML page: its head with all styles, light and dark, and its end."""

from __future__ import annotations

from typing import Final

_STYLE: Final = """
:root { color-scheme: light dark; --ground: #ffffff; --text: #1f2328; --faint: #59636e; --line: #d1d9e0;
  --added: #1a7f37; --added-fill: #dafbe1; --changed: #9a6700; --changed-fill: #fff8c5;
  --removed: #cf222e; --removed-fill: #ffebe9; --same: #6e7781; --same-fill: #f6f8fa; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --text: #e6edf3; --faint: #9198a1; --line: #3d444d;
  --added: #3fb950; --added-fill: #12261e; --changed: #d29922; --changed-fill: #272115;
  --removed: #f85149; --removed-fill: #2d1517; --same: #9198a1; --same-fill: #1c2128; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px; max-width: 1180px; background: var(--ground); color: var(--text);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 15px; margin: 0; color: var(--faint); font-weight: 600; }
h2 { font-size: 17px; margin: 0; display: inline; }
body > h2 { display: block; margin: 28px 0 8px; }
.total { font-size: 21px; font-weight: 600; margin: 2px 0 20px; line-height: 1.35; }
details { border: 1px solid var(--line); border-radius: 8px; margin: 10px 0; padding: 10px 14px; }
details details { border: 0; padding: 0; margin: 8px 0 0; color: var(--faint); }
summary { cursor: pointer; }
summary small { color: var(--faint); margin-left: 6px; }
ul { list-style: none; margin: 8px 0 0; padding: 0; }
li { padding: 2px 10px; border-left: 3px solid transparent; overflow-wrap: anywhere; }
li.deeper { margin-left: 22px; color: var(--faint); }
li.added { border-color: var(--added); } li.changed { border-color: var(--changed); }
li.removed { border-color: var(--removed); }
.set > ul { color: var(--faint); font-size: 14px; }
.set > summary > span { display: inline-block; width: 1.6em; text-align: center; border-radius: 5px; font-weight: 700; }
.legend { color: var(--faint); font-size: 13px; }
.legend span { padding: 1px 8px; border-radius: 5px; border: 1px solid; }
span.added { color: var(--added); background: var(--added-fill); }
span.changed { color: var(--changed); background: var(--changed-fill); }
span.removed { color: var(--removed); background: var(--removed-fill); }
span.same { color: var(--same); background: var(--same-fill); }
.steps { list-style: none; counter-reset: step; display: flex; flex-wrap: wrap; gap: 8px 26px;
  padding: 0; margin: 12px 0 4px; }
.steps li { counter-increment: step; position: relative; border: 1px solid; border-radius: 6px; padding: 2px 10px;
  font: 12px ui-monospace, Menlo, Consolas, monospace; }
.steps li::before { content: counter(step) ". "; font-weight: 700; }
.steps li + li::after { content: "→"; position: absolute; left: -20px; color: var(--faint); }
.steps .added { border-color: var(--added); background: var(--added-fill); }
.steps .changed { border-color: var(--changed); background: var(--changed-fill); }
.steps .removed { border-color: var(--removed); background: var(--removed-fill); }
.picture { overflow-x: auto; margin: 10px 0 2px; }
svg { display: block; font: 12px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
svg text { text-anchor: middle; fill: var(--text); }
svg .small { font-size: 11px; fill: var(--faint); }
svg rect, svg path { stroke: var(--same); stroke-width: 1.4; fill: var(--same-fill); }
svg .edge { fill: none; opacity: .75; }
svg .claim path { fill: none; }
svg circle { stroke: none; fill: var(--same); }
svg .step { fill: var(--ground); font-weight: 700; font-size: 11px; }
svg .added rect, svg .added path, svg .edge.added { stroke: var(--added); }
svg .changed rect, svg .changed path, svg .edge.changed { stroke: var(--changed); }
svg .removed rect, svg .removed path, svg .edge.removed { stroke: var(--removed); stroke-dasharray: 5 3; }
svg .added rect { fill: var(--added-fill); } svg .changed rect { fill: var(--changed-fill); }
svg .removed rect { fill: var(--removed-fill); }
svg .added circle { fill: var(--added); } svg .changed circle { fill: var(--changed); }
svg .removed circle { fill: var(--removed); }
table { border-collapse: collapse; font: 12px ui-monospace, Menlo, Consolas, monospace; margin-top: 6px; }
td, th { text-align: left; padding: 2px 18px 2px 0; }
footer { color: var(--faint); font-size: 13px; margin-top: 24px; }
footer p { margin: 2px 0; }
"""

OPEN: Final = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>TITLE</title>
<style>{_STYLE}</style>
</head>
<body>
"""

CLOSE: Final = "</body>\n</html>\n"
