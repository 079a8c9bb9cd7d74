"""A compound that a visit finds and the registry does not know: the rules of imports hold."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.policy.schema import Fact, Subject
from linli.foundation.people.models import Jurisdiction
from linli.registry import visit_letters as letters
from linli.registry.actions import confirm_import
from linli.registry.bridge import dictionary, name_key
from linli.registry.intake import preview
from linli.registry.models import Compound, SurveyRound
from linli.registry.visit_reports import Encoded

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def open_rounds(jurisdiction_id: int | None = None) -> QuerySet[SurveyRound]:
    """Return the rounds that are open today, newest first; of a jurisdiction if one is given."""
    today = timezone.localdate()
    is_open = Q(opened_on__lte=today) & (Q(closed_on=None) | Q(closed_on__gte=today))
    found = SurveyRound.objects.filter(is_open)
    if jurisdiction_id is not None:
        here = Q(jurisdictions=None) | Q(jurisdictions=jurisdiction_id)
        found = found.filter(here).distinct()
    return found


def register(facts: Mapping[str, Encoded | None], user: User) -> Compound:
    """Register a compound by the rules of imports: a doubt of any kind is a problem.

    Call it inside the transaction that stores the visit.
    """
    area = Jurisdiction.objects.filter(name=facts.get("jurisdiction")).first()
    survey_round = open_rounds(area.pk if area else None).first()
    if survey_round is None:
        raise ProblemError(letters.no_open_round())
    if missing := [fact for fact in _required() if not facts.get(fact.name)]:
        raise ProblemError(*map(letters.needed, missing))
    # As an import does: two who find the same compound at once are not to miss each other.
    SurveyRound.objects.select_for_update().get(pk=survey_round.pk)
    content, labels = _as_table({name: raw for name, raw in facts.items() if raw is not None})
    found = preview(content, letters.SOURCE, user, survey_round)
    problems = [problem for row in found.quarantined for problem in row.problems]
    if problems:
        raise ProblemError(*(_at_field(problem, labels) for problem in problems))
    if len(found.added) != 1:
        raise ProblemError(letters.registered_already(_namesake(facts, user)))
    workbook = confirm_import(content, letters.SOURCE, user, survey_round)
    made: Compound = Compound.objects.get(workbook=workbook)
    return made


def _required() -> list[Fact]:
    return [fact for fact in dictionary().facts_of(Subject.COMPOUND).values() if fact.required]


def _namesake(facts: Mapping[str, Encoded | None], user: User) -> Compound:
    here = {"name_key": name_key(str(facts["name"])), "jurisdiction__name": facts["jurisdiction"]}
    found: Compound = Compound.objects.visible_to(user).get(**here)
    return found


def _as_table(facts: Mapping[str, Encoded]) -> tuple[bytes, dict[str, str]]:
    """Return one row as imports read it, and its headings with their facts."""
    known = dictionary().facts
    labels = {known[name].label.zh: name for name in facts}
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(labels)
    table.writerow(_as_written(known[name], facts[name]) for name in labels.values())
    return text.getvalue().encode(), labels


def _as_written(fact: Fact, raw: Encoded) -> str:
    if isinstance(raw, bool):
        return "是" if raw else "否"
    return fact.values[str(raw)].label.zh if fact.values else str(raw)


def _at_field(problem: Problem, labels: Mapping[str, str]) -> Problem:
    return replace(problem, place=Place(key=labels.get(problem.place.column, "name")))
