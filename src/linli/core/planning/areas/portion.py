"""A portion of an instance: some of its areas, with their share of what all areas share."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from linli.core.planning.instance import (
    ANY,
    HARD,
    NO_LIMIT,
    Counts,
    Flags,
    Instance,
    Ints,
    Purse,
)

COUNTED = ("tasks", "quota", "capacity", "finishing")


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
    if instance.tasks_first or len(instance.regions) < 2:  # noqa: PLR2004 - nothing to part
        return False
    for family in COUNTED:
        counts: Counts = getattr(instance, family)
        shared = is_of_all(counts)
        soft = (counts.above != HARD) & (counts.high != NO_LIMIT)
        if (shared & ((counts.low > 0) | soft)).any():
            return False
    region = instance.area_region[instance.item_area]
    return all(len(np.unique(region[each.items])) <= 1 for each in instance.required)


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
        family: _counts(getattr(instance, family), area, region, (ceilings or {}).get(family))
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
        purse=None if instance.purse is None else _purse(instance.purse, areas, is_in, pots),
        **families,
    )
    purse = part.purse
    if purse is None:
        return Portion(part, items)
    kept = ((purse.pot_area == ANY) | areas[purse.pot_area]) & (
        (purse.pot_region == ANY) | regions[purse.pot_region]
    )
    purse = replace(
        purse,
        pot_source=purse.pot_source[kept],
        pot_year=purse.pot_year[kept],
        pot_area=_named(area, purse.pot_area[kept]),
        pot_region=_named(region, purse.pot_region[kept]),
        pot_amount=purse.pot_amount[kept],
    )
    return Portion(replace(part, purse=purse), items)


def _numbers(kept: Flags) -> Ints:
    """Return by old position the new one; ``ANY`` for what is left out."""
    return np.where(kept, np.cumsum(kept) - 1, ANY)


def _named(numbers: Ints, old: Ints) -> Ints:
    return np.where(old == ANY, ANY, numbers[old])


def _counts(counts: Counts, area: Ints, region: Ints, ceilings: Ints | None) -> Counts:
    high = counts.high if ceilings is None else ceilings
    own_area, own_region = _named(area, counts.area), _named(region, counts.region)
    kept = ((counts.area == ANY) | (own_area != ANY)) & (
        (counts.region == ANY) | (own_region != ANY)
    )
    return Counts(
        counts.measure[kept], counts.low[kept], high[kept], counts.below[kept],
        counts.above[kept], own_area[kept], own_region[kept], counts.year[kept],
    )  # fmt: skip


def _purse(purse: Purse, areas: Flags, is_in: Flags, pots: Ints | None) -> Purse:
    return replace(
        purse,
        cost=purse.cost[is_in],
        revenue=purse.revenue[is_in],
        share=purse.share[:, areas],
        pot_amount=purse.pot_amount if pots is None else pots,
    )
