"""Workbooks that leave the registry: the survey form, and rows that wait for correction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from linli.core.kernel.problem import Problem
from linli.core.policy.schema import Fact, FactType, Subject
from linli.engines.workbook import Table, write_tables
from linli.engines.workbook.write import Cell
from linli.registry.bridge import dictionary
from linli.registry.intake.headings import PROBLEMS_HEADING, dictionary_of
from linli.registry.intake.places import Gazetteer
from linli.registry.intake.preview import BadRow, Preview
from linli.registry.models import Building, Compound, Home, Workbook

if TYPE_CHECKING:
    from linli.foundation.people.models import User


SHEETS = {Subject.COMPOUND: "小区", Subject.BUILDING: "楼栋", Subject.HOME: "户"}
UNKNOWN = "不详"
_SAFE_DIGITS = 15  # that a spreadsheet's numbers keep
_AS_TEXT = frozenset({FactType.TEXT, FactType.DATE, FactType.POINT})


def survey_form(user: User | None, *, filled: bool = False) -> bytes:
    """Return the survey form of a user's own area: headings, notes, drop-downs (S10, S12).

    ``filled``: with every row that the registry knows there; imported unedited it changes nothing.
    """
    known = _Known(user) if filled else None
    return write_tables([_form_sheet(subject, user, known) for subject in SHEETS])


def _form_sheet(subject: Subject, user: User | None, known: _Known | None) -> Table:
    facts = list(dictionary_of(dictionary(), subject).values())
    choices = {heading(fact): [*options, UNKNOWN] for fact in facts if (options := _options(fact))}
    choices[heading(dictionary().facts["jurisdiction"])] = _areas(user)
    return Table(
        name=SHEETS[subject],
        headings=[heading(fact) for fact in facts],
        rows=[[as_cell(f, row.get(f.name)) for f in facts] for row in known.rows(subject)]
        if known
        else [],
        notes={heading(fact): _note(fact) for fact in facts},
        choices=choices,
        texts=frozenset(heading(fact) for fact in facts if fact.type in _AS_TEXT),
        protected=True,
    )


class _Known:
    """What the registry knows in a user's area, as rows of facts."""

    def __init__(self, user: User | None) -> None:
        self.user = user

    def rows(self, subject: Subject) -> Iterator[dict[str, Any]]:
        """Yield the facts of a subject's rows with the names of those above them."""
        if subject is Subject.COMPOUND:
            for row in self._of(Compound, *_names("")):
                yield {**row["facts"], **_named(row, "")}
        elif subject is Subject.BUILDING:
            for row in self._of(Building, "name", *_names("compound__")):
                own = {"building_name": row["name"]}
                yield {**row["facts"], **own, **_named(row, "compound__")}
        else:
            of_compound = "building__compound__"
            for row in self._of(Home, "building__name", *_names(of_compound)):
                own = {"building_name": row["building__name"]}
                yield {**row["facts"], **own, **_named(row, of_compound)}

    def _of(self, model: type[Any], *names: str) -> Iterator[dict[str, Any]]:
        found = model.objects.all() if self.user is None else model.objects.visible_to(self.user)
        # Of a compound that was merged nothing is asked any more.
        path = {Compound: "", Building: "compound__", Home: "building__compound__"}[model]
        found = found.filter(**{f"{path}merged_into": None}).order_by(f"{path}code", "pk")
        yield from found.values("facts", *names).iterator(chunk_size=2_000)


def _names(path: str) -> tuple[str, ...]:
    return tuple(f"{path}{name}" for name in ("code", "name", "jurisdiction__name"))


def _named(row: dict[str, Any], path: str) -> dict[str, Any]:
    code, name, area = (row[each] for each in _names(path))
    return {"code": code, "name": name, "jurisdiction": area}


def as_cell(fact: Fact, raw: bool | int | str | None) -> Cell:  # noqa: FBT001 - a stored value
    """Return a stored value as the form holds it; what is read from the cell is that value."""
    if raw is None or isinstance(raw, bool):
        return None if raw is None else "是" if raw else "否"
    if fact.type is FactType.ENUM:
        return fact.values[str(raw)].label.zh
    if isinstance(raw, int) or fact.type in {FactType.DECIMAL, FactType.MONEY, FactType.RATIO}:
        number = Decimal(raw)
        return number if len(number.as_tuple().digits) <= _SAFE_DIGITS else str(raw)
    return raw


def heading(fact: Fact) -> str:
    """Return the heading that the form gives a fact: its label and, in brackets, its unit."""
    return f"{fact.label.zh}（{fact.unit.zh}）" if fact.unit else fact.label.zh


def _options(fact: Fact) -> list[str]:
    if fact.type is FactType.BOOL:
        return ["是", "否"]
    return [option.label.zh for option in fact.values.values()]


def _areas(user: User | None) -> list[str]:
    """Return the names of the jurisdictions in which a user may report anything."""
    gazetteer = Gazetteer(user)
    return [area.name for area in gazetteer.areas if gazetteer.reaches(area.pk)]


def _note(fact: Fact) -> str:
    words = [fact.meaning.zh]
    if fact.unit:
        words.append(f"单位：{fact.unit.zh}。")
    if fact.range:
        words.append(f"常见范围：{fact.range[0]:g}～{fact.range[1]:g}。")
    if fact.required or fact.mandatory:
        words.append("必填。")
    return "".join([*words, f"不清楚时填“{UNKNOWN}”；留空表示沿用库中数据。"])


def problems_workbook(workbook: Workbook) -> bytes:
    """Return the rows of an import that wait, cells marked, ready to correct and upload."""
    return _problem_tables(
        BadRow(
            row.sheet, row.row, dict(row.cells), [Problem.from_data(data) for data in row.problems]
        )
        for row in workbook.quarantined_rows.all()
    )


def preview_problems_workbook(preview: Preview) -> bytes:
    """Return the same for rows that a preview would not store."""
    return _problem_tables(preview.quarantined)


def _problem_tables(bad_rows: Iterable[BadRow]) -> bytes:
    sheets: dict[str, list[BadRow]] = defaultdict(list)
    for bad in bad_rows:
        sheets[bad.sheet].append(bad)
    return write_tables([_problem_table(name, rows) for name, rows in sheets.items()])


def _problem_table(name: str, rows: list[BadRow]) -> Table:
    headings = [each for each in rows[0].cells if each != PROBLEMS_HEADING]
    marks = {
        (
            place,
            headings.index(problem.place.column),
        ): f"{problem.message.zh}\n{problem.next_step.zh}"
        for place, bad in enumerate(rows)
        for problem in bad.problems
        if problem.place.column in headings
    }
    return Table(
        name=name,
        headings=[*headings, PROBLEMS_HEADING],
        rows=[[*(bad.cells[each] for each in headings), _in_words(bad)] for bad in rows],
        marks=marks,
    )


def _in_words(bad: BadRow) -> str:
    return "；".join(f"{problem.message.zh}{problem.next_step.zh}" for problem in bad.problems)
