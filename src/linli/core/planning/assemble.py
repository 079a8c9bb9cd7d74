"""A scenario's names turned into the arrays of an instance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, floor, gcd

import numpy as np

from linli.core.kernel.money import to_fen
from linli.core.planning.instance import (
    ANY,
    HARD,
    MEASURES,
    NO_LIMIT,
    PARTS,
    Counts,
    Flags,
    Instance,
    Ints,
    Purse,
    Required,
)
from linli.core.planning.scenario import (
    Basis,
    Candidate,
    Guide,
    Measure,
    Money,
    Scenario,
    Task,
    TaskPrices,
    Wish,
    WishKind,
)

EARLY_STRATUM = "early"
Asked = frozenset[tuple[str | None, int | None]]


@dataclass(frozen=True)
class Names:
    """Where each name of a scenario stands in the arrays."""

    scenario: Scenario

    @cached_property
    def area(self) -> dict[str, int]:
        """Return the position of each area."""
        return {area.code: number for number, area in enumerate(self.scenario.areas)}

    @cached_property
    def regions(self) -> tuple[str, ...]:
        """Return the regions in order."""
        return tuple(sorted({area.region for area in self.scenario.areas}))

    @cached_property
    def region(self) -> dict[str, int]:
        """Return the position of each region."""
        return {code: number for number, code in enumerate(self.regions)}

    @cached_property
    def year(self) -> dict[int, int]:
        """Return the position of each year."""
        return {year: number for number, year in enumerate(self.scenario.years)}

    @cached_property
    def items(self) -> tuple[Candidate, ...]:
        """Return the candidates in the order of the arrays: by code, whatever the caller's."""
        return tuple(sorted(self.scenario.candidates, key=lambda each: each.code))

    @cached_property
    def projects(self) -> tuple[str, ...]:
        """Return the codes of all projects, alone or in bundles."""
        return tuple(sorted({code for each in self.items for code in each.projects}))

    @cached_property
    def holders(self) -> dict[str, list[int]]:
        """Return by code of a candidate or a member the items that hold it."""
        found: dict[str, list[int]] = {}
        for number, each in enumerate(self.items):
            for code in {each.code, *each.members}:
                found.setdefault(code, []).append(number)
        return found


def instance_of(scenario: Scenario) -> Instance:
    """Return the arrays of a scenario without problems (``check.problems_of``)."""
    names = Names(scenario)
    items = names.items
    position = {code: number for number, code in enumerate(names.projects)}
    members = [(n, position[code]) for n, each in enumerate(items) for code in each.projects]
    member = np.array(members, np.int64).reshape(-1, 2)
    return Instance(
        years=scenario.years,
        areas=tuple(names.area),
        regions=names.regions,
        area_region=_ints(names.region[area.region] for area in scenario.areas),
        items=tuple(each.code for each in items),
        item_area=_ints(names.area[each.area] for each in items),
        measures=_measures(scenario, items),
        available=_available(scenario, names),
        value=_value(scenario, names),
        need=_ints(each.need for each in items),
        spend=_ints(to_fen(each.cost) for each in items),
        projects=names.projects,
        member_item=member[:, 0],
        member_project=member[:, 1],
        tasks=_tasks(scenario, names),
        quota=_quota(scenario, names),
        capacity=_capacity(scenario, names),
        finishing=_finishing(scenario, names),
        required=tuple(
            Required(wish.code, _ints(names.holders.get(wish.code, [])), _year(names, wish.year))
            for wish in scenario.wishes
            if wish.kind is not WishKind.NEVER
        ),
        purse=None if scenario.money is None else _purse(scenario.money, names),
        tasks_first=scenario.tasks_first,
    )


def choice_of(instance: Instance, chosen: Mapping[str, int]) -> Ints:
    """Return (I,) year indices of chosen codes, ``ANY`` for the others."""
    years = {year: number for number, year in enumerate(instance.years)}
    return np.array([years.get(chosen.get(code, ANY), ANY) for code in instance.items], np.int64)


def _ints(values: Iterable[int]) -> Ints:
    return np.fromiter(values, np.int64)


def _year(names: Names, year: int | None) -> int:
    return ANY if year is None else names.year[year]


def _area(names: Names, area: str | None) -> int:
    return ANY if area is None else names.area[area]


def _measures(scenario: Scenario, items: Sequence[Candidate]) -> Ints:
    by_projects = scenario.quota.basis is Basis.PROJECTS
    rows = [
        {
            Measure.PROJECTS: len(each.projects),
            Measure.HOUSEHOLDS: each.households,
            Measure.EARLY: each.households if each.stratum == EARLY_STRATUM else 0,
            Measure.LATE: (len(each.projects) if by_projects else each.households) * each.is_late,
        }
        for each in items
    ]
    table = [[row[measure] for measure in MEASURES] for row in rows]
    return np.array(table, np.int64).reshape(-1, len(MEASURES))


def asked_of(scenario: Scenario) -> Asked:
    """Return of which area (None: all) and year (None: all together) tasks speak."""
    return frozenset((task.area, task.year) for task in scenario.tasks)


def is_tasked(asked: Asked, area: str, year: int) -> bool:
    """Tell whether a task speaks of an area in a year."""
    return not asked.isdisjoint(product((area, None), (year, None)))


def is_below_guide(candidate: Candidate, guide: Guide | None) -> bool:
    """Tell whether residents and enterprises bring less than they should (S70); exact."""
    total = candidate.cost + candidate.pledged
    return guide is not None and Fraction(candidate.pledged) < guide.share * Fraction(total)


def _available(scenario: Scenario, names: Names) -> Flags:
    """Return (I, Y): gates, tasks, open quota, wishes. A fixed past choice passes them all."""
    asked = asked_of(scenario)
    tasked = np.array(
        [[is_tasked(asked, area, year) for year in scenario.years] for area in names.area], bool
    ).reshape(len(names.area), len(scenario.years))
    open_years = np.array(
        [
            [
                not each.lacks and (each.opens is None or each.opens <= year)
                for year in scenario.years
            ]
            for each in names.items
        ],
        bool,
    ).reshape(len(names.items), len(scenario.years))
    if scenario.only_tasked:
        open_years &= tasked[_ints(names.area[each.area] for each in names.items)]
    barred = [
        (each.is_late and scenario.quota.is_open)
        or (
            scenario.guide is not None
            and scenario.guide.floor
            and is_below_guide(each, scenario.guide)
        )
        for each in names.items
    ]
    open_years[np.array(barred, bool)] = False
    for wish in scenario.wishes:
        _wished(open_years, wish, names)
    return open_years


def _wished(available: Flags, wish: Wish, names: Names) -> None:
    """Close what must not be in, open what was fixed."""
    years = slice(None) if wish.year is None else names.year[wish.year]
    for item in names.holders.get(wish.code, ()):
        if wish.kind is WishKind.NEVER:
            available[item, years] = False
        elif wish.kind is WishKind.FIXED and names.items[item].code == wish.code:
            available[item, years] = True


def _value(scenario: Scenario, names: Names) -> Ints:
    """Return (I, Y) points: need by year, less the guide line's price and that of changes."""
    weights = np.array(scenario.weights or [1] * len(scenario.years), np.int64)
    need = _ints(each.need for each in names.items)
    fines = [
        each.households * scenario.guide.price
        if scenario.guide and is_below_guide(each, scenario.guide)
        else 0
        for each in names.items
    ]
    value = need[:, None] * weights - _ints(fines)[:, None]
    if scenario.stability:
        value += scenario.stability.price * _kept_less_new(scenario.stability.plan, names)
    return value


def _kept_less_new(plan: Mapping[str, int], names: Names) -> Ints:
    """Return (I, Y): members that stay in their year less members that the plan did not hold."""
    balance = np.zeros((len(names.items), len(names.year)), np.int64)
    for number, each in enumerate(names.items):
        for code in each.projects:
            if code not in plan:
                balance[number] -= 1
            elif plan[code] in names.year:
                balance[number, names.year[plan[code]]] += 1
    return balance


def task_weights(tasks: Sequence[Task]) -> tuple[int, int]:
    """Return what a project and a household too few or too many weigh, in whole numbers.

    A project weighs as many households as the average project asked for, so that neither way of
    counting the tasks (S04) outweighs the other.
    """
    both = [task for task in tasks if task.projects is not None and task.households is not None]
    projects = max(1, sum(task.projects or 0 for task in both))
    households = max(1, sum(task.households or 0 for task in both))
    shared = gcd(projects, households)
    return households // shared, projects // shared


def _tasks(scenario: Scenario, names: Names) -> Counts:
    project, household = task_weights(scenario.tasks)
    prices = scenario.prices
    if scenario.tasks_first or prices is None:
        prices = TaskPrices(project, household, project, household)
    rows = []
    for task in scenario.tasks:
        scope = (_area(names, task.area), _year(names, task.year))
        if task.projects is not None:
            price = prices.project_below, prices.project_above
            rows.append((Measure.PROJECTS, task.projects, task.projects, *price, *scope))
        if task.households is not None:
            price = prices.household_below, prices.household_above
            rows.append((Measure.HOUSEHOLDS, task.households, task.households, *price, *scope))
    return counts_of(rows)


def counts_of(rows: Iterable[tuple[Measure, int, int, int, int, int, int]]) -> Counts:
    """Return rows (measure, low, high, price below, price above, area, year) as arrays."""
    table = np.array(
        [(MEASURES.index(measure), *numbers) for measure, *numbers in rows], np.int64
    ).reshape(-1, 7)
    measure, low, high, below, above, area, year = table.T
    return Counts(measure, low, high, below, above, area, np.full(len(table), ANY), year)


def _quota(scenario: Scenario, names: Names) -> Counts:
    """Return what late-built candidates may take: of each year's tasks, or of the whole time's."""
    allowances = late_allowances(scenario)
    return counts_of(
        (Measure.LATE, 0, allowance, HARD, HARD, ANY, _year(names, year))
        for year, allowance in allowances.items()
    )


def late_allowances(scenario: Scenario) -> dict[int | None, int]:
    """Return by year (None: the whole time) the largest whole number within the share (S19).

    While the quota is open nothing is counted: it opens no late-built candidate, and what was
    fixed before stands (A04).
    """
    share, basis = scenario.quota.share, scenario.quota.basis
    if share is None or basis is None:
        return {}
    measure: Callable[[Task], int] = lambda task: getattr(task, basis) or 0  # noqa: E731
    allowances: dict[int | None, int] = {}
    for year in (*scenario.years, None):
        own = [task for task in scenario.tasks if task.year == year]
        parts = [task for task in own if task.area is not None] or own
        if parts or (year is not None and not any(t.year is None for t in scenario.tasks)):
            allowances[year] = floor(share * sum(map(measure, parts)))
    return allowances


def _capacity(scenario: Scenario, names: Names) -> Counts:
    return counts_of(
        (
            each.measure,
            each.low or 0,
            NO_LIMIT if each.high is None else each.high,
            HARD,
            HARD,
            _area(names, each.area),
            _year(names, each.year),
        )
        for each in scenario.capacities
    )


def _finishing(scenario: Scenario, names: Names) -> Counts:
    wanted = scenario.finishing
    return counts_of(
        (
            Measure.EARLY,
            ceil(wanted.share * area.stock),
            NO_LIMIT,
            wanted.price,
            HARD,
            names.area[area.code],
            ANY,
        )
        for area in scenario.areas
        if wanted and area.stock
    )


def _purse(money: Money, names: Names) -> Purse:
    uses, sources = tuple(money.uses), tuple(each.code for each in money.sources)
    fen: Callable[[Mapping[str, Decimal], str], int] = lambda amounts, name: to_fen(  # noqa: E731
        amounts.get(name, Decimal(0))
    )
    cost = np.array([[fen(each.costs, use) for use in uses] for each in names.items], np.int64)
    cost = cost.reshape(-1, 1, len(uses)).repeat(len(names.year), axis=1)
    revenue = [[fen(each.revenue, source) for source in sources] for each in names.items]
    share = _ints(PARTS if s.share is None else int(s.share * PARTS) for s in money.sources)
    pots = money.pots
    return Purse(
        uses=uses,
        sources=sources,
        cost=cost,
        permitted=np.array([[use in s.uses for use in uses] for s in money.sources], bool).reshape(
            len(sources), len(uses)
        ),
        share=share[:, None].repeat(len(names.area), axis=1),
        cover=_ints(int((s.cover or 0) * PARTS) for s in money.sources),
        revenue=np.array(revenue, np.int64).reshape(-1, len(sources)),
        pot_source=_ints(sources.index(pot.source) for pot in pots),
        pot_year=_ints(names.year[pot.year] for pot in pots),
        pot_area=_ints(_area(names, pot.area) for pot in pots),
        pot_region=_ints(ANY if pot.region is None else names.region[pot.region] for pot in pots),
        pot_amount=_ints(to_fen(pot.amount) for pot in pots),
    )
