"""The task of filing a version on the desk of the office that the pack names (S16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.core.calendar.terms import TermUnit
from linli.foundation.offices.finding import office
from linli.foundation.steps.actions import NewStep, Outcome, close_about, open_step, withdraw_about
from linli.plan.special.models import Filing, Version
from linli.plan.special.reads import filing_task

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def open_filing(user: User | None, version: Version) -> None:
    """Put the filing of a version on its office's desk, due where the pack sets a term.

    An organisation that lacks the office gets no task; the version's page says what is due.
    """
    task = filing_task(version.approved_on)
    lead = office(task.step.lead_office) if task.step else None
    if task.step is None or lead is None:
        return
    asked = NewStep(
        title=task.step.label,
        lead=lead,
        subject=version,
        url=reverse("special:version", args=[version.plan_id, version.number]),
        clause=task.step.clause,
        started_on=version.approved_on,
        term=task.days,
        unit=TermUnit.WORKING_DAYS if task.days else None,
        closes_in_room=True,
    )
    open_step(user, asked, _("规划审定"))


def close_filing(user: User | None, filing: Filing) -> None:
    """Finish the task: the office that enters the filing need not be the one that was asked."""
    outcome = Outcome(_("备案文号 %s") % filing.number, file=filing.receipt)
    close_about(user, filing.version, outcome)


def drop_filing(user: User | None, version: Version | None, reason: str) -> None:
    """Take back the task of a version that is being changed before it was filed."""
    if version:
        withdraw_about(user, version, reason)
