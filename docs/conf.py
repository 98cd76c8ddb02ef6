"""Sphinx: `make docs` builds the pages into site/, with every broken link an error."""

project = "stslint"
author = "the stslint authors"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "stslint"
exclude_patterns = ["_build"]
myst_heading_anchors = 3
suppress_warnings: list[str] = []
