"""What became of an adopted plan on the national and regional lists (S32)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from linli.plan.models import AnnualPlan, PlanLine, Submission

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class SubmittedLine(NamedTuple):
    """A line of a submitted plan, and whether the list took it."""

    pk: int
    number: int
    name: str
    accepted: bool


class SubmissionRow(NamedTuple):
    """A submission with its lines within the user's scope; None days: no answer yet."""

    pk: int
    level: str
    record_number: str
    handed_in_on: date
    receipt_name: str
    answered_on: date | None
    answer_number: str
    lines: list[SubmittedLine]

    @property
    def accepted(self) -> int:
        """Return how many lines were accepted."""
        return sum(line.accepted for line in self.lines)


def submissions(user: User, plan: AnnualPlan) -> list[SubmissionRow]:
    """Return the submissions of a plan."""
    found = list(plan.submissions.order_by("level"))
    if not found:
        return []
    lines = list(PlanLine.objects.visible_to(user).filter(plan=plan).order_by("number"))
    return [_row(each, lines) for each in found]


def _row(each: Submission, lines: list[PlanLine]) -> SubmissionRow:
    taken = set(each.accepted.values_list("pk", flat=True))
    return SubmissionRow(
        each.pk,
        each.get_level_display(),
        each.record_number,
        each.handed_in_on,
        each.receipt_name,
        each.answered_on,
        each.answer_number,
        [SubmittedLine(line.pk, line.number, line.name, line.pk in taken) for line in lines],
    )


def open_levels(plan: AnnualPlan) -> list[str]:
    """Return the lists that a plan has not been handed in for."""
    done = set(plan.submissions.values_list("level", flat=True))
    return [level for level in Submission.Level.values if level not in done]
