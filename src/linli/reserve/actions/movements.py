"""What happened to a project on its way through the reserve, and its leaving for a plan (S14)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.foundation.record.context import changing
from linli.reserve.desks import tell_areas
from linli.reserve.models import Candidate, Movement, Project

if TYPE_CHECKING:
    from linli.foundation.people.models import User

BATCH = 500
State, Kind = Candidate.State, Movement.Kind


class Step(NamedTuple):
    """A candidate in its new state, and what happened to it."""

    candidate: Candidate
    kind: Movement.Kind


def write_steps(steps: Iterable[Step], user: User | None, day: date, reason: str) -> None:
    """Write down what happened; the state is the candidate's as it now stands.

    What became ready, but for what comes back from a plan, is told to the desks of its area.
    """
    told = list(steps)
    Movement.objects.bulk_create(
        (
            Movement(
                candidate=step.candidate,
                kind=step.kind,
                state=step.candidate.state,
                day=day,
                reason=reason[:200],
                made_by=user,
            )
            for step in told
        ),
        BATCH,
    )
    became_ready = [
        step.candidate
        for step in told
        if step.kind in {Kind.ENTERED, Kind.READY} and step.candidate.state == State.READY
    ]
    if became_ready:
        tell_areas(became_ready, day, user)


def leave_for_plan(projects: Iterable[Project], user: User | None, day: date, plan: str) -> None:
    """Mark projects as planned, each with a line that names the plan; planned ones stay as is.

    The plan's own action decides who may; call it inside ``changing``.
    """
    waiting = Candidate.objects.filter(project__in=list(projects)).exclude(state=State.PLANNED)
    leaving = list(waiting)
    for candidate in leaving:
        candidate.state = State.PLANNED
    _store(leaving, Kind.PLANNED, user, day, plan)


def may_return_from_plan(project: Project) -> list[Problem]:
    """Return what stands against a project's way back: it is not planned."""
    if project.candidate.state == State.PLANNED:
        return []
    return [
        Problem(
            "reserve-not-planned",
            Text(f"“{project}”不在年度计划中。", f"{project} is not planned."),
            Text("请刷新页面后重试。", "Reload the page and try again."),
        )
    ]


def return_from_plan(projects: Iterable[Project], user: User | None, day: date, why: str) -> None:
    """Put planned projects back to what their lacks leave them: ready, or lacking.

    Raises ``ProblemError`` where one is not planned.
    """
    found = list(projects)
    if problems := [problem for each in found for problem in may_return_from_plan(each)]:
        raise ProblemError(*problems)
    with changing(user, why or _("退出年度计划")):
        back = [each.candidate for each in found]
        for candidate in back:
            candidate.state = State.LACKING if candidate.lacks else State.READY
        _store(back, Kind.UNPLANNED, user, day, why)


def _store(
    candidates: Sequence[Candidate], kind: Movement.Kind, user: User | None, day: date, why: str
) -> None:
    Candidate.objects.bulk_update(candidates, ["state"], BATCH)
    write_steps([Step(candidate, kind) for candidate in candidates], user, day, why)
