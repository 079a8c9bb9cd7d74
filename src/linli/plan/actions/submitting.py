"""Hand an adopted plan in for the national or regional list, and note what was accepted (S32)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.files.actions import store_file
from linli.foundation.record.context import changing
from linli.plan import problems
from linli.plan.actions.posts import may_plan
from linli.plan.models import AnnualPlan, PlanLine, Submission
from linli.reserve.models import Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

FACTS = {
    Submission.Level.NATIONAL: "in_national_plan",
    Submission.Level.REGIONAL: "in_regional_plan",
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """The receipt of a submission, as it was uploaded."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class HandIn:
    """What is known of a submission when it is handed in."""

    level: str
    record_number: str
    day: date
    receipt: Receipt | None = None


def may_submit(user: User | None, plan: AnnualPlan, level: str) -> list[Problem]:
    """Return what stands against handing a plan in for a list."""
    found = may_plan(user)
    if plan.submissions.filter(level=level).exists():
        found.append(problems.ALREADY_SUBMITTED)
    return found


def submit(user: User | None, plan: AnnualPlan, given: HandIn) -> Submission:
    """Note that a plan was handed in; raises ``ProblemError`` as ``may_submit`` says."""
    with changing(user, _("申报年度计划")):
        found = may_submit(user, plan, given.level)
        if given.day < plan.adopted_at.date():
            found.append(problems.before_adoption(plan.adopted_at.date()))
        if found:
            raise ProblemError(*found)
        stored = store_file(given.receipt.content) if given.receipt else None
        return Submission.objects.create(
            plan=plan,
            level=given.level,
            record_number=given.record_number,
            handed_in_on=given.day,
            receipt=stored,
            receipt_name=given.receipt.name if given.receipt else "",
            made_by=user,
        )


def note_answer(
    user: User | None, submission: Submission, day: date, number: str, lines: Collection[int]
) -> Submission:
    """Note which lines (keys) a list accepted; their projects know it from then on (S32)."""
    if found := may_plan(user):
        raise ProblemError(*found)
    if day < submission.handed_in_on:
        raise ProblemError(problems.before_submission(submission.handed_in_on))
    with changing(user, _("登记申报结果")):
        submission.answered_on, submission.answer_number = day, number
        submission.save()
        all_lines = PlanLine.objects.filter(plan=submission.plan_id)
        accepted = all_lines.filter(pk__in=lines)
        submission.accepted.set(accepted)
        fact, taken = (
            FACTS[Submission.Level(submission.level)],
            set(accepted.values_list("pk", flat=True)),
        )
        for line in all_lines.select_related("project"):
            _note(line.project, fact, accepted=line.pk in taken)
    return submission


def _note(project: Project, fact: str, *, accepted: bool) -> None:
    if project.facts.get(fact) is not accepted:
        project.facts = {**project.facts, fact: accepted}
        project.save(update_fields=["facts"])
