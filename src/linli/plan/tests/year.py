"""A small year to plan: two jurisdictions with tasks, projects to choose from."""

from __future__ import annotations

from decimal import Decimal

from linli.foundation.jobs.worker import work_off
from linli.plan.actions import solve_scenario
from linli.plan.brief import Brief, brief_of
from linli.plan.models import Scenario, Target
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


def brief(name: str = "方案一", **more: object) -> Brief:
    """Return a brief of the year; ``budget`` is one sum of no particular source."""
    return brief_of({"name": name, "year": YEAR, **more})


def solved(user=None, name: str = "方案一", **more: object) -> Scenario:
    """Solve a brief of the year at once."""
    return solve_scenario(user, brief(name, **more))


def done(scenario: Scenario) -> Scenario:
    """Let the background finish a scenario that was asked for."""
    work_off()
    return Scenario.objects.get(pk=scenario.pk)


def chosen(scenario: Scenario) -> set[str]:
    """Return the codes that a scenario takes."""
    return set(scenario.choices.exclude(year=None).values_list("code", flat=True))
