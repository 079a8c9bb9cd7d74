"""Questions about the record."""

from __future__ import annotations

from django.db.models import QuerySet

from linli.foundation.people.models import Role, User
from linli.foundation.people.scope import scope_of
from linli.foundation.record.models import Entry

READERS = frozenset({Role.AUDITOR})


def may_read(user: User) -> bool:
    """Tell whether a user may read the record: the auditor alone."""
    return scope_of(user).has(*READERS)


def entries(user: User, table: str = "") -> QuerySet[Entry]:
    """Return the entries, newest first, of one table where it is named; none for others."""
    found = Entry.objects.all() if may_read(user) else Entry.objects.none()
    return found.filter(table=table) if table else found
