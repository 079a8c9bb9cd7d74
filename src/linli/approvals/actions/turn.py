"""The turn of one person at a case or registration, and who may have one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from linli.approvals import problems
from linli.approvals.models import Case, Registration
from linli.core.kernel.problem import Problem
from linli.foundation.people.models import Organisation, Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.turns import newest_of
from linli.foundation.steps.hands import hands_of

if TYPE_CHECKING:
    from linli.foundation.people.models import User

Handled = TypeVar("Handled", Case, Registration)


@contextmanager
def turn(user: User | None, row: Handled, version: int | None, reason: str) -> Iterator[Handled]:
    """Give the newest state of a case or registration, locked; saved as a new version at the end.

    Raises ``DoesNotExist`` outside the user's scope, ``ProblemError`` where somebody acted since
    the page was shown (``version``; None: whatever stands).
    """
    with newest_of(user, row, version, reason, lambda _newest: problems.CASE_MOVED) as newest:
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


def in_state(row: Case | Registration, *states: str) -> list[Problem]:
    """Return a problem unless a case or registration stands in one of these states."""
    return [] if row.state in states else [problems.WRONG_STATE]
