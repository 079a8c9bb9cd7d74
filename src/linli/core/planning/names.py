"""The limits and wishes of a scenario in words."""

from __future__ import annotations

from decimal import Decimal

from linli.core.kernel.money import in_ten_thousands
from linli.core.kernel.text import Text
from linli.core.planning.assemble import asked_of, is_below_guide, is_tasked
from linli.core.planning.instance import ANY, Instance
from linli.core.planning.scenario import (
    Candidate,
    Capacity,
    Measure,
    Pot,
    Scenario,
    Wish,
    WishKind,
)

UNITS = {
    Measure.PROJECTS: Text("个项目", "projects"),
    Measure.HOUSEHOLDS: Text("户", "households"),
    Measure.EARLY: Text("户", "households"),
    Measure.LATE: Text("户", "households"),
}


def wan(amount: Decimal) -> str:
    """Return yuan in 万元 for reading; what is finer than a hundred yuan stays visible."""
    value = in_ten_thousands(amount)
    return f"{value:,.2f}" if value == round(value, 2) else f"{value:,.6f}".rstrip("0")


def amount_in_words(unit: str, amount: Decimal) -> Text:
    """Return an amount of a limit's unit: money, or a count."""
    if unit == "yuan":
        return Text(f" {wan(amount)} 万元", f"{wan(amount)} ten thousand yuan")
    return Text(f" {amount}", f"{amount}")


def area_name(scenario: Scenario, code: str | None) -> Text:
    """Return the name of an area; None: all of them."""
    names = {area.code: area.name for area in scenario.areas}
    return names[code] if code is not None else Text("全部属地", "all jurisdictions")


def year_name(year: int | None) -> Text:
    """Return the name of a year; None: the whole time."""
    return Text("整个规划期", "the whole horizon") if year is None else Text(f"{year}年", f"{year}")


def candidate_name(scenario: Scenario, code: str) -> str:
    """Return the name of a candidate, or the code of a bundle's member."""
    return next((each.name for each in scenario.candidates if each.code == code), code)


def pot_name(scenario: Scenario, pot: Pot) -> Text:
    """Return the name of a pot: year, owner, source, and what it holds."""
    assert scenario.money is not None  # noqa: S101 - a pot is part of it
    source = next(each.name for each in scenario.money.sources if each.code == pot.source)
    owner = Text("", "")
    if pot.area is not None:
        owner = area_name(scenario, pot.area)
    elif pot.region:
        owner = Text(pot.region, pot.region)
    held = wan(pot.amount)
    return Text(
        f"{pot.year}年{owner.zh}{source.zh} {held} 万元",
        f"{source.en}{f' of {owner.en}' if owner.en else ''} in {pot.year}, {held} ten thousand "
        "yuan",
    )


def quota_name(scenario: Scenario, instance: Instance, row: int) -> Text:
    """Return the name of a row of the quota of late-built compounds."""
    year = int(instance.quota.year[row])
    when = year_name(None if year == ANY else instance.years[year])
    most = int(instance.quota.high[row])
    unit = UNITS[Measure(scenario.quota.basis or "households")]
    return Text(
        f"{when.zh}2001年以后建成小区至多 {most} {unit.zh}",
        f"at most {most} {unit.en} built from 2001 on in {when.en}",
    )


def capacity_name(scenario: Scenario, capacity: Capacity, *, is_floor: bool) -> Text:
    """Return the name of a floor or ceiling."""
    unit, when = UNITS[capacity.measure], year_name(capacity.year)
    where, name = area_name(scenario, capacity.area), capacity.name
    limit = capacity.low if is_floor else capacity.high
    side = Text("至少", "at least") if is_floor else Text("至多", "at most")
    return Text(
        f"{name.zh}（{when.zh}{where.zh}{side.zh} {limit} {unit.zh}）",
        f"{name.en} ({side.en} {limit} {unit.en} in {where.en}, {when.en})",
    )


def wish_name(scenario: Scenario, wish: Wish) -> Text:
    """Return a decision in words."""
    name, when = candidate_name(scenario, wish.code), year_name(wish.year)
    if wish.kind is WishKind.FIXED:
        return Text(f"{name}已于{when.zh}列入", f"{name} was chosen for {when.en}")
    return Text(f"{name}须于{when.zh}列入", f"{name} must be chosen in {when.en}")


def gate_of(scenario: Scenario, wish: Wish) -> Text:
    """Return what closes all candidates that a wish asks for."""
    holders = [each for each in scenario.candidates if wish.code in {each.code, *each.members}]
    years = scenario.years if wish.year is None else (wish.year,)
    return closed_by(scenario, holders[0], years)


def closed_by(scenario: Scenario, candidate: Candidate, years: tuple[int, ...]) -> Text:
    """Return what closes a candidate in these years."""
    if candidate.lacks:
        return Text(
            "尚不具备条件：" + "；".join(each.zh for each in candidate.lacks),
            "it is not ready: " + "; ".join(each.en for each in candidate.lacks),
        )
    if candidate.is_late and scenario.quota.is_open:
        return Text(
            "属2001年以后建成，可纳入的比例尚未设定",
            "it is built from 2001 on, and the share of such compounds has not been set",
        )
    if candidate.opens is not None and candidate.opens > max(years):
        waits = "；".join(each.zh for each in candidate.waits)
        waits_en = "; ".join(each.en for each in candidate.waits)
        return Text(
            f"{candidate.opens}年起才具备条件{f'：{waits}' if waits else ''}",
            f"it is ready from {candidate.opens} on{f': {waits_en}' if waits_en else ''}",
        )
    if scenario.guide and scenario.guide.floor and is_below_guide(candidate, scenario.guide):
        share = f"{float(scenario.guide.share):.0%}"
        return Text(
            f"居民和企业出资不足总投资的 {share}",
            f"residents and enterprises bring less than {share} of its cost",
        )
    asked = asked_of(scenario)
    if scenario.only_tasked and not any(is_tasked(asked, candidate.area, y) for y in years):
        return Text("所在属地没有下达改造任务", "its jurisdiction has no task")
    return Text("指定不列入", "it was kept out")
