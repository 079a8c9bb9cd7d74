"""What the pack says of a bundle's money: special bonds, and the form of finance (S75, S81)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from linli.core.policy.answer import Answer, Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.schema import Pack

BALANCE, FORM = "balance_mode", "finance_form"
BONDS = "special_bond"
PUBLIC, READY, SPENT_ON = "public_service_or_municipal", "bond_conditions_met", "spent_on"
_PLACES = {"facilities": frozenset({"inside"}), "adjoining": frozenset({"adjoining"})}


def places_of_use(use: str) -> frozenset[str]:
    """Return where a kind of spending builds, as the catalogue of works names places."""
    return _PLACES.get(use, frozenset({"inside", "adjoining"}))


class Spending(NamedTuple):
    """What money is spent on, and the pack's two facts on bonds; None is unknown."""

    use: str
    is_public: bool | None
    bond_ready: bool | None


def bond_answers(pack: Pack, spending: Spending, day: date) -> list[Answer]:
    """Return what the rules on special bonds say of a spending; none without such a source."""
    rules = [rule for each in pack.sources if each.code == BONDS for rule in each.uses]
    facts = dict(zip((SPENT_ON, PUBLIC, READY), spending, strict=True))
    return [answer(pack, rule, facts, day) for rule in rules]


def may_bond(pack: Pack, spending: Spending, day: date) -> Verdict:
    """Return the verdict on special bonds: yes only if every rule says so (S75)."""
    verdicts = {each.verdict for each in bond_answers(pack, spending, day)}
    if not verdicts or Verdict.NO in verdicts:
        return Verdict.NO
    return Verdict.UNKNOWN if Verdict.UNKNOWN in verdicts else Verdict.YES


def finance_form(pack: Pack, mode: str, day: date) -> Answer | None:
    """Return the pack's answer on the form of finance that a mode opens (S81); None: no rule."""
    return answer(pack, FORM, {BALANCE: mode or None}, day) if FORM in pack.rules else None
