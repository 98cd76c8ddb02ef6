"""The one exception that is meant for people: a choice of theirs that cannot be carried out."""

from __future__ import annotations


class UserError(Exception):
    """A broken configuration, an unknown rule, a rule file that cannot be used; the text is one line, exit code 2."""
