"""The task of filing a version on the desk of the office that the pack names (S16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.core.calendar.terms import TermUnit
from linli.foundation.offices.finding import office
from linli.foundation.steps.actions import NewStep, Outcome, close, may_act, open_step, withdraw
from linli.foundation.steps.models import Step
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
    for step in _steps(filing.version):
        holder = None if user and may_act(user, step) else user
        outcome = Outcome(_("备案文号 %s") % filing.number, file=filing.receipt)
        close(holder, step, None, outcome, in_room=True)


def drop_filing(user: User | None, version: Version | None, reason: str) -> None:
    """Take back the task of a version that is being changed before it was filed."""
    for step in _steps(version) if version else ():
        withdraw(user, step, None, reason)


def _steps(version: Version) -> QuerySet[Step]:
    kind = ContentType.objects.get_for_model(Version)
    return Step.objects.unfinished().filter(subject_type=kind, subject_id=version.pk)
