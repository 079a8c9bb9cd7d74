"""A sheet as it is handed on: text cells under their headings, rows as Excel counts them."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from linli.core.kernel.problem import Problem


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visible sheet with a row of headings.

    ``frame``: text columns named by their headings, a row for each row below the headings, blank
    ones too; ``first_row``: the number that Excel shows for the frame's first row; ``letters``: the
    column letter of each heading. ``problems`` stand in the way of using the sheet: whoever uses it
    raises them; a sheet that is passed over may have them.
    """

    name: str
    frame: pl.DataFrame
    first_row: int
    letters: dict[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def column_letter(index: int) -> str:
    """Return the letter of a column counted from 0: A, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
