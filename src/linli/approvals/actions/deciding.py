"""What the lead office does with a case: return, accept, decide (S31-S36)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.approvals import problems
from linli.approvals.actions.facts import write_facts
from linli.approvals.actions.registering import register_facilities
from linli.approvals.actions.steps import (
    CHECK,
    DECIDE,
    OPINION,
    ask_office,
    close_part,
    end_steps,
    send_back,
    steps_of,
)
from linli.approvals.actions.turn import in_state, may_lead, turn
from linli.approvals.bridge import (
    ACCEPTANCE,
    APPROVED,
    APPROVED_TOTAL,
    COMMITMENT,
    SCHEME,
    covered_by,
    procedure,
    project_facts,
    routes,
)
from linli.approvals.letters import reply
from linli.approvals.models import Case, Commitment, Decision, Opinion
from linli.core.kernel.problem import Problem, ProblemError, refuse
from linli.core.policy.evaluate import parameter_value
from linli.determination.reads import pack_of
from linli.foundation.calendar_admin.reads import working_calendar
from linli.foundation.files.actions import store_file
from linli.foundation.offices.finding import office
from linli.foundation.steps import actions as steps

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Case.State


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is decided: with the document's number, its day and, of a scheme, the approved total."""

    approved: bool
    organ: str
    serial: int
    day: date
    text: str = ""
    total: Decimal | None = None


def return_case(user: User | None, case: Case, version: int | None, reason: str) -> Case:
    """Send a case back for completion; the clock stands still until it comes again."""
    with turn(user, case, version, _("退回补正：%(reason)s") % {"reason": reason}) as mine:
        refuse(
            [*may_lead(user, mine.lead), *in_state(mine, State.SUBMITTED, State.ACCEPTED)]
            + ([] if reason.strip() else [problems.NO_REASON])
        )
        mine.state = State.RETURNED
        send_back(user, mine, reason)
    return mine


def accept(user: User | None, case: Case, version: int | None) -> Case:
    """Accept complete papers: the clock starts, and all offices are asked side by side."""
    with turn(user, case, version, _("受理")) as mine:
        refuse([*may_lead(user, mine.lead), *in_state(mine, State.SUBMITTED)])
        pack, today = pack_of(mine.pack), timezone.localdate()
        step = procedure(pack, mine.procedure)
        days = parameter_value(pack, step.days, today) if step.days else None
        checked = close_part(user, mine, CHECK, _("材料齐全，受理。"))
        term = days if isinstance(days, int) else None
        decide = ask_office(user, mine, DECIDE, mine.lead, term, follows=checked)
        for name in step.opinions:
            _ask_opinion(user, mine, name, term)
        mine.state, mine.accepted_on = State.ACCEPTED, today
        mine.due_on, mine.provisional = decide.due_on, decide.provisional
    return mine


def _ask_opinion(user: User | None, case: Case, name: str, term: int | None) -> None:
    asked = office(name, case.jurisdiction_id)
    if asked is None:
        raise ProblemError(problems.NO_OFFICE)
    step = ask_office(user, case, OPINION, asked, term)
    Opinion.objects.create(case=case, organisation=asked, step=step)


def give_opinion(user: User | None, opinion: Opinion, stance: str, text: str) -> Opinion:
    """Say what an office that was asked thinks of a case; once."""
    with turn(user, opinion.case, None, _("提出意见")) as case:
        mine = Opinion.objects.select_for_update(of=("self",)).get(pk=opinion.pk)
        refuse([*may_lead(user, mine.organisation), *in_state(case, State.ACCEPTED)])
        refuse([problems.CASE_MOVED] if mine.stance else [])
        if stance != Opinion.Stance.AGREE and not text.strip():
            raise ProblemError(problems.NO_REASON)
        mine.stance, mine.text = stance, text
        mine.given_by, mine.given_at = user, timezone.now()
        mine.save()
        said = f"{mine.get_stance_display()} {text}".strip()
        if not mine.step.is_finished:  # the city's office may have withdrawn it
            steps.close(user, mine.step, None, steps.Outcome(note=said), in_room=True)
    return mine


def ask_again(
    user: User | None, case: Case, opinion: Opinion, version: int | None, reason: str
) -> Opinion:
    """Return a case under review to one office that was asked: it gives its opinion anew."""
    with turn(user, case, version, _("退回重提意见：%(reason)s") % {"reason": reason}) as mine:
        refuse([*may_lead(user, mine.lead), *in_state(mine, State.ACCEPTED)])
        given = mine.opinions.select_for_update(of=("self",)).get(pk=opinion.pk)
        refuse([] if reason.strip() and given.stance else [problems.NO_REASON])
        given.step = ask_office(
            user, mine, OPINION, given.organisation, follows=given.step, reason=reason
        )
        given.stance, given.text, given.given_by, given.given_at = "", "", None, None
        given.save()
    return given


def may_decide(user: User | None, case: Case, ruling: Ruling) -> list[Problem]:
    """Return everything that stands against a decision: whose it is, its order, its figures."""
    found = [*may_lead(user, case.lead), *in_state(case, State.ACCEPTED)]
    if case.opinions.filter(stance="").exists():
        found.append(problems.OPINIONS_OPEN)
    if case.accepted_on and ruling.day < case.accepted_on:
        found.append(problems.day_before(ruling.day, case.accepted_on))
    if ruling.day > timezone.localdate():
        found.append(problems.day_to_come(ruling.day))
    if case.procedure == SCHEME and ruling.approved and ruling.total is None:
        found.append(problems.NO_TOTAL)
    if case.procedure == COMMITMENT and ruling.approved and not _is_signed(case):
        found.append(problems.NO_LETTER)
    if not ruling.approved and not ruling.text.strip():
        found.append(problems.NO_REASON)
    return found


def _is_signed(case: Case) -> bool:
    return Commitment.objects.filter(case=case).exists()


def decide(user: User | None, case: Case, version: int | None, ruling: Ruling) -> Decision:
    """Decide a case once, with its reply document; of two who decide at once one is told."""
    with turn(user, case, version, _("作出决定")) as mine:
        refuse(may_decide(user, mine, ruling))
        decision = _decision(user, mine, ruling)
        close_part(user, mine, DECIDE, f"{decision.number} {ruling.text}".strip())
        end_steps(mine, _("已作出决定。"))
        mine.state = State.APPROVED if ruling.approved else State.REFUSED
        mine.ended_on = ruling.day
        mine.days_used = _days_used(mine, ruling.day)
        if ruling.approved:
            _replace_earlier(mine)
        if ruling.approved and mine.procedure == ACCEPTANCE:
            register_facilities(user, mine, pack_of(mine.pack))
    return decision


def _decision(user: User | None, case: Case, ruling: Ruling) -> Decision:
    """Store a decision with what it covers and what the project's route has become."""
    pack = pack_of(case.pack)
    way, _whole = routes(pack, project_facts(pack, case.project), ruling.day)
    reopened: tuple[str, ...] = ()
    covers = covered_by(way, case.procedure)
    if case.procedure == SCHEME and ruling.approved:
        values = {APPROVED_TOTAL: ruling.total, APPROVED: True}
        had_total = case.project.facts.get(APPROVED_TOTAL) is not None
        change = write_facts(pack, case.project, values)
        reopened = change.now_taken if had_total else ()
    after, whole = routes(pack, project_facts(pack, case.project), ruling.day)
    decision = Decision(
        case=case,
        approved=ruling.approved,
        organ=ruling.organ.strip(),
        year=ruling.day.year,
        serial=ruling.serial,
        day=ruling.day,
        text=ruling.text.strip(),
        approved_total=ruling.total if ruling.approved else None,
        covers=covers if ruling.approved else [],
        reopened=list(reopened),
        saved_steps=max(0, len(whole.taken) - len(after.taken)),
        saved_days=max(0, whole.days - after.days),
        decided_by=user,
    )
    decision.document = store_file(reply(pack, decision))
    try:
        with transaction.atomic():
            decision.save()
    except IntegrityError as error:
        raise ProblemError(problems.number_taken(decision.number)) from error
    return decision


def _days_used(case: Case, day: date) -> int:
    """Return the working days from acceptance to a day, without those on which the clock stood."""
    calendar = working_calendar()
    used = calendar.working_days_between(case.accepted_on or day, day)
    for step in steps_of(case).filter(code__endswith=f".{DECIDE}"):
        used -= sum(
            calendar.working_days_between(pause.stopped, pause.went_on)
            for pause in step.pauses.all()
            if pause.went_on
        )
    return max(0, used)


def _replace_earlier(case: Case) -> None:
    """Let a new approval take the place of the same step's earlier one."""
    earlier = Case.objects.filter(
        project=case.project, procedure=case.procedure, state=State.APPROVED
    )
    earlier.exclude(pk=case.pk).update(state=State.REPLACED)


def next_serial(organ: str, year: int) -> int:
    """Return the serial after the highest of an organ's year."""
    newest = Decision.objects.filter(organ=organ, year=year).order_by("-serial").first()
    return newest.serial + 1 if newest else 1
