"""Whose desk a person works at: own organisations, and officers for whom one is the deputy."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from linli.foundation.people.models import Appointment, Role, User
from linli.foundation.people.scope import scope_of
from linli.foundation.steps.models.deputies import Delegation

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

ACTING = frozenset(
    {Role.CITY_OFFICE, Role.COUNTY_OFFICE, Role.COMMUNITY, Role.DEPARTMENT_OFFICER, Role.UTILITY}
)
"""Roles whose holders act on steps; auditors look on, administrators run the system."""


class Hands(NamedTuple):
    """Organisations for which a person acts today, and people: oneself and those who are away."""

    organisations: frozenset[int]
    people: frozenset[int]
    is_city_office: bool


def hands_of(user: User | AnonymousUser) -> Hands:
    """Return for whom a person acts today; asked once a request, the answer stays on the user."""
    if not isinstance(user, User) or not user.is_active:
        return Hands(frozenset(), frozenset(), is_city_office=False)
    memo = vars(user)
    if "_hands_today" not in memo:
        today = timezone.localdate()
        posts = held(today).filter(user=user)
        away = Delegation.objects.filter(
            deputy=user, since__lte=today, until__gte=today, ended_at=None
        )
        memo["_hands_today"] = Hands(
            frozenset(posts.values_list("post__organisation_id", flat=True)),
            frozenset({user.pk, *away.values_list("user_id", flat=True)}),
            is_city_office=scope_of(user).has(Role.CITY_OFFICE),
        )
    return memo["_hands_today"]  # type: ignore[no-any-return] # put there above


def held(day: date) -> QuerySet[Appointment]:
    """Return the appointments to acting posts that hold on a day, of active accounts."""
    return Appointment.objects.held_on(day).filter(user__is_active=True, post__role__in=ACTING)


def holders(organisation_ids: set[int]) -> dict[int, set[int]]:
    """Return the ids of the users who act for each organisation today."""
    found: dict[int, set[int]] = {pk: set() for pk in organisation_ids}
    pairs = held(timezone.localdate()).filter(post__organisation__in=organisation_ids)
    for organisation, user in pairs.values_list("post__organisation_id", "user_id"):
        found[organisation].add(user)
    return found


def with_deputies(users: Iterable[int]) -> set[int]:
    """Return people with those who act for them while they are away today."""
    people, today = set(users), timezone.localdate()
    away = Delegation.objects.filter(
        user__in=people, since__lte=today, until__gte=today, ended_at=None
    )
    return people | set(away.values_list("deputy_id", flat=True))
