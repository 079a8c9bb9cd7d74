"""Small towns to plan, and the count of every possible plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import chain, combinations, product
from math import floor
from random import Random

from linli.core.kernel.text import Text
from linli.core.planning.assemble import late_allowances, task_weights
from linli.core.planning.scenario import (
    Area,
    Candidate,
    Measure,
    Money,
    Pot,
    Scenario,
    Source,
    Task,
    WishKind,
)

YEAR = 2021
QINZHOU = {"QZG": 1, "450721": 36, "450722": 13, "450702": 43, "450703": 9}


def named(code):
    return Text(f"{code}县", f"{code} County")


def project(code, households=50, need=1, *, cost="1000000.00", area="A", **more):
    """Return a candidate; ``cost`` is for works, or by use."""
    costs = cost if isinstance(cost, Mapping) else {"works": Decimal(cost)}
    return Candidate(
        code, f"{code}小区", area, households, need, costs, **({"stratum": "early"} | more)
    )


def task(projects, households, area="A", year=YEAR):
    return Task(projects, households, year, area)


def one_purse(amount, years=(YEAR,)):
    """Return one source that may pay for everything, the same amount each year."""
    source = Source("budget", Text("财政资金", "Budget"), frozenset({"works"}))
    pots = tuple(Pot("budget", year, Decimal(amount)) for year in years)
    return Money({"works": Text("工程", "works")}, (source,), pots)


def year_of(candidates, tasks, **more):
    """Return the scenario of one year in which the areas are those that are named."""
    areas = sorted({each.area for each in candidates} | {each.area for each in tasks} - {None})
    return Scenario(
        years=more.pop("years", (YEAR,)),
        areas=tuple(Area(code, named(code)) for code in areas),
        candidates=tuple(candidates),
        tasks=tuple(tasks),
        **more,
    )


def town(seed, sizes, spare=1.5):
    """Return candidates and tasks such that each task is met exactly by some choice."""
    draw = Random(seed)  # noqa: S311 - a fixed instance, no secret
    candidates, tasks = [], []
    for area, planned in sizes.items():
        own = []
        for number in range(int(planned * spare)):
            households = draw.randint(30, 120)
            cost = f"{households * draw.randint(2_000_000, 3_500_000) / 100:.2f}"
            need = households * draw.randint(1, 8)
            own.append(project(f"{area}{number:03}", households, need, area=area, cost=cost))
        candidates += own
        hidden = draw.sample(own, planned)
        tasks.append(task(planned, sum(each.households for each in hidden), area))
    return candidates, tasks


def every_plan(scenario) -> Iterator[dict[str, int]]:
    """Yield every choice of candidates and years, whether allowed or not."""
    codes = [each.code for each in scenario.candidates]
    for years in product((None, *scenario.years), repeat=len(codes)):
        yield {code: year for code, year in zip(codes, years, strict=True) if year is not None}


def is_allowed(scenario, chosen) -> bool:
    """Tell by the scenario's own words whether a choice keeps every hard limit."""
    by_code = {each.code: each for each in scenario.candidates}
    taken = [(by_code[code], year) for code, year in chosen.items()]
    projects = [code for each, _ in taken for code in each.projects]
    return (
        len(projects) == len(set(projects))
        and all(is_open(scenario, each, year) for each, year in taken)
        and keeps_wishes(scenario, taken)
        and keeps_counts(scenario, taken)
        and all(is_payable(scenario, taken, year) for year in scenario.years)
    )


def is_open(scenario, candidate, year) -> bool:
    if any(
        wish.kind is WishKind.FIXED and wish.code == candidate.code and wish.year in (None, year)
        for wish in scenario.wishes
    ):
        return True
    tasked = any(
        t.area in (None, candidate.area) and t.year in (None, year) for t in scenario.tasks
    )
    pledged, total = Fraction(candidate.pledged), Fraction(candidate.pledged + candidate.cost)
    guide = scenario.guide
    return (
        not candidate.lacks
        and (candidate.opens or year) <= year
        and (tasked or not scenario.only_tasked)
        and not (candidate.is_late and scenario.quota.is_open)
        and not (guide and guide.floor and pledged < guide.share * total)
    )


def keeps_wishes(scenario, taken) -> bool:
    for wish in scenario.wishes:
        has = any(
            wish.code in {each.code, *each.members} and wish.year in (None, year)
            for each, year in taken
        )
        if has == (wish.kind is WishKind.NEVER):
            return False
    return True


def measured(scenario, each, measure) -> int:
    if measure is Measure.LATE:
        basis = Measure(scenario.quota.basis or Measure.HOUSEHOLDS)
        measure = basis if each.is_late else None
    return {
        None: 0,
        Measure.PROJECTS: len(each.projects),
        Measure.HOUSEHOLDS: each.households,
        Measure.EARLY: each.households * (each.stratum == "early"),
    }[measure]


def total(scenario, taken, measure, area=None, year=None) -> int:
    return sum(
        measured(scenario, each, measure)
        for each, when in taken
        if area in (None, each.area) and year in (None, when)
    )


def keeps_counts(scenario, taken) -> bool:
    if not scenario.quota.is_open:
        for year, most in late_allowances(scenario).items():
            if total(scenario, taken, Measure.LATE, year=year) > most:
                return False
    for each in scenario.capacities:
        value = total(scenario, taken, each.measure, each.area, each.year)
        if value < (each.low or 0) or (each.high is not None and value > each.high):
            return False
    return True


def subsets(things):
    return chain.from_iterable(combinations(things, size) for size in range(len(things) + 1))


def is_payable(scenario, taken, year) -> bool:
    """Tell by the cuts of the year's network whether its money suffices (max flow, min cut)."""
    money = scenario.money
    if money is None:
        return True
    own = [each for each, when in taken if when == year]
    need = {}
    for each in own:
        for use, cost in each.costs.items():
            need[each.area, use] = need.get((each.area, use), 0) + int(cost * 100)
    region = {area.code: area.region for area in scenario.areas}
    pots = [
        (pot.source, int(pot.amount * 100), {
            area for area in region
            if pot.area in (None, area) and pot.region in (None, region[area])
        })
        for pot in money.pots if pot.year == year
    ]  # fmt: skip
    ceiling = {}
    for source in money.sources:
        for area in region:
            cost = sum(fen for (place, _), fen in need.items() if place == area)
            most = floor(cost if source.share is None else source.share * cost)
            if source.cover:
                revenue = sum(
                    int(e.revenue.get(source.code, 0) * 100) for e in own if e.area == area
                )
                most = min(most, floor(revenue / source.cover))
            ceiling[source.code, area] = most
    for goals in subsets([goal for goal, fen in need.items() if fen]):
        claims = {
            (source.code, area) for source in money.sources for area, use in goals
            if use in source.uses
        }  # fmt: skip
        for cut in subsets(sorted(claims)):
            beyond = claims - set(cut)
            room = sum(ceiling[claim] for claim in cut) + sum(
                fen for source, fen, areas in pots if any((source, a) in beyond for a in areas)
            )
            if room < sum(need[goal] for goal in goals):
                return False
    return True


def departure(scenario, taken) -> int:
    per_project, per_household = task_weights(scenario.tasks)
    found = 0
    for each in scenario.tasks:
        for asked, measure, weight in (
            (each.projects, Measure.PROJECTS, per_project),
            (each.households, Measure.HOUSEHOLDS, per_household),
        ):
            if asked is not None:
                found += weight * abs(total(scenario, taken, measure, each.area, each.year) - asked)
    return found


def value(scenario, taken) -> int:
    """Return the points of a choice, without the tasks."""
    weights = dict(zip(scenario.years, scenario.weights or [1] * len(scenario.years), strict=True))
    points = sum(each.need * weights[year] for each, year in taken)
    if guide := scenario.guide:
        for each, _ in taken:
            if Fraction(each.pledged) < guide.share * Fraction(each.pledged + each.cost):
                points -= guide.price * each.households
    if stable := scenario.stability:
        when = {code: year for each, year in taken for code in each.projects}
        kept = sum(stable.plan.get(code) == year for code, year in when.items())
        points += stable.price * (kept - sum(code not in stable.plan for code in when))
    if finishing := scenario.finishing:
        for area in scenario.areas:
            done = total(scenario, taken, Measure.EARLY, area.code)
            asked = -floor(-finishing.share * area.stock)
            points -= finishing.price * max(0, asked - done)
    return points


def fines(scenario, taken) -> int:
    """Return what departing from tasks costs where they do not come first."""
    prices, found = scenario.prices, 0
    for each in scenario.tasks:
        for asked, measure, below, above in (
            (each.projects, Measure.PROJECTS, prices.project_below, prices.project_above),
            (each.households, Measure.HOUSEHOLDS, prices.household_below, prices.household_above),
        ):
            if asked is not None:
                more = total(scenario, taken, measure, each.area, each.year) - asked
                found += below * max(0, -more) + above * max(0, more)
    return found


def best_by_counting(scenario) -> tuple[int, int] | None:
    """Return (departure, value) of the best of all plans; None: there is no plan."""
    by_code = {each.code: each for each in scenario.candidates}
    scores = []
    for chosen in every_plan(scenario):
        if is_allowed(scenario, chosen):
            taken = [(by_code[code], year) for code, year in chosen.items()]
            if scenario.tasks_first:
                scores.append((departure(scenario, taken), -value(scenario, taken)))
            else:
                scores.append((0, fines(scenario, taken) - value(scenario, taken)))
    if not scores:
        return None
    least, lost = min(scores)
    return least, -lost
