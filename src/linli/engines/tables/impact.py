"""Whom a change of policy touches: two packs answered over the same registry, side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce

import polars as pl

from linli.core.policy.schema import FactType, Rule, RuleKind, Subject
from linli.engines.tables.columns import SCALES
from linli.engines.tables.fact_frame import KEY, FactFrame
from linli.engines.tables.polars_rules import compile_rules

GATE = "reserve"
MONEY_FACT = "estimated_investment"
"""The fact whose sum is the money that enters or leaves the reserve with its compounds."""
_PLACE = ("code", "name", "jurisdiction")


@dataclass(frozen=True, slots=True)
class Impact:
    """What a change does to the compounds of a registry.

    ``moves`` counts by rule, jurisdiction, old and new outcome; ``changed`` lists the compounds;
    ``money`` sums, by jurisdiction, the estimated investment of those that come to pass all
    gates of the reserve (``entering``) or no longer do (``leaving``), in yuan; ``amounts`` gives
    for each amount rule the difference of its sum, in its own unit.
    """

    moves: pl.DataFrame
    changed: pl.DataFrame
    money: pl.DataFrame
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class _Side:
    """One pack's answers: outcomes as stored, whether all gates are passed, sums of amounts."""

    outcomes: pl.DataFrame
    passed: pl.DataFrame
    sums: Mapping[str, Decimal]


def impact(old: FactFrame, new: FactFrame, places: pl.DataFrame, day: date) -> Impact:
    """Compare what two packs say of the same compounds on a day.

    Each frame carries its pack; for packs with the same fact dictionary it is the same frame.
    ``places`` holds id, code, name and jurisdiction (code) of each compound.
    """
    before, after = _side(old, day), _side(new, day)
    changed = _changed(before, after, places)
    groups = ["rule", "jurisdiction", "old", "new"]
    amounts = {
        rule_id: after.sums.get(rule_id, Decimal(0)) - before.sums.get(rule_id, Decimal(0))
        for rule_id in dict.fromkeys((*before.sums, *after.sums))
    }
    return Impact(
        moves=changed.group_by(groups).len("count").sort(groups),
        changed=changed,
        money=_money(new, before, after, places),
        amounts=amounts,
    )


def _side(facts: FactFrame, day: date) -> _Side:
    """Answer all compounds by one pack."""
    rules = facts.pack.rules_of(Subject.COMPOUND, day)
    compiled = compile_rules(facts, rules, day)
    answers = compiled.run(facts.frame)
    sums = {
        rule.id: Decimal(int(answers[rule.id].sum())).scaleb(-compiled.scales[rule.id])
        for rule in rules
        if rule.kind is RuleKind.AMOUNT
    }
    return _Side(compiled.outcomes(answers), _passed(answers, rules), sums)


def _passed(answers: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """Tell of each compound whether it passes all gates of the reserve."""
    gates = [pl.col(rule.id).fill_null(value=False) for rule in rules if rule.gate == GATE]
    return answers.select(KEY, reduce(pl.Expr.and_, gates, pl.lit(value=True)).alias("passed"))


def _changed(before: _Side, after: _Side, places: pl.DataFrame) -> pl.DataFrame:
    """Return the compounds whose answer differs; a rule that only one pack has says nothing."""
    both = before.outcomes.join(after.outcomes, on=KEY, suffix=" new")
    parts = [
        both.filter(pl.col(name) != pl.col(f"{name} new")).select(
            KEY, rule=pl.lit(name), old=pl.col(name), new=pl.col(f"{name} new")
        )
        for name in before.outcomes.columns
        if name != KEY and name in after.outcomes.columns
    ]
    none = both.select(KEY, *(pl.lit("").alias(name) for name in ("rule", "old", "new"))).clear()
    placed = pl.concat([none, *parts]).join(places.select(KEY, *_PLACE), on=KEY)
    return placed.select(KEY, *_PLACE, "rule", "old", "new").sort("code", "rule")


def _money(facts: FactFrame, before: _Side, after: _Side, places: pl.DataFrame) -> pl.DataFrame:
    """Sum the estimated investment that enters and leaves the reserve, by jurisdiction."""
    both = before.passed.join(after.passed, on=KEY, suffix="_after")
    moved = both.filter(pl.col("passed") != pl.col("passed_after")).join(places, on=KEY)
    fen = pl.lit(0, dtype=pl.Int64)
    if MONEY_FACT in facts.frame.columns:
        moved = moved.join(facts.frame.select(KEY, MONEY_FACT), on=KEY)
        fen = pl.col(MONEY_FACT).fill_null(0)
    entering = pl.col("passed_after")
    sums = moved.group_by("jurisdiction").agg(
        compounds_entering=entering.sum(),
        compounds_leaving=(~entering).sum(),
        entering=fen.filter(entering).sum().cast(pl.Int64),
        leaving=fen.filter(~entering).sum().cast(pl.Int64),
    )
    scale = SCALES[FactType.MONEY]
    in_yuan = (
        pl.col(name).cast(pl.Decimal(38, 0)) * Decimal(1).scaleb(-scale)
        for name in ("entering", "leaving")
    )
    return sums.sort("jurisdiction").with_columns(in_yuan)
