"""Find a sheet's one row of headings, and name the columns by it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

import polars as pl

from linli.core.kernel.problem import Problem
from linli.engines.workbook import problems
from linli.engines.workbook.sheet import Sheet

MAX_CHARACTERS = 10_000  # the longest answer of a survey is a paragraph
_MAX_TITLES = 3  # lines above the headings: the annex number, the title, who filled the form
_LINE, _TABLE = 2, 5  # cells: a line of notes fills so few, headings below it so many
_RANGE = re.compile(r"[A-Z]+(\d+):[A-Z]+(\d+)")


def as_sheet(
    name: str, grid: pl.DataFrame, letters: list[str], found: list[Problem], merged: list[str]
) -> Sheet | None:
    """Return a grid of text as a sheet under its headings; None where the grid is blank.

    ``grid`` begins at the sheet's row 1, null where blank; ``letters``: of its columns;
    ``found``: problems known already; ``merged``: merged ranges such as ``A1:C2``.
    """
    filled = _filled_rows(grid)
    if not filled:
        return None
    place = _heading_row(grid, filled)
    headings = _texts(grid, place)
    body = grid[place + 1 : filled[-1] + 1]
    row = place + 1  # as Excel counts
    wrong = [
        *found,
        *_merges(name, merged, row),
        *_second_row(name, body, headings, row),
        *_unnamed(name, body, headings, letters, row),
        *_repeated(name, headings, letters, row),
        *_too_long(name, body, letters, row + 1),
    ]
    columns = {heading: column for column, heading in reversed(headings.items())}
    ordered = sorted(columns.items(), key=lambda each: each[1])
    frame = body.select(pl.nth(column).alias(heading) for heading, column in ordered)
    by_heading = {heading: letters[column] for heading, column in ordered}
    return Sheet(name, frame, row + 1, by_heading, tuple(wrong))


def _filled_rows(grid: pl.DataFrame) -> list[int]:
    """Return the rows that hold anything, counted from 0."""
    if not grid.width:
        return []
    holds = grid.select(pl.any_horizontal(pl.all().is_not_null()).alias("holds"))
    return holds.to_series().arg_true().to_list()


def _heading_row(grid: pl.DataFrame, filled: list[int]) -> int:
    """Return the first row that holds anything, passing over titles and a line of notes.

    A title stands in a single cell; who filled the form, and when, in two above a wider table.
    """
    searched = filled[: _MAX_TITLES + 1]
    for place, below in pairwise(filled[: _MAX_TITLES + 2]):
        held = len(_texts(grid, place))
        if held > _LINE or (held == _LINE and len(_texts(grid, below)) < _TABLE):
            return place
    return next((place for place in searched if len(_texts(grid, place)) > 1), filled[0])


def _texts(grid: pl.DataFrame, place: int) -> dict[int, str]:
    """Return the texts of a row by their column, both counted from 0."""
    cells = enumerate(grid.row(place))
    return {column: text.strip() for column, text in cells if text and text.strip()}


def _merges(sheet: str, merged: list[str], row: int) -> list[Problem]:
    """Tell of merged headings, and of cells merged down rows; a merged title does no harm."""
    hurting = []
    for each in merged:
        if match := _RANGE.fullmatch(each):
            first, last = int(match[1]), int(match[2])
            if last >= row and (first <= row or last > first):
                hurting.append(each)
    return [problems.merged(sheet, hurting)] if hurting else []


def _second_row(
    sheet: str, body: pl.DataFrame, headings: dict[int, str], row: int
) -> list[Problem]:
    """Tell of a second row of headings: all of its texts stand under gaps of the first."""
    below = _texts(body, 0) if body.height else {}
    if not below or below.keys() & headings.keys():
        return []
    return [problems.several_headings(sheet, row)]


def _unnamed(
    sheet: str, body: pl.DataFrame, headings: dict[int, str], letters: list[str], row: int
) -> Iterator[Problem]:
    for column, cells in enumerate(body.iter_columns()):
        if column not in headings and cells.null_count() < body.height:
            yield problems.blank_heading(sheet, row, letters[column])


def _repeated(
    sheet: str, headings: dict[int, str], letters: list[str], row: int
) -> Iterator[Problem]:
    where: dict[str, list[str]] = defaultdict(list)
    for column, heading in headings.items():
        where[heading].append(letters[column])
    for heading, columns in where.items():
        if len(columns) > 1:
            yield problems.repeated_heading(sheet, row, heading, columns)


def _too_long(sheet: str, body: pl.DataFrame, letters: list[str], first_row: int) -> list[Problem]:
    long = [
        f"{letters[column]}{first_row + place}"
        for column, cells in enumerate(body.iter_columns())
        for place in (cells.str.len_chars() > MAX_CHARACTERS).fill_null(value=False).arg_true()
    ]
    return [problems.too_long(sheet, long, MAX_CHARACTERS)] if long else []
