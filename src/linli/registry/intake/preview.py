"""What a workbook would do, without doing it (S12)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, overload

import polars as pl

from linli.core.kernel.problem import Problem, Severity
from linli.core.kernel.version import digest
from linli.core.policy.schema import Subject
from linli.engines.workbook import read_workbook
from linli.registry.bridge import dictionary
from linli.registry.intake.checks import check_cells
from linli.registry.intake.comparing import Changes
from linli.registry.intake.compounds import NOTHING_ADDED, Outcome, changed_rows, settle
from linli.registry.intake.headings import understand
from linli.registry.intake.parts import Parts, owners_of, settle_buildings, settle_homes
from linli.registry.intake.places import Gazetteer
from linli.registry.intake.rows import Rows, read_rows
from linli.registry.intake.sums import differing_sums
from linli.registry.intake.warnings import Warnings
from linli.registry.mapping import Mapping
from linli.registry.models import SurveyRound
from linli.registry.odk import submissions_as_rows

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

    ``sha256`` names the file and its effect together: confirmation demands the same. ``changed``
    shows compounds; ``changed_rows`` by id is what is stored; ``same`` are ids of compounds.
    ``buildings`` and ``homes`` are None without such a sheet; ``unknown_headers`` were passed over.
    """

    file_name: str
    sheets: list[str]
    added: AddedRows
    changed: list[RowPreview]
    changed_rows: dict[int, dict[str, Any]]
    same_ids: list[int]
    buildings: Parts | None
    homes: Parts | None
    quarantined: list[BadRow]
    warnings: Warnings
    unknown_headers: list[str]
    sha256: str = ""

    @property
    def same(self) -> int:
        """How many compounds the file tells nothing new of."""
        return len(self.same_ids)

    @property
    def stores_anything(self) -> bool:
        """Tell whether confirming would write a row."""
        parts = [each for each in (self.buildings, self.homes) if each]
        return bool(self.added or self.changed or any(p.added.height or p.changed for p in parts))


def preview(
    content: bytes,
    file_name: str,
    user: User | None,
    round: SurveyRound,  # noqa: A002 - the programme's word
    mapping: Mapping | None = None,
    progress: Progress | None = None,
) -> Preview:
    """Say what importing a workbook would do; nothing is written.

    Raises ``ProblemError`` where the file as a whole cannot be used.
    """
    tell = progress or (lambda _share, _what: None)
    tell(0.05, "读取工作簿")
    written = submissions_as_rows(read_workbook(content, file_name))
    readings = understand(written, dictionary(), mapping)
    tell(0.4, "核对")
    sheets = [_Sheet(reading.subject, read_rows(reading, mapping)) for reading in readings]
    for sheet in sheets:
        check_cells(sheet.rows)
    found = _Settling(sheets, Gazetteer(user), round).preview(file_name)
    tell(0.7, "核对")
    found.sha256 = digest(digest(content) + _effect(found))
    return found


class _Sheet(NamedTuple):
    """The rows of a sheet, and what they are about."""

    subject: Subject
    rows: Rows


class _Settling:
    """Compounds first, of all sheets; then buildings, then homes: each belongs to one before."""

    def __init__(
        self, sheets: list[_Sheet], gazetteer: Gazetteer, survey_round: SurveyRound
    ) -> None:
        self.sheets, self.gazetteer, self.survey_round = sheets, gazetteer, survey_round
        self.outcomes: list[tuple[Rows, Outcome]] = []
        self.buildings: Parts | None = None
        self.homes: Parts | None = None

    def about(self, subject: Subject) -> list[Rows]:
        """Return the sheets about a subject."""
        return [sheet.rows for sheet in self.sheets if sheet.subject is subject]

    def preview(self, file_name: str) -> Preview:
        """Return what all sheets would do."""
        before = None
        for rows in self.about(Subject.COMPOUND):
            outcome = settle(rows, self.gazetteer, self.survey_round, before)
            before = outcome.table if before is None else pl.concat([before, outcome.table])
            self.outcomes.append((rows, outcome))
        self._settle_parts()
        areas = {area.pk: area.name for area in self.gazetteer.areas}
        tables = [outcome.added for _rows, outcome in self.outcomes]
        changed = {
            pk: row for _rows, outcome in self.outcomes for pk, row in changed_rows(outcome).items()
        }
        all_rows = [sheet.rows for sheet in self.sheets]
        return Preview(
            file_name=file_name,
            sheets=[rows.reading.sheet.name for rows in all_rows],
            added=AddedRows(pl.concat(tables) if tables else NOTHING_ADDED, areas),
            changed=[_changed_row(row, areas) for row in changed.values()],
            changed_rows=changed,
            same_ids=[pk for _rows, outcome in self.outcomes for pk in outcome.compared.same],
            buildings=self.buildings,
            homes=self.homes,
            quarantined=[bad for rows in all_rows for bad in _bad_rows(rows)],
            warnings=self._warnings(all_rows),
            unknown_headers=[h for rows in all_rows for h in rows.reading.ignored],
        )

    def _settle_parts(self) -> None:
        sheets = self.about(Subject.BUILDING), self.about(Subject.HOME)
        if not any(sheets):
            return
        good = [outcome.good for _rows, outcome in self.outcomes]
        areas = [area.pk for area in self.gazetteer.areas]
        owners = owners_of(good, areas, self.gazetteer.user)
        for rows in sheets[0]:
            self.buildings = settle_buildings(rows, self.gazetteer, owners, self.buildings)
        for rows in sheets[1]:
            self.homes = settle_homes(rows, self.gazetteer, owners, self.buildings, self.homes)

    def _warnings(self, all_rows: list[Rows]) -> Warnings:
        told = [problem for rows in all_rows for problem in _warnings(rows)]
        if self.buildings:
            compounds = [(rows, outcome.good) for rows, outcome in self.outcomes]
            told += differing_sums(self.buildings, self.about(Subject.BUILDING), compounds)
        return Warnings(told, [d for _rows, outcome in self.outcomes for d in outcome.doubts])


def _effect(found: Preview) -> str:
    """Return a text that differs wherever an import would do something else."""
    table = found.added.table
    rows = _digest(table, ("stem", "name_key", "facts"))
    parts = [
        (_digest(p.added, ("owner", "name", "facts")), p.changed)
        for p in (found.buildings, found.homes)
        if p
    ]
    changed = sorted((pk, row.changes) for pk, row in _by_id(found))
    bad = [(row.sheet, row.row) for row in found.quarantined]
    return repr((rows, table.height, changed, found.same, bad, parts))


def _digest(table: pl.DataFrame, columns: Sequence[str]) -> str:
    """Return a digest of text columns; as bytes, which Python need not decode and encode again."""
    lines = table.select(pl.concat_str(columns).cast(pl.Binary)).to_series()
    return digest(b"\n".join(lines))


def _by_id(found: Preview) -> Iterator[tuple[int, RowPreview]]:
    return zip(found.changed_rows, found.changed, strict=True)


def _changed_row(row: dict[str, Any], areas: dict[int, str]) -> RowPreview:
    return RowPreview(
        row["sheet"],
        row["row"],
        row["code"],
        row["name"],
        areas[row["jurisdiction_id"]],
        json.loads(row["facts"]),
        row["changes"],
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
