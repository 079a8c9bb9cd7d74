"""Invented plans of funds for the demo's projects, so that the figures show who pays (S14, S68)."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from django.db.transaction import atomic

from linli.core.kernel.money import CENT
from linli.plan.models import Choice
from linli.reserve.actions.funds import FundsPlan, plan_funds
from linli.reserve.models import Candidate
from linli.reserve.money import ZERO

PARTS = {
    "central_subsidy": 30,
    "regional_subsidy": 12,
    "city_budget": 10,
    "county_budget": 18,
    "residents": 14,
    "utilities": 10,
}
"""Hundredths of a project's estimate; what is left has no source yet."""


@atomic
def plan_demo_funds() -> None:
    """Give every project of the year's scenario funds; the residents' part differs a little."""
    chosen = Choice.objects.filter(scenario__years=1).exclude(year=None)
    found = Candidate.objects.filter(project__in=chosen.values("project")).exclude(estimate=None)
    for number, candidate in enumerate(found.select_related("project", "determination__pack")):
        estimate = candidate.estimate or ZERO
        parts = PARTS | {"residents": PARTS["residents"] + number % 5}
        money = {
            code: (estimate * part / Decimal(100)).quantize(CENT, ROUND_DOWN)
            for code, part in parts.items()
        }
        plan_funds(None, candidate, FundsPlan(money, {}, None))
