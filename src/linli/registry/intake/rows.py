"""Read the rows of a sheet: typed facts, and what cannot be read at its cell."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

import polars as pl

from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.core.policy.facts import encode, parse
from linli.core.policy.schema import FactType
from linli.engines.tables.cells import Column, read_column
from linli.registry.intake.heading_letters import bad_constant
from linli.registry.intake.positions import in_surveyed_degrees
from linli.registry.intake.reading import Reading
from linli.registry.mapping import Mapping, Unreadable


@dataclass(slots=True)
class Rows:
    """The rows of a sheet that hold anything.

    ``facts``: a column a fact (encoded) beside ``row`` (the Excel row number); ``unknown``: for
    each fact whether the cell says "unknown"; ``problems``: by row number, with their places.
    ``namesakes``: by row number, the id of the compound that it may be and the row's key.
    ``lenient``: an optional cell that is wrong leaves its fact unknown instead of the row out.
    """

    reading: Reading
    facts: pl.DataFrame
    unknown: pl.DataFrame
    lenient: bool = False
    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    namesakes: dict[int, tuple[int, str]] = field(default_factory=dict)

    def add(self, row: int, problem: Problem, fact: str = "") -> None:
        """Note a problem at a fact's cell of a row, or at the row."""
        place = self.reading.place(row, self.reading.heading_of(fact))
        self.problems[row].append(replace(problem, place=place))

    def add_cells(self, found: dict[int, Problem], fact: str) -> None:
        """Note what makes cells of a fact unusable; where the sheet is lenient, they are emptied.

        Warnings leave the cell as it is.
        """
        blocking = [row for row, each in found.items() if each.severity is Severity.BLOCKS]
        spare = self.lenient and not self.reading.dictionary[fact].required
        for row, problem in found.items():
            self.add(row, replace(problem, severity=Severity.WARNS) if spare else problem, fact)
        if spare and blocking:
            kept = pl.when(~pl.col("row").is_in(blocking)).then(pl.col(fact)).alias(fact)
            self.facts = self.facts.with_columns(kept)

    def blocked(self) -> set[int]:
        """Return the rows that must not be stored."""
        return {
            row
            for row, problems in self.problems.items()
            if any(problem.severity is Severity.BLOCKS for problem in problems)
        }

    def good(self) -> pl.DataFrame:
        """Return the facts of the rows that may be stored."""
        blocked = list(self.blocked())
        return self.facts.filter(~pl.col("row").is_in(blocked)) if blocked else self.facts


def read_rows(reading: Reading, mapping: Mapping | None) -> Rows:
    """Read every cell of a sheet; rows that are blank throughout are passed over.

    Raises ``ProblemError`` for a constant of the mapping that is no value of its fact.
    """
    sheet = reading.sheet
    columns = {
        heading: read_column(reading.cells(heading), fact, heading)
        for heading, fact in reading.facts.items()
    }
    first = sheet.first_row
    numbers = pl.int_range(first, first + sheet.frame.height, eager=True).alias("row")
    filled = sheet.frame.select(
        pl.any_horizontal(pl.col(list(columns)).str.strip_chars().fill_null("") != "")
    ).to_series()
    facts = pl.DataFrame([numbers, *(column.values for column in columns.values())])
    unknown = pl.DataFrame(
        [numbers, *(columns[h].unknown.alias(fact.name) for h, fact in reading.facts.items())]
    )
    lenient = mapping is not None and mapping.unreadable is Unreadable.KEEP
    rows = Rows(reading, facts.filter(filled), unknown.filter(filled), lenient)
    for heading, column in columns.items():
        if column.faults:
            rows.add_cells(_faults(reading, heading, column, numbers), reading.facts[heading].name)
    if mapping:
        _convert_positions(rows, mapping)
        _add_constants(rows, mapping)
    return rows


def _faults(
    reading: Reading, heading: str, column: Column, numbers: pl.Series
) -> dict[int, Problem]:
    cells = reading.cells(heading)
    hit = cells.is_in(list(column.faults)).fill_null(value=False)
    pairs = zip(numbers.filter(hit), cells.filter(hit), strict=True)
    return {row: column.faults[text] for row, text in pairs}


def _convert_positions(rows: Rows, mapping: Mapping) -> None:
    points = [f.name for f in rows.reading.facts.values() if f.type is FactType.POINT]
    rows.facts = rows.facts.with_columns(
        in_surveyed_degrees(rows.facts[name], mapping.coordinates) for name in points
    )


def _add_constants(rows: Rows, mapping: Mapping) -> None:
    """Give every row the mapping's constants; a column of the same fact goes before them."""
    for name, text in mapping.constants.items():
        try:
            value = parse(rows.reading.dictionary[name], text)
        except ProblemError as error:
            problems = (bad_constant(name, problem) for problem in error.problems)
            raise ProblemError(*problems) from error
        if value is not None and name in rows.facts.columns:
            rows.facts = rows.facts.with_columns(pl.col(name).fill_null(encode(value)))
        elif value is not None:
            rows.facts = rows.facts.with_columns(pl.lit(encode(value)).alias(name))
