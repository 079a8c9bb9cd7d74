"""Read the rows of a sheet: typed facts, and every problem at its cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from linli.core.kernel.problem import Place, Problem, Severity
from linli.core.kernel.text import Text
from linli.core.policy.facts import decode, encode, outside_range, parse
from linli.core.policy.schema import Fact
from linli.engines.tables.cells import Column, read_column
from linli.registry.intake.headings import Reading
from linli.registry.mapping import Mapping, Unreadable


@dataclass(slots=True)
class Rows:
    """The rows of a sheet that hold anything.

    ``facts``: a column a fact (encoded) beside ``row`` (the Excel row number); ``unknown``: for
    each fact whether the cell says "unknown"; ``problems``: by row number, with their places;
    ``namesakes``: by row number, the id of the compound that it may be and the row's key.
    """

    reading: Reading
    facts: pl.DataFrame
    unknown: pl.DataFrame
    problems: dict[int, list[Problem]] = field(default_factory=lambda: defaultdict(list))
    namesakes: dict[int, tuple[int, str]] = field(default_factory=dict)

    def add(self, row: int, problem: Problem, fact: str = "") -> None:
        """Note a problem at a fact's cell of a row, or at the row."""
        headings = (heading for heading, each in self.reading.facts.items() if each.name == fact)
        self.problems[row].append(replace(problem, place=self.place(row, next(headings, ""))))

    def place(self, row: int, heading: str) -> Place:
        """Return the place of a cell as Excel names it."""
        sheet = self.reading.sheet
        return Place(
            sheet=sheet.name, row=row, column=heading, letter=sheet.letters.get(heading, "")
        )

    def blocked(self) -> set[int]:
        """Return the rows that must not be stored."""
        return {
            row
            for row, problems in self.problems.items()
            if any(problem.severity is Severity.BLOCKS for problem in problems)
        }


def read_rows(reading: Reading, mapping: Mapping | None) -> Rows:
    """Read every cell of a sheet; rows that are blank throughout are passed over."""
    sheet = reading.sheet
    columns = {
        heading: read_column(sheet.frame[heading], fact, heading)
        for heading, fact in reading.facts.items()
    }
    numbers = pl.int_range(sheet.first_row, sheet.first_row + sheet.frame.height, eager=True).alias(
        "row"
    )
    filled = sheet.frame.select(
        pl.any_horizontal(pl.col(list(columns)).str.strip_chars().fill_null("") != "")
    ).to_series()
    facts = pl.DataFrame([numbers, *(column.values for column in columns.values())])
    unknown = pl.DataFrame(
        [numbers, *(columns[h].unknown.alias(fact.name) for h, fact in reading.facts.items())]
    )
    rows = Rows(reading, facts.filter(filled), unknown.filter(filled))
    _note_unreadable(rows, columns, numbers, mapping)
    if mapping:
        _add_constants(rows, mapping)
    _note_missing(rows)
    _note_unlikely(rows)
    _note_contradictions(rows)
    return rows


def _note_unreadable(
    rows: Rows, columns: dict[str, Column], numbers: pl.Series, mapping: Mapping | None
) -> None:
    keep = mapping is not None and mapping.unreadable is Unreadable.KEEP
    for heading, column in columns.items():
        if not column.faults:
            continue
        fact = rows.reading.facts[heading]
        cells = rows.reading.sheet.frame[heading]
        hit = cells.is_in(list(column.faults)).fill_null(value=False)
        for row, text in zip(numbers.filter(hit), cells.filter(hit), strict=True):
            problem = column.faults[text]
            if keep and not fact.required:
                problem = replace(problem, severity=Severity.WARNS)
            rows.add(row, problem, fact.name)


def _add_constants(rows: Rows, mapping: Mapping) -> None:
    for name, text in mapping.constants.items():
        value = parse(rows.reading.dictionary[name], text)
        if value is not None:
            rows.facts = rows.facts.with_columns(pl.lit(encode(value)).alias(name))


def _note_missing(rows: Rows) -> None:
    given = set(rows.facts.columns)
    for fact in rows.reading.dictionary.values():
        if fact.required and fact.name in given:
            for row in rows.facts.filter(pl.col(fact.name).is_null())["row"]:
                rows.add(row, _missing(fact), fact.name)


def _missing(fact: Fact) -> Problem:
    return Problem(
        "required-missing",
        Text(f"“{fact.label.zh}”必须填写。", f'"{fact.label.en}" is required.'),
        Text("请补填后重新上传。", "Fill it in and upload again."),
    )


def _note_unlikely(rows: Rows) -> None:
    for fact in rows.reading.facts.values():
        if not fact.range:
            continue
        low, high = fact.range
        value = pl.col(fact.name).cast(pl.Float64)  # only to find them; judged exactly below
        odd = rows.facts.filter((value < low) | (value > high)).select("row", fact.name)
        for row, raw in odd.iter_rows():
            if str(raw).startswith("-"):
                rows.add(row, _negative(fact, str(raw)), fact.name)
            elif problem := outside_range(fact, decode(fact, raw)):
                rows.add(row, problem, fact.name)


def _negative(fact: Fact, raw: str) -> Problem:
    return Problem(
        "value-negative",
        Text(
            f"“{fact.label.zh}”不能为负数：{raw}。", f'"{fact.label.en}" cannot be negative: {raw}.'
        ),
        Text("请核对后改正。", "Check and correct it."),
        value=raw,
    )


def _note_contradictions(rows: Rows) -> None:
    for row, willing, households in _pairs(rows, "willing_households", "households"):
        rows.add(row, _more_than(willing, households), "willing_households")
    for row, buildings, households in _pairs(rows, "buildings", "households"):
        rows.add(row, _fewer_homes(buildings, households), "buildings")


def _pairs(rows: Rows, first: str, second: str) -> Iterator[tuple[int, int, int]]:
    if {first, second} <= set(rows.facts.columns):
        both = rows.facts.select("row", first, second).filter(pl.col(first) > pl.col(second))
        yield from both.iter_rows()


def _more_than(willing: int, households: int) -> Problem:
    return Problem(
        "more-willing-than-households",
        Text(
            f"同意改造 {willing} 户，多于总户数 {households} 户。",
            f"{willing} households in favour of {households} in all.",
        ),
        Text("请核对两项户数。", "Check both numbers."),
        value=str(willing),
    )


def _fewer_homes(buildings: int, households: int) -> Problem:
    return Problem(
        "fewer-households-than-buildings",
        Text(
            f"楼栋 {buildings} 栋，多于户数 {households} 户。",
            f"{buildings} buildings but only {households} households.",
        ),
        Text("已按填报保存，请核对。", "It is kept as entered; please check it."),
        severity=Severity.WARNS,
        value=str(buildings),
    )
