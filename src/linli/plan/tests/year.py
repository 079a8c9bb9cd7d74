"""A small year to plan: two jurisdictions with tasks, projects to choose from."""

from __future__ import annotations

from decimal import Decimal

from linli.plan.models import Target
from linli.reserve.tests.town import compound, refreshed

YEAR = 2021
LINGSHAN, QINNAN = "450721", "450702"


def task(places, area: str, projects: int, households: int) -> Target:
    """Set a task of the year."""
    return Target.objects.create(
        year=YEAR, jurisdiction=places[area], projects=projects, households=households, clause="一"
    )


def small_year(places) -> None:
    """Two of three in 灵山县 fit its task; one of two in 钦南区 fits its own."""
    for code, households in (("L1", 40), ("L2", 50), ("L3", 60)):
        compound(places, code, LINGSHAN, households=households, estimated_investment="1000000.00")
    for code, households in (("Q1", 70), ("Q2", 80)):
        compound(places, code, QINNAN, households=households, estimated_investment="2000000.01")
    task(places, LINGSHAN, 2, 90)
    task(places, QINNAN, 1, 80)
    refreshed()


BUDGET = Decimal("3000000.00")
