"""Jurisdiction scoping: every query of a room starts from ``visible_to`` (S10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from linli.foundation.people.models import Appointment, Role

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from linli.foundation.people.models import User

ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR})
"""三员: nobody holds two of these posts, and none of them shows programme data."""
WHOLE_CITY_ROLES = {Role.CITY_OFFICE, Role.DEPARTMENT_OFFICER}
TERRITORIAL_ROLES = {Role.COUNTY_OFFICE, Role.COMMUNITY}
PROGRAMME_ROLES = WHOLE_CITY_ROLES | TERRITORIAL_ROLES


@dataclass(frozen=True, slots=True)
class Scope:
    """What a user may see: the whole city, or jurisdictions and divisions by code."""

    roles: frozenset[str]
    whole_city: bool
    jurisdictions: frozenset[int]
    division_codes: frozenset[str]

    def has(self, *roles: str) -> bool:
        """Tell whether one of the roles is held today."""
        return bool(self.roles & set(roles))

    def covers(self, jurisdiction_id: int | None) -> bool:
        """Tell whether a whole jurisdiction lies within the scope."""
        return self.whole_city or jurisdiction_id in self.jurisdictions


NOBODY = Scope(frozenset(), whole_city=False, jurisdictions=frozenset(), division_codes=frozenset())


def scope_of(user: User | AnonymousUser, day: date | None = None) -> Scope:
    """Return the scope that a user's appointments give on a day (today by default).

    Asked once a request: the answer is kept on the user object.
    """
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    memo = vars(user)
    if day is None and "_scope_today" in memo:
        return memo["_scope_today"]  # type: ignore[no-any-return] # put there below
    scope = _scope_on(user, day or timezone.localdate())
    if day is None:
        memo["_scope_today"] = scope
    return scope


def _scope_on(user: User, day: date) -> Scope:
    held = Appointment.objects.held_on(day).filter(user=user)
    posts = list(
        held.values_list(
            "post__role",
            "post__organisation__jurisdiction_id",
            "post__organisation__division__code",
        )
    )
    return Scope(
        roles=frozenset(role for role, _, _ in posts),
        whole_city=any(role in WHOLE_CITY_ROLES for role, _, _ in posts),
        jurisdictions=frozenset(
            area for role, area, _ in posts if role == Role.COUNTY_OFFICE and area is not None
        ),
        division_codes=frozenset(
            code for role, _, code in posts if role == Role.COMMUNITY and code is not None
        ),
    )


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that belong to a jurisdiction; the model names the path in ``scope_path``.

    ``division_path`` (optional) leads to the division code for town and community posts;
    without it they see nothing of the model.
    """

    def of_area(self, area: int | None) -> Self:
        """Keep the rows of a jurisdiction, by its id; all where it is None."""
        path = getattr(self.model, "scope_path", "jurisdiction")
        return self if area is None else self.filter(**{path: area})

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep the rows that the user may see: none for people without a programme role."""
        scope = scope_of(user)
        if scope.whole_city:
            return self
        path = getattr(self.model, "scope_path", "jurisdiction")
        seen = Q(**{f"{path}__in": scope.jurisdictions}) if scope.jurisdictions else Q(pk__in=[])
        division_path = getattr(self.model, "division_path", None)
        if not division_path or not scope.division_codes:
            return self.filter(seen)
        for code in scope.division_codes:
            seen |= Q(**{f"{division_path}__startswith": code})
        return self.filter(pk__in=self.model._default_manager.filter(seen).values("pk"))
