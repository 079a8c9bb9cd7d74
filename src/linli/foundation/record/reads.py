"""Questions about the record."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import timezone

from linli.foundation.people.models import Role, User
from linli.foundation.people.scope import scope_of
from linli.foundation.record.models import Entry, Event

READERS = frozenset({Role.AUDITOR})
CHANGE = "change"
"""The kind of an entry that is no event: a row was changed."""
_EVENTS = Event._meta.db_table


class Search(NamedTuple):
    """What entries are looked for; what is empty asks nothing.

    ``kind`` is ``CHANGE`` or one of ``Event.Kind``; days are Shanghai's, both counted in.
    """

    who: str = ""
    kind: str = ""
    table: str = ""
    row: str = ""
    since: date | None = None
    until: date | None = None
    text: str = ""


def may_read(user: User) -> bool:
    """Tell whether a user may read the record: the auditor alone."""
    return scope_of(user).has(*READERS)


def entries(user: User, search: Search) -> QuerySet[Entry]:
    """Return the entries that are looked for, newest first; none for others than the auditor."""
    if not may_read(user):
        return Entry.objects.none()
    found = Entry.objects.all()
    if search.who:
        tried = _rows(kind=Event.Kind.SIGN_IN_FAILED, about__startswith=f"{search.who} ")
        found = found.filter(Q(actor=search.who) | Q(table=_EVENTS, row__in=tried))
    if search.kind == CHANGE:
        found = found.exclude(table=_EVENTS)
    elif search.kind:
        found = found.filter(table=_EVENTS, row__in=_rows(kind=search.kind))
    if search.table:
        found = found.filter(table=search.table)
    if search.row:
        found = found.filter(row=search.row)
    if search.since:
        found = found.filter(at__gte=_midnight(search.since))
    if search.until:
        found = found.filter(at__lt=_midnight(search.until + timedelta(days=1)))
    if search.text:
        as_json = json.dumps(search.text, ensure_ascii=False)[1:-1]
        found = found.filter(
            Q(reason__icontains=search.text)
            | Q(before__icontains=as_json)
            | Q(after__icontains=as_json)
        )
    return found


def _rows(**asked: str) -> QuerySet[Event, Any]:
    """Return the identifiers of events as entries write them."""
    return Event.objects.filter(**asked).values(key=Cast("pk", CharField()))


def _midnight(day: date) -> str:
    """Return the beginning of a day as it compares with ``Entry.at``."""
    start = timezone.make_aware(datetime.combine(day, time()))
    return start.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
