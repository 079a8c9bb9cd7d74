"""The brief's money and the pack's sources -> the planner's pots, each with its permitted uses."""

from __future__ import annotations

from collections import Counter
from datetime import date

from linli.core.kernel.text import Text
from linli.core.planning.scenario import Money, Pot, Source
from linli.core.policy.answer import Value, Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.schema import Pack, Payer
from linli.core.policy.schema import Source as PackSource
from linli.plan.bridge.candidates import BONDABLE, UNSPLIT
from linli.plan.brief import ANY_SOURCE, Brief

SPENT_ON = "spent_on"
ANY_NAME = Text("不分来源的资金", "Money of any source")
UNSPLIT_NAME = Text("未分用途", "Use not split")
_BOND_FACTS: dict[str, Value] = {"public_service_or_municipal": True, "bond_conditions_met": True}


def public_sources(pack: Pack) -> list[PackSource]:
    """Return the sources that the government pays: those that a scenario gives amounts of."""
    return [source for source in pack.sources if source.payer is Payer.GOVERNMENT]


def uses(pack: Pack) -> dict[str, Text]:
    """Return all uses by code, with their names."""
    values = pack.facts[SPENT_ON].values if SPENT_ON in pack.facts else {}
    named = {code: value.label for code, value in values.items()}
    bondable = {
        code + BONDABLE: Text(f"{label.zh}（可用专项债券）", f"{label.en} (bonds may pay)")
        for code, label in named.items()
    }
    return {UNSPLIT: UNSPLIT_NAME, **named, **bondable}


def permitted_uses(pack: Pack, source: PackSource, day: date) -> frozenset[str]:
    """Return the uses that a source may pay by the pack's rules (S68-S76).

    A use that is not known is let pass where the rule asks for nothing but the use.
    """
    return frozenset(use for use in uses(pack) if use and _may_pay(pack, source, use, day)) | (
        frozenset({UNSPLIT}) if _asks_only_for_use(pack, source, day) else frozenset()
    )


def _may_pay(pack: Pack, source: PackSource, use: str, day: date) -> bool:
    facts: dict[str, Value] = {SPENT_ON: use.removesuffix(BONDABLE)}
    if use.endswith(BONDABLE):
        facts |= _BOND_FACTS
    return all(answer(pack, rule, facts, day).verdict is Verdict.YES for rule in source.uses)


def _asks_only_for_use(pack: Pack, source: PackSource, day: date) -> bool:
    return (
        any(_may_pay(pack, source, use, day) for use in pack.facts[SPENT_ON].values)
        or not source.uses
    )


def ranks(pack: Pack, day: date) -> Counter[str]:
    """Return by use how many public sources may pay it."""
    return Counter(
        use for source in public_sources(pack) for use in permitted_uses(pack, source, day)
    )


def core_money(brief: Brief, pack: Pack, day: date) -> Money | None:
    """Return the money of a brief; None: it sets no limit."""
    if not brief.money:
        return None
    named = uses(pack)
    sources = [
        Source(each.code, each.label, permitted_uses(pack, each, day))
        for each in public_sources(pack)
    ]
    sources.append(Source(ANY_SOURCE, ANY_NAME, frozenset(named)))
    used = {line.source for line in brief.money}
    pots = tuple(
        Pot(line.source, line.year, line.amount, line.area or None) for line in brief.money
    )
    return Money(named, tuple(source for source in sources if source.code in used), pots)
