"""Officers of the pack's offices, for tests of all rooms."""

from __future__ import annotations

from datetime import date

from linli.foundation.offices.finding import office
from linli.foundation.people.models import Appointment, Jurisdiction, Post, Role, User


def seated(
    name: str,
    office_code: str,
    area: Jurisdiction | None = None,
    role: Role = Role.DEPARTMENT_OFFICER,
) -> User:
    """Make a user who holds a post of an office, from 2021 on."""
    where = office(office_code, area.pk if area else None)
    post, _ = Post.objects.get_or_create(
        organisation=where, title=f"{name}经办", defaults={"role": role}
    )
    user: User = User.objects.create_user(name, display_name=f"{name}经办")
    Appointment.objects.create(user=user, post=post, since=date(2021, 1, 1))
    return user
