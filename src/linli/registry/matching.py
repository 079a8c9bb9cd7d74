"""The page on which a foreign listing's columns are matched with facts (S12)."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from linli.core.kernel.coordinates import Datum
from linli.core.kernel.problem import Problem, ProblemError, Severity
from linli.core.kernel.text import Text
from linli.core.policy.facts import is_placeholder, parse, plain
from linli.core.policy.schema import Fact, FactType, Subject
from linli.engines.workbook import Sheet, read_workbook
from linli.registry.bridge import dictionary
from linli.registry.intake import reading as headings
from linli.registry.intake.checks import check_cells
from linli.registry.intake.headings import facts_by_heading, sheet_of, understand
from linli.registry.intake.places import Gazetteer
from linli.registry.intake.rows import Rows, read_rows
from linli.registry.mapping import PARTS, Unreadable
from linli.registry.mapping import Mapping as ColumnMapping
from linli.registry.staging import Upload
from linli.registry.words import in_words

if TYPE_CHECKING:
    from linli.foundation.people.models import User

LINES = 10
CONSTANTS = 3
_SAMPLES = 4
_LOOKED_AT = 200  # rows, to judge whether a column fits a fact
_ALIKE = 0.6
_FITTING = 0.6
_OWN = ("code",)  # facts that a foreign listing cannot give


class Target(NamedTuple):
    """What a column can be: a fact, or half of a position."""

    value: str
    label: Text


class ColumnLine(NamedTuple):
    """A column of the listing: where it stands, what it holds, and what it is taken for."""

    field: str
    letter: str
    heading: str
    samples: list[str]
    target: str


class ConstantLine(NamedTuple):
    """A fact that every row is given; both texts are empty in a spare line."""

    number: int
    fact: str
    text: str


class ReadCell(NamedTuple):
    """A fact as it would be read: in words, or what is wrong."""

    words: str
    problem: Problem | None


class ReadLine(NamedTuple):
    """A row as it would be read."""

    row: int
    cells: list[ReadCell]
    is_stored: bool


class ReadRows(NamedTuple):
    """The first rows as they would be read, or why none can be."""

    facts: list[Fact]
    lines: list[ReadLine]
    problems: Sequence[Problem] = ()


class MappingPage(NamedTuple):
    """All that the page shows."""

    sheets: list[str]
    mapping: ColumnMapping
    columns: list[ColumnLine]
    constants: list[ConstantLine]
    jurisdiction: str
    areas: list[str]
    targets: list[Target]
    rows: ReadRows


def targets() -> list[Target]:
    """Return what columns can be mapped to; a position as a whole or in halves."""
    found = []
    for name, fact in dictionary().facts_of(Subject.COMPOUND).items():
        if name not in _OWN:
            found.append(Target(name, fact.label))
        if fact.type is FactType.POINT:
            found.append(Target(f"{name}.longitude", Text("经度", "longitude")))
            found.append(Target(f"{name}.latitude", Text("纬度", "latitude")))
    return found


def page_of(user: User, upload: Upload, mapping: ColumnMapping) -> MappingPage:
    """Return the page for an upload and a mapping, finished or not."""
    sheets = read_workbook(upload.content, upload.file_name)
    sheet = sheet_of(sheets, mapping.sheet)
    gazetteer = Gazetteer(user)
    constants = [each for each in mapping.constants.items() if each[0] != "jurisdiction"]
    spare = [("", "")] * max(1, CONSTANTS - len(constants))
    return MappingPage(
        [each.name for each in sheets],
        mapping.model_copy(update={"sheet": sheet.name}),
        list(_columns(sheet, mapping)),
        [ConstantLine(n, *each) for n, each in enumerate([*constants, *spare])],
        mapping.constants.get("jurisdiction", ""),
        [area.name for area in gazetteer.areas if gazetteer.reaches(area.pk)],
        targets(),
        first_rows(sheet, mapping),
    )


def _columns(sheet: Sheet, mapping: ColumnMapping) -> Iterator[ColumnLine]:
    chosen = {headings.plain(heading): target for heading, target in mapping.columns.items()}
    for number, heading in enumerate(sheet.frame.columns):
        target = chosen.get(headings.plain(heading), "")
        yield ColumnLine(
            f"column-{number}", sheet.letters[heading], heading, _samples(sheet, heading), target
        )


def _samples(sheet: Sheet, heading: str) -> list[str]:
    texts = sheet.frame[heading].head(_LOOKED_AT).drop_nulls().unique(maintain_order=True)
    return [text[:40] for text in texts if text.strip()][:_SAMPLES]


def first_rows(sheet: Sheet, mapping: ColumnMapping) -> ReadRows:
    """Read the first rows by a mapping; what is wrong with the mapping is told instead."""
    try:
        top = replace(sheet, frame=sheet.frame.head(LINES))
        (reading,) = understand([top], dictionary(), mapping.model_copy(update={"sheet": ""}))
        rows = read_rows(reading, mapping)
    except ProblemError as error:
        return ReadRows([], [], error.problems)
    check_cells(rows)
    given = [name for name in rows.facts.columns if name != "row"]
    return ReadRows([dictionary().facts[name] for name in given], list(_lines(rows, given)))


def _lines(rows: Rows, given: list[str]) -> Iterator[ReadLine]:
    blocked = rows.blocked()
    for row in rows.facts.iter_rows(named=True):
        cells = [_cell(rows, row["row"], name, row[name]) for name in given]
        yield ReadLine(row["row"], cells, row["row"] not in blocked)


def _cell(rows: Rows, row: int, name: str, raw: bool | int | str | None) -> ReadCell:  # noqa: FBT001 - a stored value
    heading = rows.reading.heading_of(name)
    found = [each for each in rows.problems.get(row, []) if each.place.column == heading != ""]
    worst = sorted(found, key=lambda each: each.severity is not Severity.BLOCKS)
    words = "" if raw is None else in_words(dictionary().facts[name], raw)
    return ReadCell(words, next(iter(worst), None))


# What a column may be ------------------------------------------------------------------------


def proposed(upload: Upload, sheet_name: str = "") -> ColumnMapping:
    """Return a first mapping: by the dictionary's words, then by likeness where values fit."""
    sheet = sheet_of(read_workbook(upload.content, upload.file_name), sheet_name)
    facts = {
        name: fact
        for name, fact in dictionary().facts_of(Subject.COMPOUND).items()
        if name not in _OWN
    }
    columns: dict[str, str] = {}
    for heading, fact in facts_by_heading(sheet.frame.columns, facts).items():
        if fact.name not in columns.values():
            columns[heading] = fact.name
    columns |= _halves(sheet, facts, columns)
    for heading in sheet.frame.columns:
        left = {name: fact for name, fact in facts.items() if name not in columns.values()}
        if heading not in columns and (name := _likest(sheet, heading, left)):
            columns[heading] = name
    name = upload.file_name.rpartition(".")[0] or upload.file_name
    return ColumnMapping(name=Text(name, name), columns=columns, sheet=sheet.name)


def _halves(sheet: Sheet, facts: Mapping[str, Fact], columns: Mapping[str, str]) -> dict[str, str]:
    points = [name for name, fact in facts.items() if fact.type is FactType.POINT]
    if not points or points[0] in columns.values():
        return {}
    found = {}
    for part, words in PARTS.items():
        for heading in sheet.frame.columns:
            if headings.plain(heading) in words and heading not in columns:
                found[heading] = f"{points[0]}.{part}"
                break
    return found if len(found) == len(PARTS) else {}


def _likest(sheet: Sheet, heading: str, facts: Mapping[str, Fact]) -> str:
    """Return the fact whose words are most like a heading, if the column's values fit it."""
    words = {
        headings.plain(word): name
        for name, fact in facts.items()
        for word in (fact.label.zh, *fact.headers)
    }
    near = difflib.get_close_matches(headings.plain(heading), words, 3, _ALIKE)
    return next((words[each] for each in near if _fits(sheet, heading, facts[words[each]])), "")


def _fits(sheet: Sheet, heading: str, fact: Fact) -> bool:
    """Tell whether most values of a column can be read as a fact."""
    texts = sheet.frame[heading].head(_LOOKED_AT).drop_nulls().unique().to_list()
    said = [text for text in texts if plain(text) and not is_placeholder(text)]
    return bool(said) and sum(_reads(fact, text) for text in said) >= _FITTING * len(said)


def _reads(fact: Fact, text: str) -> bool:
    try:
        parse(fact, text)
    except ProblemError:
        return False
    return True


def mapping_of(fields: Mapping[str, str], upload: Upload) -> ColumnMapping:
    """Return the mapping that a sent form describes; unknown words are passed over."""
    sheet = sheet_of(read_workbook(upload.content, upload.file_name), fields.get("sheet", ""))
    known = {target.value for target in targets()}
    chosen = {h: fields.get(f"column-{n}", "") for n, h in enumerate(sheet.frame.columns)}
    constants = {
        fields.get(f"constant-{number}", ""): fields.get(f"text-{number}", "").strip()
        for number in range(len(known))
    }
    constants["jurisdiction"] = fields.get("jurisdiction", "")
    name = fields.get("name", "").strip() or upload.file_name
    return ColumnMapping(
        name=Text(name, name),
        columns={heading: target for heading, target in chosen.items() if target in known},
        constants={f: text for f, text in constants.items() if f in known and text},
        unreadable=Unreadable(_among(fields.get("unreadable", ""), Unreadable)),
        coordinates=Datum(_among(fields.get("coordinates", ""), Datum)),
        sheet=sheet.name,
    )


def _among(text: str, choices: type[Unreadable | Datum]) -> str:
    values = [str(each) for each in choices]
    return text if text in values else values[0]
