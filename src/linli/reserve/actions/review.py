"""A county applies for a project's entry, the city's office checks (S14)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.people.models import Role
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.reserve import problems
from linli.reserve.actions.movements import Step, write_steps
from linli.reserve.actions.refreshing import needs_check, state_of
from linli.reserve.joining import lacks_review
from linli.reserve.models import Candidate, Movement

if TYPE_CHECKING:
    from linli.foundation.people.models import User

State, Review, Kind = Candidate.State, Candidate.Review, Movement.Kind


def may_apply(user: User | None, candidate: Candidate) -> list[Problem]:
    """Return what stands against applying for a project's entry."""
    found = problems.not_theirs(user, candidate.project.jurisdiction_id)
    if candidate.state == State.WITHDRAWN:
        found.append(problems.WITHDRAWN)
    if candidate.review in {Review.APPLIED, Review.PASSED}:
        found.append(problems.APPLIED_ALREADY)
    return found


def apply_for_entry(user: User | None, candidate: Candidate, reason: str, day: date) -> None:
    """Ask the city's office to check a project. Raises ``ProblemError`` as ``may_apply`` says."""
    with changing(user, reason or _("申请入库")):
        locked = _locked(candidate)
        if found := may_apply(user, locked) + problems.reason_needed(reason):
            raise ProblemError(*found)
        _review(locked, Review.APPLIED, Kind.APPLIED, user, day, reason)


def may_check(user: User | None, candidate: Candidate) -> list[Problem]:
    """Return what stands against checking an application."""
    is_city = user is None or scope_of(user).has(Role.CITY_OFFICE)
    found = [] if is_city else [problems.NOT_THE_CITY]
    if candidate.review != Review.APPLIED:
        found.append(problems.NOT_APPLIED)
    return found


def check_entry(
    user: User | None, candidate: Candidate, reason: str, day: date, *, passed: bool
) -> None:
    """Pass an application or send it back: then the project lacks until it passes.

    Raises ``ProblemError`` as ``may_check`` says, and without a reason.
    """
    with changing(user, reason or _("入库审核")):
        locked = _locked(candidate)
        if found := may_check(user, locked) + problems.reason_needed(reason):
            raise ProblemError(*found)
        outcome = (Review.PASSED, Kind.PASSED) if passed else (Review.RETURNED, Kind.RETURNED)
        _review(locked, *outcome, user, day, reason)


def _locked(candidate: Candidate) -> Candidate:
    related = Candidate.objects.select_related("project", "determination__pack")
    locked: Candidate = related.select_for_update(of=("self",)).get(pk=candidate.pk)
    return locked


def _review(
    candidate: Candidate,
    review: Candidate.Review,
    kind: Movement.Kind,
    user: User | None,
    day: date,
    reason: str,
) -> None:
    """Store what became of an application, and what the project lacks by it."""
    required = needs_check(candidate.determination)
    others = [lack for lack in candidate.lacks if "review" not in lack]
    candidate.review = review
    candidate.lacks = [*others, *lacks_review(review, required=required)]
    if candidate.state != State.PLANNED:
        candidate.state = state_of(candidate.lacks)
    candidate.save(update_fields=["review", "lacks", "state"])
    write_steps([Step(candidate, kind)], user, day, reason)
