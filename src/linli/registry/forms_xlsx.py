"""Workbooks that leave the registry: the survey form, and rows that wait for correction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from linli.core.kernel.problem import Problem
from linli.core.policy.schema import Fact, FactType, Subject
from linli.engines.workbook import Table, write_tables
from linli.foundation.people.models import Jurisdiction
from linli.foundation.people.scope import scope_of
from linli.registry.bridge import dictionary
from linli.registry.intake.headings import PROBLEMS_HEADING
from linli.registry.intake.preview import BadRow, Preview
from linli.registry.models import Workbook

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def survey_form(user: User | None) -> bytes:
    """Return the empty survey form: headings, notes and drop-downs of the dictionary."""
    pack = dictionary()
    return write_tables(
        [
            _form_sheet("小区", list(pack.facts_of(Subject.COMPOUND).values()), user),
            _form_sheet(
                "楼栋",
                [
                    pack.facts["jurisdiction"],
                    pack.facts["name"],
                    *pack.facts_of(Subject.BUILDING).values(),
                ],
                user,
            ),
        ]
    )


def _form_sheet(name: str, facts: list[Fact], user: User | None) -> Table:
    choices = {heading(fact): options for fact in facts if (options := _options(fact))}
    choices["县区"] = _areas(user)
    return Table(
        name=name,
        headings=[heading(fact) for fact in facts],
        rows=[],
        notes={heading(fact): _note(fact) for fact in facts},
        choices=choices,
    )


def heading(fact: Fact) -> str:
    """Return the heading that the form gives a fact: its label and, in brackets, its unit."""
    return f"{fact.label.zh}（{fact.unit.zh}）" if fact.unit else fact.label.zh


def _options(fact: Fact) -> list[str]:
    if fact.type is FactType.BOOL:
        return ["是", "否"]
    return [option.label.zh for option in fact.values.values()]


def _areas(user: User | None) -> list[str]:
    scope = scope_of(user) if user else None
    return [
        area.name for area in Jurisdiction.objects.all() if scope is None or scope.covers(area.pk)
    ]


def _note(fact: Fact) -> str:
    return fact.meaning.zh + ("（必填）" if fact.required or fact.mandatory else "")


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
