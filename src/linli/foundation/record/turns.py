"""The turn of one person at a row that others change too: scoped, locked, as new as was shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeVar

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.record.context import changing

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class Versioned(Protocol):
    """A row whose ``version`` grows with every change."""

    pk: int
    version: int


Row = TypeVar("Row", bound=Versioned)


@contextmanager
def newest_of(
    user: User | None,
    row: Row,
    version: int | None,
    reason: str,
    moved_on: Callable[[Row], Problem],
) -> Iterator[Row]:
    """Give the newest state of a row, locked, to be changed under a user and a reason.

    ``version`` is what the page showed (None: whatever stands). Raises the model's
    ``DoesNotExist`` outside the user's scope, and ``ProblemError`` with what ``moved_on`` says of
    the newest state where somebody acted since the page was shown.
    """
    with changing(user, reason):
        manager = type(row).objects  # type: ignore[attr-defined] # every model's, with its scope
        rows = manager.visible_to(user) if user else manager.all()
        newest: Row = rows.select_for_update(of=("self",)).get(pk=row.pk)
        if version is not None and newest.version != version:
            raise ProblemError(moved_on(newest))
        yield newest
