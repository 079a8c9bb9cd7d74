"""Whose post it is to plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from linli.core.kernel.problem import Problem
from linli.foundation.people.models import Role
from linli.foundation.people.scope import scope_of
from linli.plan import problems

if TYPE_CHECKING:
    from linli.foundation.people.models import User


def may_plan(user: User | None) -> list[Problem]:
    """Only the city's office plans; None is the operator."""
    return [] if user is None or scope_of(user).has(Role.CITY_OFFICE) else [problems.NOT_YOURS]
