"""A project's plan of funds: who pays, what it is spent on, and what that says (S14, S70)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from linli.core.kernel.text import Text
from linli.core.policy.evaluate import parameter_value
from linli.core.policy.schema import Pack, Payer, Source
from linli.determination.reads import pack_of
from linli.reserve.models import Candidate

SPENT_ON = "spent_on"
GUIDE = "resident_enterprise_share"
ENTERPRISES = frozenset({Payer.UTILITY, Payer.OWNER, Payer.CAPITAL})
ZERO = Decimal("0.00")


class Amount(NamedTuple):
    """A source of money or a kind of spending, with its yuan; ``code`` names the form's field."""

    code: str
    label: Text
    yuan: Decimal


class Funds(NamedTuple):
    """A plan of funds. ``open`` is what no source pays yet, None without an estimate.

    ``share`` is what residents and enterprises pay of the estimate, ``guide`` the pack's line.
    """

    sources: list[Amount]
    uses: list[Amount]
    total: Decimal
    open: Decimal | None
    residents: Decimal
    enterprises: Decimal
    share: Decimal | None
    guide: Decimal | None

    @property
    def meets_guide(self) -> bool | None:
        """Tell whether the share reaches the line; None where one of the two is unknown."""
        return None if self.share is None or self.guide is None else self.share >= self.guide


def funds_of(candidate: Candidate) -> Funds:
    """Return a candidate's plan of funds by the pack's sources and kinds of spending."""
    pack, estimate = pack_of(candidate.determination.pack), candidate.estimate
    money = amounts(candidate.money)
    total = sum(money.values(), ZERO)
    residents, enterprises = pledged(pack, money)
    return Funds(
        [Amount(each.code, each.label, money.get(each.code, ZERO)) for each in pack.sources],
        [
            Amount(code, label, amounts(candidate.uses).get(code, ZERO))
            for code, label in kinds(pack)
        ],
        total,
        None if estimate is None else estimate - total,
        residents,
        enterprises,
        (residents + enterprises) / estimate if estimate and total else None,
        guide_line(pack, candidate),
    )


def amounts(stored: Mapping[str, str]) -> dict[str, Decimal]:
    """Return stored amounts as yuan."""
    return {code: Decimal(amount) for code, amount in stored.items()}


def kinds(pack: Pack) -> list[tuple[str, Text]]:
    """Return the kinds of spending that a pack tells apart, with their labels."""
    known = pack.facts.get(SPENT_ON)
    return [(code, value.label) for code, value in known.values.items()] if known else []


def owners(pack: Pack) -> list[Source]:
    """Return the sources that are residents' and enterprises' own: a loan is nobody's (A07)."""
    payers = {Payer.RESIDENTS, *ENTERPRISES}
    return [each for each in pack.sources if each.payer in payers and not each.borrowed]


def pledged(pack: Pack, money: Mapping[str, Decimal]) -> tuple[Decimal, Decimal]:
    """Return what residents and what enterprises pay."""
    residents, enterprises = (
        sum((money.get(each.code, ZERO) for each in owners(pack) if each.payer in payers), ZERO)
        for payers in (frozenset({Payer.RESIDENTS}), ENTERPRISES)
    )
    return residents, enterprises


def guide_line(pack: Pack, candidate: Candidate) -> Decimal | None:
    """Return the pack's line for what residents and enterprises pay (S70)."""
    if GUIDE not in pack.parameters:
        return None
    value = parameter_value(pack, GUIDE, candidate.determination.day)
    return value if isinstance(value, Decimal) else None
