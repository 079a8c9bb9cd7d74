"""Cases: the list, one of them whole, and those that a newer pack would change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from linli.approvals.bridge import procedure, project_facts
from linli.approvals.models import Case, Commitment, Decision, Opinion
from linli.approvals.reads.paging import newest
from linli.approvals.reads.splitting import Splitting, splitting
from linli.core.kernel.text import Text
from linli.core.policy.route import route
from linli.core.policy.schema import Pack, Procedure
from linli.determination.models import PackVersion
from linli.determination.reads import current_pack_version, pack_of
from linli.foundation.steps.hands import hands_of

if TYPE_CHECKING:
    from linli.foundation.people.models import User


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list; ``light`` is late, soon or empty."""

    case: Case
    step: Procedure
    light: str


@dataclass(frozen=True, slots=True)
class CaseList:
    """A page of cases, and where the next page begins (None: nowhere)."""

    rows: tuple[CaseRow, ...]
    more: int | None


def case_list(user: User, asked: Mapping[str, str]) -> CaseList:
    """Return the newest cases that a user may see: ``state``, ``procedure``, ``before`` a case."""
    rows = Case.objects.visible_to(user)
    today = timezone.localdate()
    state = asked.get("state", "open")
    if state == "open":
        rows = rows.filter(state__in=Case.OPEN)
    elif state == "late":
        rows = rows.filter(state__in=Case.OPEN, due_on__lt=today)
    elif state in Case.State.values:
        rows = rows.filter(state=state)
    if code := asked.get("procedure"):
        rows = rows.filter(procedure=code)
    related = rows.select_related("project", "jurisdiction", "lead").prefetch_related("pack")
    found = newest(related, asked)
    return CaseList(tuple(map(_row, found.rows)), found.more)


def _row(case: Case) -> CaseRow:
    step = procedure(pack_of(case.pack), case.procedure)
    today = timezone.localdate()
    light = ""
    if case.is_open and case.due_on:
        left = (case.due_on - today).days
        light = "late" if left < 0 else "soon" if left <= 1 else ""
    return CaseRow(case, step, light)


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case whole: what was handed in, who said what, what is left for this user to do."""

    case: Case
    step: Procedure
    pack: Pack
    citation: str
    opinions: tuple[Opinion, ...]
    mine: tuple[Opinion, ...]
    answered: tuple[Opinion, ...]
    decision: Decision | None
    commitment: Commitment | None
    leads: bool
    splitting: Splitting | None
    newer: PackVersion | None


def case_page(user: User, case: Case) -> CasePage:
    """Return what the page of a case shows a user."""
    hands = hands_of(user)
    pack = pack_of(case.pack)
    step = procedure(pack, case.procedure)
    opinions = tuple(case.opinions.select_related("organisation", "given_by"))
    latest = current_pack_version()
    return CasePage(
        case=case,
        step=step,
        pack=pack,
        citation=pack.citation(step.clause),
        opinions=opinions,
        mine=tuple(
            each
            for each in opinions
            if not each.stance and each.organisation_id in hands.organisations
        ),
        answered=tuple(
            each for each in opinions if each.stance and case.state == Case.State.ACCEPTED
        ),
        decision=Decision.objects.filter(case=case).first(),
        commitment=Commitment.objects.filter(case=case).first(),
        leads=case.lead_id in hands.organisations,
        splitting=splitting(pack, case),
        newer=latest if latest.pk != case.pack_id else None,
    )


@dataclass(frozen=True, slots=True)
class MovedCase:
    """An open case of an older pack, and what the newest one would change of it."""

    case: Case
    step: Procedure
    changes: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class MovedCases:
    """A page of such cases, and where the next page begins (None: nowhere)."""

    rows: tuple[MovedCase, ...]
    more: int | None


def moved_cases(user: User, asked: Mapping[str, str]) -> MovedCases:
    """Return the open cases of older packs, each with what the newest would change of it."""
    latest = current_pack_version()
    rows = Case.objects.visible_to(user).filter(state__in=Case.OPEN).exclude(pack=latest)
    related = rows.select_related("project", "jurisdiction", "lead").prefetch_related("pack")
    found = newest(related, asked)
    return MovedCases(tuple(_moved(case, latest) for case in found.rows), found.more)


def _moved(case: Case, latest: PackVersion) -> MovedCase:
    return MovedCase(case, procedure(pack_of(case.pack), case.procedure), _changes(case, latest))


def _changes(case: Case, latest: PackVersion) -> tuple[Text, ...]:
    old, new, today = pack_of(case.pack), pack_of(latest), timezone.localdate()
    codes = {step.code for step in new.procedures}
    if case.procedure not in codes:
        return (Text("新版政策包没有这一环节", "The newer pack has no such step"),)
    before, after = (
        route(pack, project_facts(pack, case.project), today).step(case.procedure)
        for pack in (old, new)
    )
    found = []
    if before.is_taken and not after.is_taken:
        found.append(Text("按新版不再需要办理", "No longer needed by the newer pack"))
    if before.days != after.days:
        found.append(
            Text(
                f"办理期限 {_days(before.days)} → {_days(after.days)}",
                f"Term {_days(before.days)} → {_days(after.days)}",
            )
        )
    if before.procedure.lead_office != after.procedure.lead_office:
        found.append(Text("牵头单位不同", "Another lead office"))
    if before.procedure.materials != after.procedure.materials:
        found.append(Text("材料不同", "Other papers"))
    if before.procedure.opinions != after.procedure.opinions:
        found.append(Text("征求意见的单位不同", "Other offices are asked"))
    return tuple(found)


def _days(days: int | None) -> str:
    return "—" if days is None else str(days)
