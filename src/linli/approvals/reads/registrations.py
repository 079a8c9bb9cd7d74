"""Registrations at the green channel: the list with its timers, and the breaches (S38)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils import timezone

from linli.approvals.models import Registration
from linli.approvals.reads.paging import KeyPage, newest

if TYPE_CHECKING:
    from linli.foundation.people.models import User

SOON = timedelta(hours=4)


def breaches() -> Q:
    """Keep what was registered after its moment, or is open beyond it."""
    late = Q(registered_at__gt=F("due_at"))
    return late | Q(registered_at=None, due_at__lt=timezone.now(), state="accepted")


def registration_list(user: User, asked: Mapping[str, str]) -> KeyPage[Registration]:
    """Return the newest registrations that a user may see: ``state``, ``before`` one."""
    rows = Registration.objects.visible_to(user)
    state = asked.get("state", "open")
    if state == "open":
        rows = rows.filter(state__in=Registration.OPEN)
    elif state == "breach":
        rows = rows.filter(breaches())
    elif state in Registration.State.values:
        rows = rows.filter(state=state)
    return newest(rows.select_related("project", "jurisdiction"), asked)


def light(registration: Registration) -> str:
    """Return late, soon or nothing by what is left of a registration's day."""
    if registration.due_at is None:
        return ""
    end = registration.registered_at or timezone.now()
    if end > registration.due_at:
        return "late"
    is_running = registration.registered_at is None
    return "soon" if is_running and registration.due_at - end < SOON else ""
