"""Open steps: one, or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.calendar.terms import TermUnit
from linli.core.calendar.working_days import Calendar
from linli.core.kernel.text import Text
from linli.foundation.calendar_admin.reads import working_calendar
from linli.foundation.people.models import Jurisdiction, Organisation
from linli.foundation.record.context import changing
from linli.foundation.steps.actions.clocks import reckon
from linli.foundation.steps.hands import holders, with_deputies
from linli.foundation.steps.models import (
    ClosedBy,
    Cooperation,
    Notice,
    Step,
    StepEvent,
    TaskTemplate,
)

if TYPE_CHECKING:
    from linli.foundation.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStep:
    """What a step asks of which office.

    About ``subject`` (any saved object; ``label`` and ``url`` show it), within ``term`` of ``unit``
    after ``started_on`` (today if None), or by ``due_on``, or without a day where neither is given.
    ``closes_in_room``: only a room's own page closes it.
    """

    title: Text
    lead: Organisation
    subject: Model | None = None
    label: str = ""
    url: str = ""
    jurisdiction: Jurisdiction | None = None
    code: str = ""
    clause: str = ""
    helpers: tuple[Organisation, ...] = ()
    assignee: User | None = None
    started_on: date | None = None
    term: int | None = None
    unit: TermUnit | None = None
    due_on: date | None = None
    closed_by: ClosedBy = ClosedBy.RECORD
    closes_in_room: bool = False
    follows: Step | None = None
    template: TaskTemplate | None = None
    remind_before: int = 0
    supervise_after: int = 1


def open_step(user: User | None, asked: NewStep, reason: str = "") -> Step:
    """Open a step and tell its office."""
    return open_steps(user, [asked], reason)[0]


def open_steps(user: User | None, asked: Sequence[NewStep], reason: str = "") -> list[Step]:
    """Open many steps with a few statements, and tell their offices."""
    calendar, today = working_calendar(), timezone.localdate()
    steps = [_step(each, calendar, today) for each in asked]
    with changing(user, reason or _("产生办理事项")):
        Step.objects.bulk_create(steps)
        StepEvent.objects.bulk_create(
            StepEvent(
                step=step,
                act=StepEvent.Act.OPENED,
                actor=user,
                to_organisation_id=step.lead_id,
                to_user_id=step.assignee_id,
                note=reason,
            )
            for step in steps
        )
        helps = [
            (s, helper) for s, each in zip(steps, asked, strict=True) for helper in each.helpers
        ]
        Cooperation.objects.bulk_create(
            Cooperation(step=step, organisation=helper, question=step.title, asked_by=user)
            for step, helper in helps
        )
        _tell_all(user, steps, helps)
    return steps


def _step(asked: NewStep, calendar: Calendar, today: date) -> Step:
    subject = asked.subject
    step = Step(
        subject_type=ContentType.objects.get_for_model(subject) if subject else None,
        subject_id=subject.pk if subject else None,
        subject_label=asked.label or (str(subject)[:200] if subject else ""),
        subject_url=asked.url,
        jurisdiction=asked.jurisdiction,
        title=asked.title.zh[:200],
        title_en=asked.title.en[:200],
        code=asked.code,
        clause=asked.clause,
        lead=asked.lead,
        assignee=asked.assignee,
        state=Step.State.WAITING if asked.helpers else Step.State.OPEN,
        started_on=asked.started_on or today,
        term=asked.term,
        unit=asked.unit.value if asked.unit and asked.term else "",
        due_on=asked.due_on,
        closed_by=asked.closed_by,
        closes_in_room=asked.closes_in_room,
        follows=asked.follows,
        template=asked.template,
        remind_before=asked.remind_before,
        supervise_after=asked.supervise_after,
    )
    reckon(step, (), calendar)
    return step


def _tell_all(user: User | None, steps: list[Step], helps: list[tuple[Step, Organisation]]) -> None:
    """Leave notices to each step's officer or office, and to the offices asked to help."""
    offices = {s.lead_id for s in steps} | {helper.pk for _step, helper in helps}
    people = holders(offices)
    wanted = [
        (step, pk, "新事项", "New")
        for step in steps
        for pk in (with_deputies({step.assignee_id}) if step.assignee_id else people[step.lead_id])
    ]
    wanted += [
        (step, pk, "请会办", "Asked to help") for step, helper in helps for pk in people[helper.pk]
    ]
    Notice.objects.bulk_create(
        Notice(
            user_id=pk,
            step=step,
            kind=Notice.Kind.NEW,
            text=f"{zh}：{step.title}{_about(step)}"[:300],
            text_en=f"{en}: {step.words.en}{_about(step)}"[:300],
        )
        for step, pk, zh, en in dict.fromkeys(wanted)
        if not user or pk != user.pk
    )


def _about(step: Step) -> str:
    return f"（{step.subject_label}）" if step.subject_label else ""
