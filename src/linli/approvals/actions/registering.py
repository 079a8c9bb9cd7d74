"""The green channel: receive, return, accept, register; no survey twice (S37-S40)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.approvals import problems
from linli.approvals.actions.turn import in_state, may_lead, turn
from linli.approvals.bridge import procedure
from linli.approvals.models import Case, Registration
from linli.core.calendar.clock import due_day
from linli.core.calendar.terms import TermUnit
from linli.core.kernel.problem import ProblemError, refuse
from linli.core.kernel.text import Text
from linli.core.policy.answer import Answer, Verdict
from linli.core.policy.evaluate import answer, parameter_value
from linli.core.policy.schema import Pack, WorkClass
from linli.determination.reads import current_pack
from linli.foundation.calendar_admin.reads import due_moment, working_calendar
from linli.foundation.offices.finding import office
from linli.foundation.record.context import changing
from linli.foundation.steps import actions as steps
from linli.foundation.steps.actions import NewStep, Outcome
from linli.reserve.models import Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

WINDOW, TERM = "registration_window", "registration_working_days"
FAST, NOT_REPEATED = "registration_fast", "survey_not_repeated"
State = Registration.State


@dataclass(frozen=True, slots=True)
class Papers:
    """What the window found of an application; None where it has not been looked up."""

    title_clear: bool | None
    materials_complete: bool | None
    usable_survey: bool | None
    shared_survey: bool | None


@contextmanager
def _at_window(
    user: User | None, registration: Registration, version: int | None, reason: str, *states: str
) -> Iterator[Registration]:
    """Give a registration that stands in one of these states to the people of its window."""
    with turn(user, registration, version, reason) as newest:
        refuse([*may_lead(user, newest.window), *in_state(newest, *states)])
        yield newest


def receive(
    user: User | None,
    project: Project,
    kind: str,
    subject: str,
    file_number: str = "",
    day: date | None = None,
) -> Registration:
    """Take in an application at the window, today or on a day before; its papers wait (S37).

    Raises ``ProblemError`` for a day that is still to come.
    """
    window = office(procedure(current_pack(), WINDOW).lead_office, project.jurisdiction_id)
    if window is None:
        raise ProblemError(problems.NO_OFFICE)
    refuse(may_lead(user, window))
    refuse([] if subject.strip() else [problems.NO_REASON])
    today = timezone.localdate()
    received_on = day or today
    refuse([problems.day_to_come(received_on)] if received_on > today else [])
    with changing(user, _("绿色通道收件")):
        return Registration.objects.create(
            project=project,
            jurisdiction=project.jurisdiction,
            kind=kind,
            subject=subject.strip()[:120],
            file_number=file_number.strip()[:60],
            window=window,
            officer=user,
            received_on=received_on,
        )


def take_up(
    user: User | None, registration: Registration, version: int | None, file_number: str
) -> Registration:
    """Receive the application for a facility that the works added (S40)."""
    with _at_window(user, registration, version, _("绿色通道收件"), State.PLANNED) as mine:
        mine.state, mine.received_on = State.RECEIVED, timezone.localdate()
        mine.file_number, mine.officer = file_number.strip()[:60], user
    return mine


def check_papers(
    user: User | None, registration: Registration, version: int | None, papers: Papers
) -> Registration:
    """Enter what was found of title, papers and surveys."""
    with _at_window(
        user, registration, version, _("核对权属和材料"), State.RECEIVED, State.RETURNED
    ) as mine:
        mine.title_clear, mine.materials_complete = papers.title_clear, papers.materials_complete
        mine.usable_survey, mine.shared_survey = papers.usable_survey, papers.shared_survey
    return mine


def send_back(
    user: User | None, registration: Registration, version: int | None, reason: str
) -> Registration:
    """Return an application and say what is lacking; nothing runs meanwhile."""
    with _at_window(
        user, registration, version, _("退回补正：%(reason)s") % {"reason": reason}, State.RECEIVED
    ) as mine:
        refuse([] if reason.strip() else [problems.NO_REASON])
        mine.state, mine.returned_for = State.RETURNED, reason.strip()
    return mine


def accept_registration(
    user: User | None, registration: Registration, version: int | None, at: datetime | None = None
) -> Registration:
    """Accept an application whose title is clear and papers complete: its day begins (S38, A08)."""
    pack, moment = current_pack(), at or timezone.now()
    with _at_window(
        user, registration, version, _("受理登记"), State.RECEIVED, State.RETURNED
    ) as mine:
        refuse([] if _says(pack, FAST, mine) is Verdict.YES else [problems.NOT_BOTH])
        days = parameter_value(pack, TERM, timezone.localdate(moment))
        accepted_on = timezone.localdate(moment)
        if accepted_on < mine.received_on:
            raise ProblemError(problems.day_before(accepted_on, mine.received_on))
        if isinstance(days, int):
            due = due_day(accepted_on, days, TermUnit.WORKING_DAYS, working_calendar())
            mine.due_at, mine.provisional = due_moment(due.day), due.provisional
        mine.state, mine.accepted_at = State.ACCEPTED, moment
    return mine


def order_survey(
    user: User | None, registration: Registration, version: int | None, reason: str
) -> Registration:
    """Order a survey where none can be used; a second one needs its reason (S39)."""
    with _at_window(user, registration, version, _("安排不动产测绘"), *Registration.OPEN) as mine:
        said = _says(current_pack(), NOT_REPEATED, mine)
        if said is Verdict.UNKNOWN:
            raise ProblemError(problems.SURVEY_NOT_LOOKED_UP)
        if said is Verdict.YES and not reason.strip():
            raise ProblemError(problems.SURVEY_EXISTS)
        mine.survey_ordered_on, mine.survey_reason = timezone.localdate(), reason.strip()
    return mine


def register(
    user: User | None,
    registration: Registration,
    version: int | None,
    certificate: str,
    breach_reason: str = "",
    at: datetime | None = None,
) -> Registration:
    """Finish a registration; one after its day needs the reason (S38)."""
    moment = at or timezone.now()
    with _at_window(user, registration, version, _("办结登记"), State.ACCEPTED) as mine:
        if mine.accepted_at and moment < mine.accepted_at:
            raise ProblemError(
                problems.day_before(
                    timezone.localdate(moment), timezone.localdate(mine.accepted_at)
                )
            )
        is_late = mine.due_at is not None and moment > mine.due_at
        if not certificate.strip() or (is_late and not breach_reason.strip()):
            raise ProblemError(problems.NO_REASON)
        mine.state, mine.registered_at = State.DONE, moment
        mine.certificate, mine.breach_reason = certificate.strip()[:80], breach_reason.strip()
        steps.close_about(user, mine, Outcome(mine.certificate))
    return mine


def register_facilities(user: User | None, case: Case, pack: Pack) -> list[Registration]:
    """Plan the registration of each facility that accepted works added (S40)."""
    window = office(procedure(pack, WINDOW).lead_office, case.jurisdiction_id)
    if window is None or case.scheme is None:
        return []
    works = {item.code: item for item in pack.works if item.work_class is WorkClass.ENHANCED}
    made = [
        Registration.objects.create(
            project=case.project,
            jurisdiction=case.jurisdiction,
            kind=Registration.Kind.FACILITY,
            subject=works[item.work].label.zh,
            window=window,
            state=State.PLANNED,
            received_on=timezone.localdate(),
        )
        for item in case.scheme.items.all()
        if item.work in works
    ]
    steps.open_steps(user, [_facility_step(each) for each in made])
    return made


def _facility_step(registration: Registration) -> NewStep:
    return NewStep(
        title=Text(
            f"增设服务设施登记：{registration.subject}",
            f"Register a new facility: {registration.subject}",
        ),
        lead=registration.window,
        subject=registration,
        label=str(registration.project),
        url=reverse("approvals:registration", args=[registration.pk]),
        jurisdiction=registration.jurisdiction,
        code="approvals.facility_registration",
        closes_in_room=True,
    )


def registration_facts(registration: Registration) -> dict[str, bool | None]:
    """Return what is known of an application as facts."""
    names = ("title_clear", "materials_complete", "usable_survey", "shared_survey")
    return {name: getattr(registration, name) for name in names}


def says(pack: Pack, rule: str, registration: Registration) -> Answer:
    """Return what a rule says of an application today."""
    return answer(pack, rule, registration_facts(registration), timezone.localdate())


def _says(pack: Pack, rule: str, registration: Registration) -> Verdict:
    return says(pack, rule, registration).verdict
