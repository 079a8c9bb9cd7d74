"""The steps that a case puts on desks: check, return, opinions, decision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.approvals.bridge import procedure
from linli.approvals.models import Case
from linli.core.calendar.terms import TermUnit
from linli.core.kernel.text import Text
from linli.core.policy.schema import Procedure
from linli.determination.reads import pack_of
from linli.foundation.people.models import Organisation
from linli.foundation.steps import actions as steps
from linli.foundation.steps.actions import NewStep, Outcome
from linli.foundation.steps.models import Step
from linli.foundation.steps.models.step import StepQuerySet

if TYPE_CHECKING:
    from linli.foundation.people.models import User

CHECK, COMPLETE, OPINION, DECIDE = "check", "complete", "opinion", "decide"
PARTS = {
    CHECK: Text("核对材料并受理", "Check the papers and accept"),
    COMPLETE: Text("补正材料", "Complete the papers"),
    OPINION: Text("提出意见", "Give an opinion"),
    DECIDE: Text("作出决定", "Decide"),
}
PREFIX = "approvals"


def ask_office(
    user: User | None,
    case: Case,
    part: str,
    lead: Organisation,
    term: int | None = None,
    follows: Step | None = None,
    reason: str = "",
) -> Step:
    """Put a part of a case on an office's desk, with why; it is closed on the case's page."""
    step = procedure(pack_of(case.pack), case.procedure)
    return steps.open_step(
        user,
        NewStep(
            title=_title(part, step),
            lead=lead,
            subject=case,
            label=str(case.project),
            url=reverse("approvals:case", args=[case.pk]),
            jurisdiction=case.jurisdiction,
            code=f"{PREFIX}.{case.procedure}.{part}",
            clause=step.clause,
            term=term,
            unit=TermUnit.WORKING_DAYS if term else None,
            closes_in_room=True,
            follows=follows,
        ),
        reason,
    )


def _title(part: str, step: Procedure) -> Text:
    said = PARTS[part]
    return Text(f"{step.label.zh}：{said.zh}", f"{step.label.en}: {said.en}")


def steps_of(case: Case) -> StepQuerySet:
    """Return all steps of a case, the first one first."""
    found: StepQuerySet = Step.objects.about(case)
    return found.order_by("pk")


def open_step_of(case: Case, part: str) -> Step | None:
    """Return the unfinished step of a part."""
    found: Step | None = (
        steps_of(case).unfinished().filter(code=f"{PREFIX}.{case.procedure}.{part}").last()
    )
    return found


def close_part(user: User | None, case: Case, part: str, note: str) -> Step | None:
    """Close the unfinished step of a part, if there is one, and return it."""
    step = open_step_of(case, part)
    if step:
        steps.close(user, step, None, Outcome(note=note), in_room=True)
    return step


def send_back(user: User | None, case: Case, reason: str) -> None:
    """Ask the applicant to complete the papers; an accepted case's clock stands still meanwhile."""
    decide = open_step_of(case, DECIDE)
    if decide and decide.term and not decide.stopped_on:
        steps.stop(user, decide, None, reason, in_room=True)
    checked = close_part(user, case, CHECK, _("退回补正：%(reason)s") % {"reason": reason})
    ask_office(user, case, COMPLETE, case.applicant, follows=checked, reason=reason)


def returned_for(case: Case) -> str:
    """Return what the applicant of a returned case is to complete, else nothing."""
    asked = open_step_of(case, COMPLETE) if case.state == Case.State.RETURNED else None
    return asked.events.earliest("pk").note if asked else ""


def answer_return(user: User | None, case: Case, note: str) -> None:
    """Close the applicant's step; the check opens again, or the clock goes on."""
    completed = close_part(user, case, COMPLETE, note)
    decide = open_step_of(case, DECIDE)
    if decide is None:
        ask_office(user, case, CHECK, case.lead, follows=completed, reason=note)
    elif decide.stopped_on:
        case.due_on = steps.go_on(None, decide, None, note, in_room=True).due_on


def end_steps(case: Case, reason: str) -> None:
    """Withdraw whatever a case still has on desks."""
    for step in steps_of(case).unfinished():
        steps.withdraw(None, step, None, reason)
