"""Texts in CSV files that a spreadsheet would take for formulas: guarded by an apostrophe."""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"''*[=+\-@\t\r]")


def guarded(text: str) -> str:
    """Return a text with an apostrophe before it where it could run as a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Take away what ``guarded`` put there."""
    return text[1:] if _GUARDED.match(text) else text
