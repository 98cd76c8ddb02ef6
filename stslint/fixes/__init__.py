"""Fixes: from patches of the manifest to edits of its text, and the rounds in which edits are applied.

In: patches of hits, findings with edits. Out: edits that touch nothing else, new texts. Files are written by the door.
"""

from __future__ import annotations

from stslint.fixes.building import fix_for_hit, fix_for_refusal
from stslint.fixes.rounds import Fixed, fix_sources, fix_texts

__all__ = ["Fixed", "fix_for_hit", "fix_for_refusal", "fix_sources", "fix_texts"]
