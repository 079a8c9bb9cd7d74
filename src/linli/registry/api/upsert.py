"""Rows of a program go the way of a workbook: the same checks, record, round and way back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q
from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError, Severity
from linli.core.kernel.text import Text
from linli.engines.workbook.guard import guarded
from linli.registry.actions import confirm_import, may_import
from linli.registry.api.problems import problem_data
from linli.registry.api.shapes import TO_ADD, OneProblem, Row, RowOutcome, RowsAnswer
from linli.registry.bridge import dictionary, name_key
from linli.registry.corrections import Encoded
from linli.registry.forms_xlsx import heading
from linli.registry.intake import Preview, preview
from linli.registry.intake.places import Gazetteer
from linli.registry.models import Compound, Sighting, SurveyRound

if TYPE_CHECKING:
    from linli.foundation.people.models import User

FIRST_ROW = 2
"""The row of the sheet in which the first row stands, below the headings."""
UNKNOWN = "不详"


class Sheet(NamedTuple):
    """Rows as a file of the importer: its name and content, and the headings of the facts."""

    file_name: str
    content: bytes
    facts: dict[str, str]


def open_round(name: str | None) -> SurveyRound:
    """Return the round of a name, or the newest that is open; ``ProblemError`` without one."""
    today = timezone.localdate()
    still_open = Q(closed_on=None) | Q(closed_on__gte=today)
    rounds = SurveyRound.objects.filter(opened_on__lte=today).filter(still_open)
    found = SurveyRound.objects.filter(name=name).first() if name else rounds.first()
    if found is None:
        raise ProblemError(_no_round(name or ""))
    return found


def upsert(
    user: User, rows: Sequence[Row], reason: str, survey_round: SurveyRound, *, dry_run: bool
) -> RowsAnswer:
    """Store rows, all or none, or say what they would do; rows that are so already change nothing.

    Raises ``ProblemError`` with the problems of every row.
    """
    if problems := may_import(user, survey_round):
        raise ProblemError(*problems)
    sheet = _sheet(rows, _checked(rows), reason)
    found = preview(sheet.content, sheet.file_name, user, survey_round)
    if found.quarantined:
        raise ProblemError(*(p for bad in found.quarantined for p in _placed(bad.problems, sheet)))
    outcomes = _coded(user, _outcomes(found, rows), rows)
    stored = not dry_run and _says_anything(outcomes, survey_round)
    if stored:
        confirm_import(
            sheet.content, sheet.file_name, user, survey_round, expected_sha256=found.sha256
        )
    return RowsAnswer(
        stored=stored,
        added=len(found.added),
        changed=len(found.changed),
        same=sum(each.outcome == "same" for each in outcomes),
        rows=_coded(user, outcomes, rows),  # new ones have their codes by now
        warnings=[OneProblem(**problem_data(p)) for p in _placed(found.warnings, sheet)],
    )


def _checked(rows: Sequence[Row]) -> list[dict[str, Encoded | None]]:
    kept, problems = [], list[Problem]()
    for place, row in enumerate(rows):
        try:
            kept.append(TO_ADD.check(row.facts, f"/rows/{place}/facts"))
        except ProblemError as error:
            problems += error.problems
    if problems:
        raise ProblemError(*problems)
    return kept


def _sheet(rows: Sequence[Row], facts: list[dict[str, Encoded | None]], reason: str) -> Sheet:
    used = {"code", *(name for each in facts for name in each)}
    headings = {name: heading(fact) for name, fact in dictionary().facts.items() if name in used}
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(headings.values())
    for row, each in zip(rows, facts, strict=True):
        given = {**each, "code": row.code or ""}
        writer.writerow(guarded(_cell(given.get(name, ""))) for name in headings)
    return Sheet(f"{reason}.csv", file.getvalue().encode(), headings)


def _cell(value: Encoded | None) -> str:
    """Return a value as a clerk would write it; the explicit unknown erases."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return UNKNOWN if value is None else str(value)


def _placed(problems: Sequence[Problem], sheet: Sheet) -> Iterator[Problem]:
    """Yield the importer's problems with the JSON pointer of what they are about."""
    names = {each: name for name, each in sheet.facts.items()}
    for problem in problems:
        if problem.place.row is None or problem.severity is Severity.INFORMS:
            continue
        name = names.get(problem.place.column, "")
        row = f"/rows/{problem.place.row - FIRST_ROW}"
        pointer = f"{row}/{name}" if name == "code" else f"{row}/facts/{name}".rstrip("/")
        yield replace(problem, place=Place(key=pointer))


def _outcomes(found: Preview, rows: Sequence[Row]) -> list[RowOutcome]:
    added = {each.row for each in found.added}
    changed = {each.row: each for each in found.changed}
    outcomes = []
    for place, row in enumerate(rows):
        number = place + FIRST_ROW
        each = changed.get(number)
        outcomes.append(
            RowOutcome(
                row=place,
                outcome="changed" if each else "added" if number in added else "same",
                code=each.code if each else row.code,
                changes={name: [*pair] for name, pair in each.changes.items()} if each else {},
            )
        )
    return outcomes


def _says_anything(outcomes: Sequence[RowOutcome], survey_round: SurveyRound) -> bool:
    """Tell whether storing would write anything: a change, or that a compound was seen (S11)."""
    if any(each.outcome != "same" for each in outcomes):
        return True
    codes = {each.code for each in outcomes}
    seen = Sighting.objects.filter(round=survey_round, compound__code__in=codes)
    return seen.count() < len(codes)


def _coded(user: User, outcomes: list[RowOutcome], rows: Sequence[Row]) -> list[RowOutcome]:
    """Fill in the codes of rows that gave none, where the compounds stand by now."""
    areas = Gazetteer(user).by_name
    keys = [
        (areas[row.facts["jurisdiction"].strip()].pk, name_key(row.facts["name"])) for row in rows
    ]
    stored = Compound.objects.visible_to(user).filter(name_key__in={key for _area, key in keys})
    codes = {
        (area, key): code
        for area, key, code in stored.values_list("jurisdiction_id", "name_key", "code")
    }
    for outcome, key in zip(outcomes, keys, strict=True):
        outcome.code = outcome.code or codes.get(key)
    return outcomes


def _no_round(name: str) -> Problem:
    return Problem(
        "no-open-round",
        Text("没有正在进行的调查轮次，或没有该名称的轮次。", "There is no such open survey round."),
        Text("请由主管部门开启轮次后再报送。", "Ask the office to open a round."),
        Place(key="/round"),
        value=name,
    )
