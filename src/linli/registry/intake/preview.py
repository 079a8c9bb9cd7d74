"""What a workbook would do, without doing it (S12)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Any, overload

import polars as pl

from linli.core.kernel.problem import Problem, Severity
from linli.core.kernel.version import digest
from linli.core.policy.schema import Subject
from linli.engines.workbook import read_workbook
from linli.registry.bridge import dictionary
from linli.registry.intake.buildings import BuildingRow, settle_buildings
from linli.registry.intake.compounds import Changes, settle
from linli.registry.intake.headings import understand
from linli.registry.intake.places import Gazetteer
from linli.registry.intake.rows import Rows, read_rows
from linli.registry.mapping import Mapping
from linli.registry.models import SurveyRound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class RowPreview:
    """A row that would be stored. ``changes``: fact -> (old, new), encoded; empty for a new row."""

    sheet: str
    row: int
    code: str
    name: str
    jurisdiction: str
    facts: dict[str, Any]
    changes: Changes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that would not be stored: its cells as they stand, and what is wrong.

    ``namesake``: the id of the compound that it may be, and its key (``duplicates.namesake_key``).
    """

    sheet: str
    row: int
    cells: dict[str, str]
    problems: list[Problem]
    namesake: tuple[int, str] | None = None


class AddedRows(Sequence[RowPreview]):
    """The new compounds, made from the table only where they are looked at."""

    def __init__(self, table: pl.DataFrame, areas: dict[int, str]) -> None:
        self.table = table
        self.areas = areas

    def __len__(self) -> int:
        return self.table.height

    def __iter__(self) -> Iterator[RowPreview]:
        return map(self._row, self.table.iter_rows(named=True))

    @overload
    def __getitem__(self, place: int) -> RowPreview: ...
    @overload
    def __getitem__(self, place: slice) -> list[RowPreview]: ...
    def __getitem__(self, place: int | slice) -> RowPreview | list[RowPreview]:
        if isinstance(place, int):
            if not -len(self) <= place < len(self):
                raise IndexError(place)  # what ends a loop; Polars raises an error of its own
            return self._row(self.table.row(place, named=True))
        return [self._row(row) for row in self.table[place].iter_rows(named=True)]

    def _row(self, row: dict[str, Any]) -> RowPreview:
        area = self.areas[row["jurisdiction_id"]]
        return RowPreview(row["sheet"], row["row"], "", row["name"], area, json.loads(row["facts"]))


@dataclass(slots=True)
class Preview:
    """What would be added, changed, stay the same, and wait for correction.

    ``sha256`` names the file and its effect together: confirmation demands the same.
    ``buildings`` are new or changed buildings; ``unknown_headers`` were passed over.
    """

    file_name: str
    sheets: list[str]
    added: AddedRows
    changed: list[RowPreview]
    changed_rows: dict[int, dict[str, Any]]
    same: int
    buildings: list[BuildingRow]
    quarantined: list[BadRow]
    warnings: list[Problem]
    unknown_headers: list[str]
    sha256: str = ""


def preview(
    content: bytes,
    file_name: str,
    user: User | None,
    round: SurveyRound,  # noqa: A002, ARG001 - the programme's word; rounds share one registry
    mapping: Mapping | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Say what importing a workbook would do; nothing is written.

    Raises ``ProblemError`` where the file as a whole cannot be used.
    """
    tell = progress or (lambda _share, _what: None)
    tell(0.05, "读取工作簿")
    readings = understand(read_workbook(content, file_name), dictionary(), mapping)
    tell(0.4, "核对")
    gazetteer = Gazetteer(user)
    tables, changed, same = [], {}, 0
    all_rows = [(reading, read_rows(reading, mapping)) for reading in readings]
    for reading, rows in all_rows:
        if reading.subject is Subject.COMPOUND:
            outcome = settle(rows, gazetteer)
            tables.append(outcome.added.with_columns(pl.lit(reading.sheet.name).alias("sheet")))
            for pk, (row, changes) in outcome.changed.items():
                changed[pk] = ({**row, "sheet": reading.sheet.name}, changes)
            same += outcome.same
    added = pl.concat(tables)
    owners = set(added.select("jurisdiction_id", "name_key").iter_rows())
    buildings = [
        row
        for reading, rows in all_rows
        if reading.subject is Subject.BUILDING
        for row in settle_buildings(rows, gazetteer, owners)
    ]
    tell(0.7, "核对")
    areas = {area.pk: area.name for area in gazetteer.areas}
    found = Preview(
        file_name=file_name,
        sheets=[reading.sheet.name for reading in readings],
        added=AddedRows(added, areas),
        changed=[_changed_row(row, changes, areas) for row, changes in changed.values()],
        changed_rows={pk: row for pk, (row, _changes) in changed.items()},
        same=same,
        buildings=buildings,
        quarantined=[bad for _reading, rows in all_rows for bad in _bad_rows(rows)],
        warnings=[problem for _reading, rows in all_rows for problem in _warnings(rows)],
        unknown_headers=[heading for reading in readings for heading in reading.ignored],
    )
    found.sha256 = digest(digest(content) + _effect(found))
    return found


def _effect(found: Preview) -> str:
    """Return a text that differs wherever an import would do something else."""
    table = found.added.table
    rows = digest("\n".join(table["stem"] + table["name_key"] + table["facts"]))
    changed = zip(found.changed_rows, (row.changes for row in found.changed), strict=True)
    bad = [(row.sheet, row.row) for row in found.quarantined]
    return repr(
        (
            rows,
            table.height,
            sorted(changed, key=itemgetter(0)),
            found.same,
            bad,
            len(found.buildings),
        )
    )


def _changed_row(row: dict[str, Any], changes: Changes, areas: dict[int, str]) -> RowPreview:
    return RowPreview(
        row["sheet"],
        row["row"],
        row["code"] or "",
        row["name"],
        areas[row["jurisdiction_id"]],
        json.loads(row["facts"]),
        changes,
    )


def _bad_rows(rows: Rows) -> Iterator[BadRow]:
    sheet = rows.reading.sheet
    for row in sorted(rows.blocked()):
        cells = sheet.frame.row(row - sheet.first_row, named=True)
        texts = {heading: text or "" for heading, text in cells.items()}
        yield BadRow(sheet.name, row, texts, rows.problems[row], rows.namesakes.get(row))


def _warnings(rows: Rows) -> Iterator[Problem]:
    blocked = rows.blocked()
    for row in sorted(set(rows.problems) - blocked):
        yield from (p for p in rows.problems[row] if p.severity is not Severity.BLOCKS)
