"""The calendar feed: a private address that can be revoked, and what it gives (iCalendar)."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event

from linli.foundation.desk.models import CalendarFeed
from linli.foundation.people.models import User
from linli.foundation.steps.models import Step

USE_NOTED_EVERY = timedelta(minutes=5)


def make_feed(user: User) -> str:
    """Make one's feed anew and return its token this once; the feeds before end."""
    revoke_feeds(user)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=user, digest=_digest(token))
    return token


def revoke_feeds(user: User) -> None:
    """End one's feeds."""
    CalendarFeed.objects.filter(user=user, revoked_at=None).update(revoked_at=timezone.now())


def user_of_feed(token: str) -> User | None:
    """Return the active user whose feed a token opens; None for a wrong or revoked one."""
    valid = CalendarFeed.objects.filter(revoked_at=None, user__is_active=True)
    found = valid.select_related("user").filter(digest=_digest(token)).first()
    if found is None:
        return None
    now = timezone.now()
    if found.used_at is None or found.used_at < now - USE_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=found.pk).update(used_at=now)
    return found.user


def calendar_of(steps: Iterable[Step]) -> bytes:
    """Return the due days of steps as an iCalendar, whole days with a reminder the day before.

    A step keeps its identity, so that a due day that moves moves in the program too.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Linli//desk//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("邻里待办"))
    for step in steps:
        if step.due_on:
            calendar.add_component(_event(step))
    content: bytes = calendar.to_ical()
    return content


def _event(step: Step) -> Event:
    event = Event()
    event.add("uid", f"step-{step.pk}@linli")
    event.add("sequence", step.version)
    event.add("dtstamp", timezone.now())
    event.add("dtstart", step.due_on)
    event.add("dtend", (step.due_on or timezone.localdate()) + timedelta(days=1))
    event.add("summary", f"{step.title}{_('（暂定）') if step.provisional else ''}")
    event.add("description", "\n".join(filter(None, (step.subject_label, str(step.lead)))))
    event.add("url", f"{settings.PUBLIC_URL}/desk/steps/{step.pk}/")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", step.title)
    alarm.add("trigger", timedelta(days=-1))
    event.add_component(alarm)
    return event


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
