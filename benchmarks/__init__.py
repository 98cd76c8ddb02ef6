"""Whole-process measurements of stslint beside other tools, on a corpus made here."""
