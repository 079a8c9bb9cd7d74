"""Who changes what, and why: every action wraps its writes in ``changing``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from django.db import connection, transaction

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Cause(NamedTuple):
    """The user name (empty: the system itself) and the reason of the changes under way."""

    actor: str
    reason: str


CAUSE: ContextVar[Cause] = ContextVar("cause", default=Cause("", ""))  # noqa: B039 - immutable


@contextmanager
def changing(user: User | None, reason: str) -> Iterator[None]:
    """Make all writes inside one transaction, recorded under a user and a reason."""
    outer = CAUSE.get()
    token = CAUSE.set(Cause(user.username if user else "", reason))
    try:
        with transaction.atomic():
            _tell_database(CAUSE.get())
            yield
            _tell_database(outer)
    finally:
        CAUSE.reset(token)


def _tell_database(cause: Cause) -> None:
    """Give PostgreSQL's triggers the cause; SQLite's ask for it themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('linli.actor', %s, true), set_config('linli.reason', %s, true)",
                [*cause],
            )
