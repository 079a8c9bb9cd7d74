"""Who changes what, and why: every action wraps its writes in ``changing``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Cause(NamedTuple):
    """The user name (empty: the system itself) and the reason of the changes under way."""

    actor: str
    reason: str


CAUSE: ContextVar[Cause] = ContextVar("cause", default=Cause("", ""))


@contextmanager
def changing(user: User | None, reason: str) -> Iterator[None]:
    """Make all writes inside one transaction, recorded under a user and a reason."""
    token = CAUSE.set(Cause(user.username if user else "", reason))
    try:
        with transaction.atomic():
            yield
    finally:
        CAUSE.reset(token)
