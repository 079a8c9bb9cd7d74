"""A made-up city, province or nation to plan, the same for every contestant: by size and seed.

Compounds stand in districts of a city and a province; neighbours form bundles that are cheaper
together. Money comes from the centre, the province, the district and from bonds that need revenue.
Tasks ask for somewhat more than the money can pay, so that the choice matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import numpy as np

from linli.core.kernel.text import Text
from linli.core.planning.scenario import (
    Area,
    Basis,
    Candidate,
    Capacity,
    Finishing,
    Guide,
    Measure,
    Money,
    Pot,
    Quota,
    Scenario,
    Source,
    Task,
    TaskPrices,
)

YEARS: Final = (2021, 2022, 2023, 2024, 2025)
WEIGHTS: Final = (20, 19, 18, 17, 16)
PROFILE: Final = np.array([0.24, 0.22, 0.22, 0.18, 0.14])
SIZES: Final = {
    "city": (1, 1, 5, 150),
    "province": (1, 14, 111, 8_000),
    "nation": (31, 333, 2_850, 219_000),
}
"""Provinces, cities, districts, compounds."""
SPENT: Final = 0.75
"""The money that all pots hold, as a part of what all compounds together need."""


@dataclass(frozen=True)
class Stock:
    """All compounds as columns; ``runs`` are the bundles: positions, discount."""

    district: np.ndarray
    households: np.ndarray
    late: np.ndarray
    cost: np.ndarray
    need: np.ndarray
    pledge: np.ndarray
    opens: np.ndarray
    revenue: np.ndarray
    runs: list[tuple[range, float]]


def country(kind: str, seed: int = 0) -> Scenario:
    """Return the scenario of a size."""
    draw = np.random.default_rng(seed)
    provinces, cities, districts, compounds = SIZES[kind]
    city_province = _spread(draw, provinces, cities)
    district_city = _spread(draw, cities, districts)
    weight = draw.lognormal(0, 0.6, districts)
    sizes = 4 + draw.multinomial(compounds - 4 * districts, weight / weight.sum())
    stock = _stock(draw, np.repeat(np.arange(districts), sizes), sizes)
    province = city_province[district_city]
    codes = [
        f"{province[d] + 11:02}{district_city[d]:03}{d:04}"  # province, city, district
        for d in range(districts)
    ]
    early = np.bincount(stock.district, stock.households * ~stock.late, districts).astype(int)
    areas = tuple(
        Area(code, Text(f"{code}区", f"District {code}"), f"{province[d] + 11:02}", int(early[d]))
        for d, code in enumerate(codes)
    )
    return Scenario(
        years=YEARS,
        areas=areas,
        candidates=tuple(_candidates(stock, codes)),
        tasks=tuple(_tasks(draw, stock, codes)),
        money=_money(draw, stock, codes, province),
        quota=Quota(Fraction(1, 5), Basis.HOUSEHOLDS),
        capacities=tuple(_capacities(draw, stock, codes)),
        guide=Guide(Fraction(1, 5), price=20),
        finishing=Finishing(Fraction(19, 20), 100),
        weights=WEIGHTS,
        tasks_first=False,
        prices=TaskPrices(6000, 100),
    )


def _spread(draw: np.random.Generator, groups: int, members: int) -> np.ndarray:
    """Deal members to groups of unlike size, at least one to each; sorted."""
    share = draw.gamma(4, 1, groups)
    return np.sort(
        np.r_[np.arange(groups), draw.choice(groups, members - groups, p=share / share.sum())]
    )


def _stock(draw: np.random.Generator, district: np.ndarray, sizes: np.ndarray) -> Stock:
    count = len(district)
    level = draw.lognormal(0, 0.25, len(sizes))[district]
    households = np.maximum(8, draw.lognormal(np.log(175) - 0.32, 0.8, count) * level).astype(int)
    late = draw.random(count) >= 0.8
    built = np.where(
        late,
        draw.integers(2001, 2006, count),
        2000 - np.minimum(30, draw.gamma(2, 5, count)).astype(int),
    )
    per_home = np.clip(draw.lognormal(np.log(24_000) - 0.06, 0.35, count), 6_000, 80_000)
    need = np.clip(0.35 + 0.012 * (2003 - built) + draw.normal(0, 0.15, count), 0.1, 1.0)
    pledge = np.clip(draw.beta(6, 22, count) + draw.beta(2, 30, count), 0.02, 0.5)
    will, growth = draw.beta(9, 3, count), draw.uniform(0.01, 0.06, count)
    waits = np.ceil(np.clip((2 / 3 - will) / growth, 0, 9)).astype(int)
    cost = np.round(households * per_home * (1 + 8 / households**0.9), 2)
    revenue = np.round(cost * np.minimum(draw.lognormal(np.log(0.12), 0.9, count), 2.5), 2)
    return Stock(
        district, households, late, cost, np.round(10 * need).astype(int), pledge,
        YEARS[0] + waits, revenue, list(_runs(draw, sizes)),
    )  # fmt: skip


def _runs(draw: np.random.Generator, sizes: np.ndarray) -> Iterator[tuple[range, float]]:
    """Bundle three to six neighbours, about half of the stock, and some two such bundles."""
    start = 0
    for size in sizes.tolist():
        at, before = start, None
        while at < start + size:
            length = int(draw.integers(3, 7))
            bundled = draw.random() < 0.5 and at + length <= start + size
            if bundled:
                yield range(at, at + length), draw.uniform(0.05, 0.12)
                if before is not None and draw.random() < 0.5:
                    yield range(before, at + length), draw.uniform(0.08, 0.16)
                    bundled = False
            before = at if bundled else None
            at += length
        start += size


def _candidates(stock: Stock, codes: list[str]) -> Iterator[Candidate]:
    columns = (
        stock.district, stock.households, stock.late, stock.cost, stock.need, stock.pledge,
        stock.opens, stock.revenue,
    )  # fmt: skip
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    for number, (district, homes, late, cost, need, pledge, opens, revenue) in enumerate(rows):
        yield Candidate(
            f"p{number:06}",
            f"{number}号小区",
            codes[district],
            homes,
            need * homes,
            _costs(cost * (1 - pledge), bondable=revenue >= 0.4 * cost),
            _yuan(cost * pledge),
            {"bond": _yuan(revenue)},
            "late" if late else "early",
            opens=opens,
        )
    for number, (run, discount) in enumerate(stock.runs):
        own = [rows[each] for each in run]
        public = sum(row[3] * (1 - row[5]) for row in own) * (1 - discount)
        yield Candidate(
            f"q{number:06}",
            f"{number}号片区",
            codes[own[0][0]],
            sum(row[1] for row in own),
            sum(row[1] * row[4] for row in own),
            _costs(public, bondable=True),
            _yuan(sum(row[3] * row[5] for row in own)),
            {"bond": _yuan(1.05 * sum(row[7] for row in own))},
            "late" if all(row[2] for row in own) else "early",
            tuple(f"p{each:06}" for each in run),
            opens=max(row[6] for row in own),
        )


def _yuan(amount: float) -> Decimal:
    return Decimal(round(amount * 100)) / 100


def _costs(amount: float, *, bondable: bool) -> dict[str, Decimal]:
    """Return cost by use: what bonds may pay for is three tenths where there is revenue."""
    facilities = round(amount * 30) if bondable else 0
    return {
        "works": Decimal(round(amount * 100) - facilities) / 100,
        "facilities": Decimal(facilities) / 100,
    }


def _tasks(draw: np.random.Generator, stock: Stock, codes: list[str]) -> Iterator[Task]:
    asked = draw.uniform(0.65, 0.9, (len(codes), 1)) * PROFILE
    projects = np.bincount(stock.district, minlength=len(codes))[:, None] * asked
    households = np.bincount(stock.district, stock.households)[:, None] * asked
    for district, code in enumerate(codes):
        for number, year in enumerate(YEARS):
            yield Task(
                int(projects[district, number]), int(households[district, number]), year, code
            )


def _money(
    draw: np.random.Generator, stock: Stock, codes: list[str], province: np.ndarray
) -> Money:
    public = stock.cost * (1 - stock.pledge)
    district = SPENT * np.bincount(stock.district, public)[:, None] * PROFILE
    level = draw.lognormal(0, 0.25, (len(codes), 1)) * draw.lognormal(0, 0.1, district.shape)
    by_province = np.zeros((province.max() + 1, len(YEARS)))
    np.add.at(by_province, province, district)
    regional = 0.2 * by_province * draw.lognormal(0, 0.15, by_province.shape)
    bond = 0.12 * by_province * draw.lognormal(0, 0.3, by_province.shape)
    pots = []
    for number, year in enumerate(YEARS):
        pots.append(Pot("central", year, _yuan(0.3 * district[:, number].sum())))
        for place in range(len(by_province)):
            region = f"{place + 11:02}"
            pots.append(Pot("regional", year, _yuan(regional[place, number]), region=region))
            pots.append(Pot("bond", year, _yuan(bond[place, number]), region=region))
        for place, code in enumerate(codes):
            own = 0.38 * district[place, number] * level[place, number]
            pots.append(Pot("local", year, _yuan(own), area=code))
    every = frozenset({"works", "facilities"})
    sources = (
        Source("central", Text("中央补助", "central"), every, share=Fraction(2, 5)),
        Source("regional", Text("省级补助", "provincial"), every),
        Source("local", Text("区级财政", "district"), every),
        Source("bond", Text("专项债券", "bonds"), frozenset({"facilities"}), cover=Fraction(1)),
    )
    uses = {"works": Text("小区内工程", "works"), "facilities": Text("配套设施", "facilities")}
    return Money(uses, sources, tuple(pots))


def _capacities(draw: np.random.Generator, stock: Stock, codes: list[str]) -> Iterator[Capacity]:
    """Yield what a third of the districts can build in a year, and what a tenth must do in all."""
    count = np.bincount(stock.district)
    most: dict[str, Any] = {"measure": Measure.PROJECTS}
    for district, code in enumerate(codes):
        if draw.random() < 1 / 3:
            for number, year in enumerate(YEARS):
                high = max(1, int(1.1 * count[district] * PROFILE[number]))
                name = Text("施工能力", "building capacity")
                yield Capacity(name, high=high, area=code, year=year, **most)
        if draw.random() < 1 / 10:
            name = Text("底线", "floor")
            yield Capacity(name, low=int(0.2 * count[district]), area=code, **most)
