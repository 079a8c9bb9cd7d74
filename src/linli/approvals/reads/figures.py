"""How long cases take by step and office, and what the policy saved (for the assessment room)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, Sum

from linli.approvals.bridge import SCHEME
from linli.approvals.models import Case, Decision, Registration
from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack
from linli.foundation.people.models import Organisation

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
    spared = Decision.objects.filter(
        case__in=Case.objects.visible_to(user).filter(procedure=SCHEME), approved=True
    ).filter(case__state=Case.State.APPROVED)
    saved = spared.order_by().aggregate(
        projects=Count("pk"), saved_steps=Sum("saved_steps"), saved_days=Sum("saved_days")
    )
    done = Registration.objects.visible_to(user).filter(state=Registration.State.DONE)
    registered = done.order_by().aggregate(
        registered=Count("pk"), registered_late=Count("pk", filter=Q(registered_at__gt=F("due_at")))
    )
    sums = {name: number or 0 for name, number in (saved | registered).items()}
    return Figures(paces=tuple(_paces(user, pack)), **sums)


def _paces(user: User, pack: Pack) -> Iterator[Pace]:
    """Give the paces from how many cases took how many days, which the database counts."""
    decided = Case.objects.visible_to(user).filter(days_used__isnull=False)
    in_time = Q(ended_on__lte=F("due_on"))
    counts = (
        decided.order_by("procedure", "lead", "days_used")
        .values("procedure", "lead", "days_used")
        .annotate(cases=Count("pk"), dated=Count("due_on"), kept=Count("pk", filter=in_time))
    )
    groups = {key: list(rows) for key, rows in groupby(counts, itemgetter("procedure", "lead"))}
    labels = {step.code: step.label for step in pack.procedures}
    offices = Organisation.objects.in_bulk({lead for _code, lead in groups})
    for (code, lead), rows in groups.items():
        yield _pace(labels.get(code, Text(code, code)), offices[lead].name, rows)


def _pace(step: Text, office: str, rows: Sequence[Mapping[str, int]]) -> Pace:
    """Return a pace; ``rows`` tell of each number of days, the fewest first, how many took it."""
    took = [(row["days_used"], row["cases"]) for row in rows]
    dated = sum(row["dated"] for row in rows)
    return Pace(
        step=step,
        office=office,
        cases=sum(row["cases"] for row in rows),
        median=_quantile(took, HALF),
        slowest_tenth=_quantile(took, NINE_TENTHS),
        in_time=Fraction(sum(row["kept"] for row in rows), dated) if dated else None,
    )


def _quantile(took: Sequence[tuple[int, int]], share: Fraction) -> int:
    """Return the fewest days that at least a share of the cases do not exceed."""
    reached = list(accumulate(cases for _days, cases in took))
    return took[bisect_left(reached, share * reached[-1])][0]
