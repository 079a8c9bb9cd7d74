"""Changes of the reserve: fill it, check what would enter, leave for a plan, bundle (S14)."""

from linli.reserve.actions.movements import leave_for_plan, may_return_from_plan, return_from_plan
from linli.reserve.actions.refreshing import may_refresh, refresh_reserve

__all__ = [
    "leave_for_plan",
    "may_refresh",
    "may_return_from_plan",
    "refresh_reserve",
    "return_from_plan",
]
