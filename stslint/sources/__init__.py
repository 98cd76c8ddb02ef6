"""Where manifests come from: paths, standard input, git trees, mappings in; sources and read failures out."""

from __future__ import annotations

from stslint.sources.files import SourceProblem, decoded, read_file
from stslint.sources.gather import Gathered, Input, expand, gather, read, sources_from

__all__ = ["Gathered", "Input", "SourceProblem", "decoded", "expand", "gather", "read", "read_file", "sources_from"]
