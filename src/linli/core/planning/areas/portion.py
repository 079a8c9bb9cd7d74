"""A portion of an instance: some of its areas, with their share of what all areas share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from linli.core.planning.faults import counted
from linli.core.planning.instance import (
    ANY,
    COUNTED,
    HARD,
    NO_LIMIT,
    Counts,
    Flags,
    Instance,
    Ints,
    Purse,
)
from linli.core.planning.payments import Paid


@dataclass(frozen=True, eq=False, slots=True)
class Portion:
    """An ``instance`` that plans the items ``items`` of the whole."""

    instance: Instance
    items: Ints


def is_of_all(counts: Counts) -> Flags:
    """Return (K,): whether a count is of all areas."""
    return np.asarray((counts.area == ANY) & (counts.region == ANY))


def is_portioned(instance: Instance) -> bool:
    """Tell whether regions share nothing but pots and hard ceilings."""
    region = instance.area_region[instance.item_area]
    return len(instance.regions) > 1 and _share_ceilings(instance, is_of_all, region)


def is_parted(instance: Instance) -> bool:
    """Tell whether areas share nothing but pots and hard ceilings."""
    return len(instance.areas) > 1 and _share_ceilings(instance, _is_shared, instance.item_area)


def _is_shared(counts: Counts) -> Flags:
    return np.asarray(counts.area == ANY)


def _share_ceilings(instance: Instance, is_shared: Callable[[Counts], Flags], group: Ints) -> bool:
    """Tell whether what is shared are ceilings; ``group`` (I,) is what an item belongs to."""
    if instance.tasks_first:
        return False
    for family in COUNTED:
        counts: Counts = getattr(instance, family)
        shared = is_shared(counts)
        soft = (counts.above != HARD) & (counts.high != NO_LIMIT)
        if (shared & ((counts.low > 0) | soft)).any():
            return False
    return all(len(np.unique(group[each.items])) <= 1 for each in instance.required)


def left_to(instance: Instance, year_of: Ints, paid: Paid, area: int) -> Portion:
    """Return the portion of one area with what a plan leaves to it where the others stay.

    ``year_of`` (I,) is the plan, ``paid`` its payments; areas share only ceilings
    (``is_parted``).
    """
    own = np.arange(len(instance.areas)) == area
    elsewhere = np.where(own[instance.item_area], ANY, year_of)
    ceilings = {}
    for family in COUNTED:
        counts: Counts = getattr(instance, family)
        bound = _is_shared(counts) & (counts.high != NO_LIMIT)
        ceilings[family] = counts.high - np.where(bound, counted(counts, instance, elsewhere), 0)
    pots = None
    if instance.purse is not None:
        others = paid.area != area
        pots = instance.purse.pot_amount.copy()
        np.subtract.at(pots, paid.pot[others], paid.amount[others])
    return portion(instance, own, pots, ceilings)


def portion(
    instance: Instance,
    areas: Flags,
    pots: Ints | None = None,
    ceilings: dict[str, Ints] | None = None,
) -> Portion:
    """Return the portion of some areas ``areas`` (A,).

    ``pots`` (P,) fen are what the pots hold for it, ``ceilings`` by family (K,) what counts of all
    areas may come to; None: as much as in the whole.
    """
    area = _numbers(areas)
    regions = np.zeros(len(instance.regions), bool)
    regions[instance.area_region[areas]] = True
    region = _numbers(regions)
    is_in = areas[instance.item_area]
    items, item = np.nonzero(is_in)[0], _numbers(is_in)
    members = is_in[instance.member_item]
    projects, member_project = np.unique(instance.member_project[members], return_inverse=True)
    families: dict[str, Any] = {
        family: _counts(getattr(instance, family), (area, region), (ceilings or {}).get(family))
        for family in COUNTED
    }
    part = replace(
        instance,
        areas=tuple(np.array(instance.areas)[areas].tolist()),
        regions=tuple(np.array(instance.regions)[regions].tolist()),
        area_region=region[instance.area_region[areas]],
        items=tuple(instance.items[each] for each in items.tolist()),
        item_area=area[instance.item_area[is_in]],
        measures=instance.measures[is_in],
        available=instance.available[is_in],
        value=instance.value[is_in],
        need=instance.need[is_in],
        spend=instance.spend[is_in],
        projects=tuple(instance.projects[each] for each in projects.tolist()),
        member_item=item[instance.member_item[members]],
        member_project=member_project.reshape(-1),
        required=tuple(
            replace(each, items=item[each.items])
            for each in instance.required
            if is_in[each.items].any()
        ),
        purse=_purse(instance.purse, (area, region), is_in, pots),
        **families,
    )
    return Portion(part, items)


def _numbers(kept: Flags) -> Ints:
    """Return by old position the new one; ``ANY`` for what is left out."""
    return np.where(kept, np.cumsum(kept) - 1, ANY)


def _scoped(numbers: tuple[Ints, Ints], area: Ints, region: Ints) -> tuple[Flags, Ints, Ints]:
    """Return which scopes reach the portion, and the new areas and regions of those."""
    own = [
        np.where(old == ANY, ANY, each[old])
        for each, old in zip(numbers, (area, region), strict=True)
    ]
    kept = ((area == ANY) | (own[0] != ANY)) & ((region == ANY) | (own[1] != ANY))
    return kept, own[0][kept], own[1][kept]


def _counts(counts: Counts, numbers: tuple[Ints, Ints], ceilings: Ints | None) -> Counts:
    high = counts.high if ceilings is None else ceilings
    kept, area, region = _scoped(numbers, counts.area, counts.region)
    return Counts(
        counts.measure[kept], counts.low[kept], high[kept], counts.below[kept],
        counts.above[kept], area, region, counts.year[kept],
    )  # fmt: skip


def _purse(
    purse: Purse | None, numbers: tuple[Ints, Ints], is_in: Flags, amount: Ints | None
) -> Purse | None:
    if purse is None:
        return None
    amount = purse.pot_amount if amount is None else amount
    kept, area, region = _scoped(numbers, purse.pot_area, purse.pot_region)
    return replace(
        purse,
        cost=purse.cost[is_in],
        revenue=purse.revenue[is_in],
        share=purse.share[:, numbers[0] != ANY],
        pot_source=purse.pot_source[kept],
        pot_year=purse.pot_year[kept],
        pot_area=area,
        pot_region=region,
        pot_amount=amount[kept],
    )
