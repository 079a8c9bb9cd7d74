"""After a case is on its way: objections, newer packs, commitments and spot checks (S31)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.approvals import problems
from linli.approvals.actions.turn import in_state, may_apply, may_lead, turn
from linli.approvals.models import Case, Commitment, Objection, SpotCheck
from linli.core.kernel.problem import Problem, ProblemError, refuse
from linli.determination.models import PackVersion
from linli.foundation.files.actions import store_file
from linli.foundation.people.models import Organisation

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Case.State


def object_to(user: User | None, case: Case, organisation: Organisation, text: str) -> Objection:
    """Raise an objection to a case, as its applicant or an office that was asked."""
    with turn(user, case, None, _("提出异议")) as mine:
        asked = mine.opinions.filter(organisation=organisation).exists()
        if organisation.pk == mine.applicant_id:
            refuse(may_apply(user, mine.jurisdiction_id))
        else:
            refuse(may_lead(user, organisation) if asked else [problems.NOT_LEAD])
        refuse([] if text.strip() else [problems.NO_REASON])
        return mine.objections.create(
            organisation=organisation, text=text.strip(), raised_on=timezone.localdate()
        )


def answer_objection(user: User | None, objection: Objection, text: str) -> Objection:
    """Answer an objection, as the office that leads the case."""
    with turn(user, objection.case, None, _("答复异议")) as case:
        refuse(may_lead(user, case.lead))
        refuse([] if text.strip() else [problems.NO_REASON])
        mine = case.objections.select_for_update(of=("self",)).get(pk=objection.pk)
        refuse([problems.CASE_MOVED] if mine.answer else [])
        mine.answer, mine.answered_on = text.strip(), timezone.localdate()
        mine.save()
    return mine


def move_case(user: User | None, case: Case, to: PackVersion, version: int | None) -> Case:
    """Move an open case to another version of the pack, as its lead office decides one by one."""
    with turn(user, case, version, _("改按政策包 %(pack)s 办理") % {"pack": to}) as mine:
        refuse([*may_lead(user, mine.lead), *in_state(mine, *Case.OPEN)])
        mine.pack = to
    return mine


def may_commit(user: User | None, case: Case) -> list[Problem]:
    """Let a unit that broke no commitment sign one (S31)."""
    broken = Commitment.objects.filter(case__applicant=case.applicant).exclude(breached_on=None)
    found = [*may_apply(user, case.jurisdiction_id), *in_state(case, *Case.OPEN)]
    return [*found, problems.COMMITMENT_BARRED] if broken.exists() else found


def commit(user: User | None, case: Case, signed_on: date, name: str, content: bytes) -> Commitment:
    """Keep the signed letter with its case."""
    with turn(user, case, None, _("签署告知承诺书")) as mine:
        refuse(may_commit(user, mine))
        refuse([problems.day_to_come(signed_on)] if signed_on > timezone.localdate() else [])
        stored = store_file(content)
        kept, _new = Commitment.objects.update_or_create(
            case=mine,
            defaults={"signed_on": signed_on, "letter": stored, "letter_name": name[:200]},
        )
    return kept


def spot_check(
    user: User | None,
    commitment: Commitment,
    day: date,
    finding: str,
    *,
    breach: bool,
    consequence: str = "",
) -> SpotCheck:
    """Record a check of what was committed; a breach bars the unit from committing again."""
    with turn(user, commitment.case, None, _("核查承诺事项")) as case:
        refuse(may_lead(user, case.lead))
        if not finding.strip() or (breach and not consequence.strip()):
            raise ProblemError(problems.NO_REASON)
        if day < commitment.signed_on:
            raise ProblemError(problems.day_before(day, commitment.signed_on))
        check = SpotCheck.objects.create(
            commitment=commitment, day=day, finding=finding.strip(), breach=breach, made_by=user
        )
        if breach:
            Commitment.objects.filter(pk=commitment.pk).update(
                breached_on=day, consequence=consequence.strip()
            )
    return check
