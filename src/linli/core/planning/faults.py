"""Every choice is counted again in whole numbers, whatever the solver said.

Written apart from the formulation: from the instance's figures alone, in exact arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from linli.core.planning.instance import (
    ANY,
    HARD,
    MEASURES,
    NO_LIMIT,
    PARTS,
    Counts,
    Instance,
    Ints,
    Purse,
)
from linli.core.planning.payments import Paid


def faults_of(instance: Instance, year_of: Ints, paid: Paid) -> list[str]:
    """Return what a choice breaks; ``year_of`` (I,) is each item's year index or ``ANY``."""
    return [
        *_choice_faults(instance, year_of),
        *_count_faults("quota", instance.quota, instance, year_of),
        *_count_faults("capacity", instance.capacity, instance, year_of),
        *_required_faults(instance, year_of),
        *(_money_faults(instance, instance.purse, year_of, paid) if instance.purse else ()),
    ]


def totals(instance: Instance, year_of: Ints) -> Ints:
    """Return (A, Y, measures): what is chosen by area and year."""
    table = np.zeros((len(instance.areas), len(instance.years), len(MEASURES)), np.int64)
    items = np.nonzero(year_of != ANY)[0]
    np.add.at(table, (instance.item_area[items], year_of[items]), instance.measures[items])
    return table


def counted(counts: Counts, instance: Instance, year_of: Ints) -> Ints:
    """Return (K,): what is chosen of each row's measure in its scope."""
    table = totals(instance, year_of)
    return np.fromiter(
        (
            table[_areas(instance, area, region), _all(year), measure].sum()
            for area, region, year, measure in zip(
                counts.area, counts.region, counts.year, counts.measure, strict=True
            )
        ),
        np.int64,
        len(counts),
    )


def _all(index: int) -> slice:
    return slice(None) if index == ANY else slice(index, index + 1)


def _areas(instance: Instance, area: int, region: int) -> slice | Ints:
    if region == ANY:
        return _all(area)
    areas: Ints = np.arange(len(instance.areas))
    return np.nonzero((instance.area_region == region) & ((area == ANY) | (areas == area)))[0]


def outside(counts: Counts, instance: Instance, year_of: Ints) -> tuple[Ints, Ints]:
    """Return (K,) twice: how much is missing below each row and too much above it."""
    value = counted(counts, instance, year_of)
    return np.maximum(counts.low - value, 0), np.maximum(value - counts.high, 0)


def fines(counts: Counts, instance: Instance, year_of: Ints) -> int:
    """Return what departures from soft rows cost."""
    under, over = outside(counts, instance, year_of)
    return int(under @ np.maximum(counts.below, 0) + over @ np.maximum(counts.above, 0))


def departure_of(instance: Instance, year_of: Ints) -> int:
    """Return the weighted departure from the tasks."""
    return fines(instance.tasks, instance, year_of)


def value_of(instance: Instance, year_of: Ints) -> int:
    """Return the points of a choice; departures are part of it unless tasks come first."""
    items = np.nonzero(year_of != ANY)[0]
    value = int(instance.value[items, year_of[items]].sum())
    value -= fines(instance.finishing, instance, year_of)
    return value if instance.tasks_first else value - departure_of(instance, year_of)


def _choice_faults(instance: Instance, year_of: Ints) -> Iterator[str]:
    items = np.nonzero(year_of != ANY)[0]
    for item in items[~instance.available[items, year_of[items]]]:
        year = instance.years[year_of[item]]
        yield f"{instance.items[item]} may not be chosen in {year}"
    chosen = year_of[instance.member_item] != ANY
    times = np.bincount(instance.member_project[chosen], minlength=len(instance.projects))
    for project in np.nonzero(times > 1)[0]:
        yield f"{instance.projects[project]} is chosen more than once"


def _count_faults(name: str, counts: Counts, instance: Instance, year_of: Ints) -> Iterator[str]:
    under, over = outside(counts, instance, year_of)
    broken = ((counts.below == HARD) & (under > 0)) | ((counts.above == HARD) & (over > 0))
    for row in np.nonzero(broken)[0]:
        high = counts.high[row]
        asked = f"{counts.low[row]} to {'any' if high == NO_LIMIT else high}"
        measure = MEASURES[counts.measure[row]]
        yield f"{name} {row}: {measure} {asked}, {under[row]} missing, {over[row]} too much"


def _required_faults(instance: Instance, year_of: Ints) -> Iterator[str]:
    for each in instance.required:
        years = year_of[each.items]
        if not ((years == each.year) if each.year != ANY else (years != ANY)).any():
            yield f"{each.name} must be chosen"


def _money_faults(instance: Instance, purse: Purse, year_of: Ints, paid: Paid) -> Iterator[str]:
    """Check the payments one by one: permitted, within pots and ceilings, and all that is due."""
    source, year = purse.pot_source[paid.pot], purse.pot_year[paid.pot]
    if (paid.amount < 0).any():
        yield "a payment is negative"
    if not purse.permitted[source, paid.use].all():
        yield "a source pays for a use that is not permitted"
    owner, region = purse.pot_area[paid.pot], purse.pot_region[paid.pot]
    foreign = (owner != ANY) & (owner != paid.area)
    foreign |= (region != ANY) & (region != instance.area_region[paid.area])
    if foreign.any():
        yield "a pot pays outside its owner's areas"
    spent = np.zeros(len(purse.pot_amount), np.int64)
    np.add.at(spent, paid.pot, paid.amount)
    for pot in np.nonzero(spent > purse.pot_amount)[0]:
        yield f"pot {pot} pays {spent[pot]} of {purse.pot_amount[pot]} fen"
    places = len(instance.areas), len(instance.years)
    due = np.zeros((*places, len(purse.uses)), np.int64)
    backed = np.zeros((*places, len(purse.sources)), np.int64)
    items = np.nonzero(year_of != ANY)[0]
    where = (instance.item_area[items], year_of[items])
    np.add.at(due, where, purse.cost[items, year_of[items]])
    np.add.at(backed, where, purse.revenue[items])
    brought, by_source = np.zeros_like(due), np.zeros_like(backed)
    np.add.at(brought, (paid.area, year, paid.use), paid.amount)
    np.add.at(by_source, (paid.area, year, source), paid.amount)
    if (brought < due).any():
        yield f"{(due - brought).clip(0).sum()} fen are not paid"
    most = due.sum(axis=2)[:, :, None] * purse.share.T[:, None, :]
    if (by_source * PARTS > most).any():
        yield "a source pays more than its share"
    if (by_source * purse.cover > backed * PARTS).any():
        yield "revenue does not cover what has to be repaid"
