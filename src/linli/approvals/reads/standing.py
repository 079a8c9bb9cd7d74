"""How far projects are in the approvals, and what is late there (S32-S38)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from linli.approvals.bridge import SCHEME
from linli.approvals.models import Case

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.foundation.people.models import User


def approved_projects(user: User, area: int | None = None) -> int:
    """Return how many projects have an approved scheme (S32)."""
    seen = Case.objects.visible_to(user).of_area(area).order_by()
    done = seen.filter(procedure=SCHEME, state=Case.State.APPROVED)
    return done.values("project").distinct().count()


def late_cases(user: User, today: date, area: int | None = None) -> QuerySet[Case]:
    """Return the open cases past their due day, the longest first."""
    seen = Case.objects.visible_to(user).of_area(area)
    late = seen.filter(state__in=Case.OPEN, due_on__lt=today)
    return late.select_related("project", "lead", "pack").order_by("due_on", "pk")
