"""Filters that people keep under a name; each sees only the own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import QueryDict

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.registry.models import SavedFilter
from linli.registry.selection import read_selection

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from linli.foundation.people.models import User

LONGEST_NAME = 60
MOST = 50


def saved_filters(user: User) -> QuerySet[SavedFilter]:
    """Return a user's own filters by name."""
    return SavedFilter.objects.filter(user=user)


def save_filter(user: User, name: str, query: str) -> SavedFilter:
    """Keep a selection's query under a name; the same name again replaces it.

    Raises ``ProblemError`` at ``name`` where it is blank or too long, or there are too many.
    """
    name = name.strip()
    if not 0 < len(name) <= LONGEST_NAME:
        raise ProblemError(_bad_name())
    own = saved_filters(user)
    if own.exclude(name=name).count() >= MOST:
        raise ProblemError(_too_many())
    tidy = read_selection(QueryDict(query)).query()
    kept, _is_new = SavedFilter.objects.update_or_create(
        user=user, name=name, defaults={"query": tidy}
    )
    return kept


def forget_filter(user: User, number: int) -> None:
    """Delete a filter; raises ``SavedFilter.DoesNotExist`` for one of somebody else."""
    saved_filters(user).get(pk=number).delete()


def _bad_name() -> Problem:
    return Problem(
        "filter-name",
        Text(
            f"筛选名称应为 1 到 {LONGEST_NAME} 个字。",
            f"A filter's name has 1 to {LONGEST_NAME} characters.",
        ),
        Text("请填写名称后再保存。", "Enter a name and save again."),
        Place(key="name"),
    )


def _too_many() -> Problem:
    return Problem(
        "filter-too-many-saved",
        Text(f"已保存的筛选达到 {MOST} 个。", f"There are {MOST} saved filters."),
        Text("请先删除不用的筛选。", "Delete some first."),
        Place(key="name"),
    )
