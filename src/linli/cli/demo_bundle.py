"""One bundle of the demo city is accepted, as its neighbourhood suggests, with what it shares."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from linli.core.policy.schema import Pack
from linli.foundation.people.models import Jurisdiction, User
from linli.reserve.actions.bundles import Draft, accept_bundle
from linli.reserve.actions.facilities import Shared, balance_bundle, share_facility
from linli.reserve.finance import BALANCE
from linli.reserve.models import Bundle, Candidate
from linli.reserve.reads.bundles import proposals, reach_of

WHY = "演示：按邻近关系接受"


def accept_first_bundle(pack: Pack, day: date) -> None:
    """Accept the largest proposal of ready projects in the first area that has one."""
    reach = reach_of(pack, Bundle.Level.STREET, day)
    city = User.objects.get(username="city")
    for area in Jurisdiction.objects.all() if reach else ():
        found = proposals(city, area, Bundle.Level.STREET, reach) if reach else []
        ready = [row.proposal for row in found if _is_ready(row.proposal.codes)]
        if ready:
            first = ready[0]
            name = f"{first.community or first.town or area}街区"
            bundle = accept_bundle(city, Draft(name, Bundle.Level.STREET, first.codes, WHY))
            _share(pack, bundle, city, day)
            return


def _is_ready(codes: Sequence[str]) -> bool:
    standing = Candidate.objects.filter(project__compounds__code__in=codes)
    return all(state == Candidate.State.READY for state in standing.values_list("state", flat=True))


def _share(pack: Pack, bundle: Bundle, city: User, day: date) -> None:
    if any(item.code == "market" for item in pack.works):
        market = Shared(
            name="便民市场（演示）",
            work="market",
            use="adjoining",
            cost=Decimal(800000),
            revenue=Decimal(350000),
            bonds=Decimal(400000),
            is_public=True,
            bond_ready=True,
        )
        share_facility(city, bundle, market, WHY, day)
    if BALANCE in pack.facts:
        balance_bundle(city, bundle, next(iter(pack.facts[BALANCE].values)), WHY)
