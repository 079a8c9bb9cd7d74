"""Projects that may be one project cut in pieces (A06): shown to the reviewer, never decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from linli.approvals.bridge import APPROVED_TOTAL, SCHEME
from linli.approvals.models import Case, Decision
from linli.core.calendar.terms import TermUnit, add_term
from linli.core.calendar.working_days import WEEKENDS_ONLY
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack

CEILING, MONTHS = "preliminary_design_ceiling", "splitting_months"


@dataclass(frozen=True, slots=True)
class Splitting:
    """Neighbouring projects of one owner, approved within the months, that reach the ceiling."""

    others: tuple[Decision, ...]
    total: Decimal
    ceiling: Decimal
    months: int


def splitting(pack: Pack, case: Case) -> Splitting | None:
    """Return what a case looks like together with its neighbours; None where nothing is reached.

    Neighbours share a community; each alone stays below the ceiling, together they reach it.
    """
    today = timezone.localdate()
    ceiling, months = (
        parameter_value(pack, name, today) if name in pack.parameters else None
        for name in (CEILING, MONTHS)
    )
    own = _own_total(case)
    if not isinstance(ceiling, Decimal) or not isinstance(months, int) or own is None:
        return None
    others = _neighbours(case, add_term(today, -months, TermUnit.MONTHS, WEEKENDS_ONLY))
    others = tuple(each for each in others if _total(each) < ceiling)
    total = own + sum((_total(each) for each in others), Decimal(0))
    if own >= ceiling or not others or total < ceiling:
        return None
    return Splitting(others, total, ceiling, months)


def _own_total(case: Case) -> Decimal | None:
    """Return the approved total of a case, or that of the scheme which asks for approval."""
    if case.procedure != SCHEME or case.scheme is None:
        found = case.project.facts.get(APPROVED_TOTAL)
        return Decimal(str(found)) if found else None
    decided = Decision.objects.filter(case=case).first()
    return _total(decided) if decided and decided.approved else case.scheme.total


def _neighbours(case: Case, since: date) -> tuple[Decision, ...]:
    communities = case.project.compounds.exclude(division=None).values("division")
    found = Decision.objects.filter(
        approved=True,
        case__procedure=SCHEME,
        case__state=Case.State.APPROVED,
        case__applicant=case.applicant,
        case__project__compounds__division__in=communities,
        day__gte=since,
    ).exclude(case__project=case.project)
    return tuple(found.distinct().select_related("case__project"))


def _total(decision: Decision) -> Decimal:
    return decision.approved_total or Decimal(0)
