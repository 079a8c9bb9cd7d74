"""Questions of the desk: what waits for an officer, sorted by when it is due."""

from __future__ import annotations

from calendar import Calendar as Weeks
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q, QuerySet

from linli.core.calendar.working_days import SATURDAY, Calendar
from linli.foundation.steps.hands import hands_of
from linli.foundation.steps.models import Cooperation, Step

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State = Step.State


SHOWN = 15
"""How many of a pile the desk shows; the list of all steps has the rest."""


@dataclass
class Desk:
    """The first steps of each pile, the most urgent first, and how many each pile has.

    ``requests`` are those of other offices to one's own to help.
    """

    overdue: list[Step] = field(default_factory=list)
    today: list[Step] = field(default_factory=list)
    coming: list[Step] = field(default_factory=list)
    undated: list[Step] = field(default_factory=list)
    waiting: list[Step] = field(default_factory=list)
    requests: list[Cooperation] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing waits."""
        return not any(self.counts.values())


def desk_of(user: User, today: date) -> Desk:
    """Return what waits for a user: as officer, as deputy, and what nobody of the office took."""
    mine, asked, piles = held_by(user), requests_to(user), _piles(today)
    counts: dict[str, int] = mine.order_by().aggregate(
        **{name: Count("pk", filter=pile) for name, pile in piles.items()}
    )
    return Desk(
        **{name: list(mine.filter(pile)[:SHOWN]) for name, pile in piles.items() if counts[name]},
        requests=list(asked[:SHOWN]),
        counts={**counts, "requests": asked.order_by().count()},
    )


def _piles(today: date) -> dict[str, Q]:
    """Return what lies on each pile; every unfinished step lies on one."""
    runs = Q(state=State.OPEN, stopped_on=None)
    return {
        "overdue": runs & Q(due_on__lt=today),
        "today": runs & Q(due_on=today),
        "coming": runs & Q(due_on__gt=today),
        "undated": runs & Q(due_on=None),
        "waiting": ~Q(state=State.OPEN) | Q(stopped_on__isnull=False),
    }


def held_by(user: User) -> QuerySet[Step]:
    """Return the unfinished steps that a user may act on."""
    hands = hands_of(user)
    mine = Q(assignee__in=hands.people) | Q(assignee=None, lead__in=hands.organisations)
    return Step.objects.unfinished().filter(mine).select_related("lead", "assignee", "jurisdiction")


def requests_to(user: User) -> QuerySet[Cooperation]:
    """Return the requests to help that wait for one's own offices."""
    return Cooperation.objects.filter(
        state=Cooperation.State.WAITING, organisation__in=hands_of(user).organisations
    ).select_related("step__lead", "organisation")


class Listed(NamedTuple):
    """What a list of steps is narrowed to; empty values leave it wide."""

    state: str = ""
    late: bool = False
    supervised: bool = False
    office: int | None = None
    area: int | None = None
    text: str = ""


def listed(user: User, asked: Listed, today: date) -> QuerySet[Step]:
    """Return the steps that a user may see, narrowed, the most urgent first."""
    found: QuerySet[Step] = Step.objects.visible_to(user).select_related(
        "lead", "assignee", "jurisdiction"
    )
    if asked.state:
        found = found.filter(state=asked.state)
    if asked.late:
        found = found.filter(state__in=Step.UNFINISHED, due_on__lt=today)
    if asked.supervised:
        found = found.exclude(supervised_on=None)
    if asked.office:
        found = found.filter(lead=asked.office)
    if asked.area:
        found = found.filter(jurisdiction=asked.area)
    if asked.text:
        words = Q(title__icontains=asked.text) | Q(subject_label__icontains=asked.text)
        found = found.filter(words)
    return found


class Day(NamedTuple):
    """A day of a month's page: what is due, and whether offices work."""

    day: date
    in_month: bool
    is_today: bool
    is_off: bool
    steps: list[Step]


def month_of(user: User, first: date, today: date, calendar: Calendar) -> list[list[Day]]:
    """Return the weeks of a month with the steps that are due to be done by a user."""
    weeks = Weeks().monthdatescalendar(first.year, first.month)
    found: dict[date, list[Step]] = {}
    for step in held_by(user).filter(due_on__range=(weeks[0][0], weeks[-1][-1])):
        found.setdefault(step.due_on or first, []).append(step)
    return [
        [
            Day(
                day,
                day.month == first.month,
                day == today,
                not calendar.is_working_day(day)
                if day <= calendar.covered_until
                else day.weekday() >= SATURDAY,
                found.get(day, []),
            )
            for day in week
        ]
        for week in weeks
    ]


def next_month(first: date, by: int) -> date:
    """Return the first day of the month after (1) or before (-1)."""
    return (first + timedelta(days=31 if by > 0 else -1)).replace(day=1)
