"""The turn of one person at a case: found within the scope, locked, as new as the page showed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from linli.approvals import problems
from linli.approvals.models import Case
from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.people.models import Organisation, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.foundation.steps.hands import hands_of

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def refuse(found: Iterable[Problem]) -> None:
    """Raise what stands against an action, if anything does."""
    if stands := list(found):
        raise ProblemError(*stands)


@contextmanager
def turn(user: User | None, case: Case, version: int | None, reason: str) -> Iterator[Case]:
    """Give the newest state of a case, locked; saved as a new version when the turn ends.

    Raises ``Case.DoesNotExist`` outside the user's scope, ``ProblemError`` where somebody acted
    since the page was shown (``version``; None: whatever stands).
    """
    with changing(user, reason):
        rows = Case.objects.visible_to(user) if user else Case.objects.all()
        newest = rows.select_for_update(of=("self",)).get(pk=case.pk)
        if version is not None and newest.version != version:
            raise ProblemError(problems.CASE_MOVED)
        yield newest
        newest.version += 1
        newest.save()


def may_apply(user: User | None, jurisdiction_id: int) -> list[Problem]:
    """Only the project's own area, or the operator, applies (S63)."""
    if user is None:
        return []
    scope = scope_of(user)
    own = scope.has(Role.COUNTY_OFFICE) and jurisdiction_id in scope.jurisdictions
    return [] if own or scope.has(Role.CITY_OFFICE) else [problems.NOT_APPLICANT]


def may_lead(user: User | None, lead: Organisation) -> list[Problem]:
    """Only people of the lead office, their deputies, or the operator decide."""
    if user is None or lead.pk in hands_of(user).organisations:
        return []
    return [problems.NOT_LEAD]


def in_state(case: Case, *states: str) -> list[Problem]:
    """Return a problem unless a case stands in one of these states."""
    return [] if case.state in states else [problems.WRONG_STATE]
