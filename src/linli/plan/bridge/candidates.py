"""What stands in the reserve -> the planner's candidates, with their costs by use."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from linli.core.kernel.text import Text
from linli.core.planning.scenario import Candidate

if TYPE_CHECKING:
    from linli.plan.brief import Brief
    from linli.reserve.reads.items import ReserveItem

UNSPLIT = ""
BONDABLE = "*"
"""Marks the part of a use that special bonds may pay (S75)."""
BOND_USES = ("adjoining", "facilities")
ZERO = Decimal(0)


def core_candidate(item: ReserveItem, brief: Brief, ranks: Mapping[str, int]) -> Candidate:
    """Return an item as the planner's candidate; ``ranks`` as ``after_pledges`` needs them."""
    pledged = min(item.cost, item.pledged_residents + item.pledged_enterprises)
    opens, waits, unwilling = _gate(item, brief)
    return Candidate(
        code=item.code,
        name=item.name,
        area=item.jurisdiction,
        households=item.households,
        need=item.need,
        costs=after_pledges(uses_of(item), pledged, ranks),
        pledged=pledged,
        stratum=item.stratum,
        members=members_of(item),
        lacks=(*item.lacks, *unwilling),
        opens=opens,
        waits=waits,
    )


def members_of(item: ReserveItem) -> tuple[str, ...]:
    """Return the codes of a bundle's projects, or of those that one project of several replaced.

    A task counts compounds (A01), so a project of several counts as many.
    """
    several = len(item.compounds) > 1
    return item.members or (tuple(f"P{code}" for code in item.compounds) if several else ())


def uses_of(item: ReserveItem) -> dict[str, Decimal]:
    """Return the yuan by use; what bonds may pay stands apart, under the use's name and a mark."""
    uses = {use: amount for use, amount in item.uses.items() if amount}
    left = item.cost - sum(uses.values(), ZERO)
    if left:
        uses[UNSPLIT] = uses.get(UNSPLIT, ZERO) + left
    bondable = item.bondable
    for use in BOND_USES:
        part = min(bondable, uses.get(use, ZERO))
        if part:
            uses[use] -= part
            uses[use + BONDABLE] = part
            bondable -= part
    return {use: amount for use, amount in uses.items() if amount}


def after_pledges(
    uses: Mapping[str, Decimal], pledged: Decimal, ranks: Mapping[str, int]
) -> dict[str, Decimal]:
    """Return what is left to public money once residents and enterprises have paid.

    Pledges go first where the fewest public sources may pay (``ranks``: how many may).
    """
    left = dict(uses)
    for use in sorted(left, key=lambda name: (ranks.get(name, 0), name)):
        part = min(pledged, left[use])
        left[use] -= part
        pledged -= part
    return {use: amount for use, amount in left.items() if amount}


def _gate(item: ReserveItem, brief: Brief) -> tuple[int | None, tuple[Text, ...], tuple[Text, ...]]:
    """Return from which year on enough households agree, what is said before, or what lacks."""
    if brief.willing is None:
        return None, (), ()
    asked = Fraction(brief.willing)
    written = f"{brief.willing * 100:.0f}%"
    if not item.willing:
        lack = Text(f"居民同意比例未知（门槛 {written}）", f"consent unknown (gate {written})")
        return None, (), (lack,)
    agreeing = [year for year in sorted(item.willing) if item.willing[year] >= asked]
    reached = f"{float(max(item.willing.values())) * 100:.1f}%"
    short = Text(
        f"居民同意比例 {reached}，未达门槛 {written}", f"consent {reached}, the gate is {written}"
    )
    if not agreeing or agreeing[0] > brief.horizon[-1]:
        return None, (), (short,)
    return agreeing[0], (short,), ()
