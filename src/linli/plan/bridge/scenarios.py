"""A brief with what stands in the city -> the planner's scenario."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from linli.core.kernel.text import Text
from linli.core.planning import scenario as core
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack
from linli.plan.bridge.candidates import core_candidate
from linli.plan.bridge.money import core_money, ranks
from linli.plan.brief import Adopted, Bound, Brief, GuideLine

if TYPE_CHECKING:
    from linli.foundation.people.models import Jurisdiction
    from linli.plan.models import Target
    from linli.reserve.reads.items import ReserveItem

LATE_SHARE, LATE_BASIS = "late_quota", "late_quota_basis"
GUIDE_SHARE, LONG_RANGE = "resident_enterprise_share", "programme_households"
EARLY_STRATUM = "early"
_MEASURES = {"projects": Text("项目数", "projects"), "households": Text("户数", "households")}


@dataclass(frozen=True, slots=True)
class City:
    """What a scenario is planned from, as it stands.

    ``lines`` are the lines of adopted plans within the horizon (project code -> year), ``before``
    the households of those outside it.
    """

    pack: Pack
    day: date
    areas: Sequence[Jurisdiction]
    items: Sequence[ReserveItem]
    targets: Sequence[Target]
    lines: Mapping[str, int]
    before: int = 0


def core_scenario(brief: Brief, city: City) -> core.Scenario:
    """Return the planner's scenario of a brief."""
    count = ranks(city.pack, city.day)
    candidates = tuple(core_candidate(item, brief, count) for item in city.items)
    fixed = city.lines if brief.adopted is Adopted.KEEP else {}
    return core.Scenario(
        years=brief.horizon,
        areas=_areas(city),
        candidates=candidates,
        tasks=_tasks(brief, city),
        money=core_money(brief, city.pack, city.day),
        quota=quota_of(brief, city.pack, city.day),
        capacities=tuple(
            _capacity(bound, year, city) for bound in brief.bounds for year in _years(bound, brief)
        ),
        guide=_guide(brief, city),
        finishing=_finishing(brief),
        wishes=(*_wishes(brief), *_kept(fixed, brief)),
        stability=_stability(brief, city),
        weights=_weights(brief),
        only_tasked=not brief.beyond_tasks,
    )


def _weights(brief: Brief) -> tuple[int, ...]:
    """Return what a point of need counts in each year: less, the longer it waits."""
    if brief.scale == 1:
        return ()
    return tuple(brief.scale - brief.later * place for place in range(brief.years))


def _finishing(brief: Brief) -> core.Finishing | None:
    if not brief.finish:
        return None
    return core.Finishing(Fraction(1), brief.finish_points * brief.scale)


def _areas(city: City) -> tuple[core.Area, ...]:
    stock: dict[str, int] = defaultdict(int)
    for item in city.items:
        if item.project_id is not None and item.stratum == EARLY_STRATUM:
            stock[item.jurisdiction] += item.households
    return tuple(
        core.Area(area.code, Text(area.name, area.name_en or area.name), stock=stock[area.code])
        for area in city.areas
    )


def _tasks(brief: Brief, city: City) -> tuple[core.Task, ...]:
    tasks = [
        core.Task(row.projects, row.households, row.year, row.jurisdiction.code)
        for row in city.targets
    ]
    asked = _figure(city, LONG_RANGE)
    if brief.long_range and asked is not None:
        tasks.append(core.Task(None, max(0, int(asked) - city.before)))
    return tuple(tasks)


def _figure(city: City, name: str) -> Decimal | None:
    value = parameter_value(city.pack, name, city.day) if name in city.pack.parameters else None
    return Decimal(value) if isinstance(value, int | Decimal) else None


def quota_of(brief: Brief, pack: Pack, day: date) -> core.Quota:
    """Return the quota of late-built compounds: the brief's, else the pack's, else open (A04)."""
    if brief.quota:
        return core.Quota(Fraction(brief.quota.share), core.Basis(brief.quota.basis))
    share, basis = (
        parameter_value(pack, name, day) if name in pack.parameters else None
        for name in (LATE_SHARE, LATE_BASIS)
    )
    return core.Quota(
        Fraction(share) if isinstance(share, Decimal) else None,
        core.Basis(str(basis)) if basis else None,
    )


def _years(bound: Bound, brief: Brief) -> tuple[int, ...]:
    return brief.horizon if bound.year is None else (bound.year,)


def _capacity(bound: Bound, year: int, city: City) -> core.Capacity:
    names = {area.code: Text(area.name, area.name_en or area.name) for area in city.areas}
    area, measure = names.get(bound.area, Text("全市", "The whole city")), _MEASURES[bound.measure]
    return core.Capacity(
        Text(f"{area.zh}{year}年{measure.zh}", f"{area.en}, {measure.en} of {year}"),
        core.Measure(bound.measure),
        bound.low,
        bound.high,
        bound.area or None,
        year,
    )


def _guide(brief: Brief, city: City) -> core.Guide | None:
    share = _figure(city, GUIDE_SHARE)
    if brief.guide is GuideLine.OFF or share is None:
        return None
    strict = brief.guide is GuideLine.STRICT
    return core.Guide(
        Fraction(share), 0 if strict else brief.guide_points * brief.scale, floor=strict
    )


def _wishes(brief: Brief) -> list[core.Wish]:
    kinds = ((core.WishKind.MUST, brief.must), (core.WishKind.NEVER, brief.never))
    return [core.Wish(kind, *bound_to_year(code)) for kind, codes in kinds for code in codes]


def bound_to_year(written: str) -> tuple[str, int | None]:
    """Return a project's code and the year that it is bound to, from ``P1@2023`` or ``P1``."""
    code, _at, year = written.partition("@")
    return code, int(year) if year.isdecimal() else None


def _kept(fixed: Mapping[str, int], brief: Brief) -> list[core.Wish]:
    """Return the lines of adopted plans that stay as they are: all but those taken out."""
    out = {bound_to_year(code)[0] for code in brief.never}
    kept = ((code, year) for code, year in fixed.items() if code not in out)
    return [core.Wish(core.WishKind.FIXED, code, year) for code, year in kept]


def _stability(brief: Brief, city: City) -> core.Stability | None:
    if brief.adopted is not Adopted.PRICED or not city.lines:
        return None
    return core.Stability(city.lines, brief.change_points * brief.scale)
