"""How long cases take by step and office, and what the policy saved (for the assessment room)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from django.db.models import Sum

from linli.approvals.bridge import SCHEME
from linli.approvals.models import Case, Decision, Registration
from linli.approvals.reads.registrations import breaches
from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack

if TYPE_CHECKING:
    from linli.foundation.people.models import User

NINE_TENTHS = Fraction(9, 10)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Pace:
    """Working days of a step at an office: median and nine tenths of the cases decided.

    ``in_time`` is the share decided by their due day, None where no case had one.
    """

    step: Text
    office: str
    cases: int
    median: int
    slowest_tenth: int
    in_time: Fraction | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of all that a user may see."""

    paces: tuple[Pace, ...]
    projects: int
    saved_steps: int
    saved_days: int
    registered: int
    registered_late: int


def figures(user: User, pack: Pack) -> Figures:
    """Return pace by step and office, and what the policy spared the approved projects."""
    decided = Case.objects.visible_to(user).exclude(days_used=None)
    rows = decided.values_list("procedure", "lead__name", "days_used", "due_on", "ended_on")
    groups: dict[tuple[str, str], list[tuple[int, bool | None]]] = defaultdict(list)
    for code, lead, days, due, ended in rows:
        groups[code, lead].append((days, None if due is None else ended <= due))
    labels = {step.code: step.label for step in pack.procedures}
    spared = Decision.objects.filter(
        case__in=Case.objects.visible_to(user).filter(procedure=SCHEME), approved=True
    ).filter(case__state=Case.State.APPROVED)
    sums = spared.aggregate(steps=Sum("saved_steps"), days=Sum("saved_days"))
    done = Registration.objects.visible_to(user).filter(state=Registration.State.DONE)
    return Figures(
        paces=tuple(
            _pace(labels.get(code, Text(code, code)), lead, found)
            for (code, lead), found in sorted(groups.items())
        ),
        projects=spared.count(),
        saved_steps=sums["steps"] or 0,
        saved_days=sums["days"] or 0,
        registered=done.count(),
        registered_late=done.filter(breaches()).count(),
    )


def _pace(step: Text, lead: str, found: Sequence[tuple[int, bool | None]]) -> Pace:
    days = sorted(used for used, _kept in found)
    kept = [each for _used, each in found if each is not None]
    return Pace(
        step=step,
        office=lead,
        cases=len(days),
        median=quantile(days, HALF),
        slowest_tenth=quantile(days, NINE_TENTHS),
        in_time=Fraction(sum(kept), len(kept)) if kept else None,
    )


def quantile(ordered: Sequence[int], share: Fraction) -> int:
    """Return the smallest value that at least a share of the values do not exceed."""
    return ordered[max(0, ceil(share * len(ordered)) - 1)]
