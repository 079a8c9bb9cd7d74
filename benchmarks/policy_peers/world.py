"""The same 25 rules and the same facts for every contestant.

The rules are conditions of the kind that a city's document states, over 42 facts; one fact in
sixteen is unknown, and the boundaries (4,000,000.00 yuan less a fen, a share of exactly 20 %) are
planted. Facts stand in Parquet files as typed columns: money in fen, dates as days.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl

from linli.core.kernel.text import Text
from linli.core.policy.schema import (
    EnumValue,
    Fact,
    FactType,
    Force,
    Messages,
    Pack,
    PackHead,
    Parameter,
    ParameterValue,
    Rule,
    RuleKind,
    Subject,
)
from linli.engines.tables.fact_frame import FactFrame

DAY = date(2024, 6, 30)
SINCE = date(2021, 4, 29)
CHUNK = 1_000_000
MONEY = """total resident_paid enterprise_paid local_budget revenue cost operating_revenue
service_income declared""".split()
INTS = {"built_in": (1965, 2010), "registration_days": (0, 4)}
DATES = "reuse_from started_on finished_on".split()
ENUMS = {
    "impact": "small medium large",
    "risk": "low medium high",
    "investor": "government social mixed",
    "category": "basic improved enhanced other",
    "pipes_of": "utility residents government other",
    "homes_of": "government unit private",
    "balance": "large_area cross_area alone other",
    "service": "elderly childcare domestic none",
}
BOOLS = """meets_conditions tenure_changes use_changes structure_changes in_plan lift_in_scheme
scheme_approved title_clear papers_complete survey_usable survey_shared idle_building
breaks_planning residents_agree up_to_standard contiguous inside related specialised organised
acquired""".split()
PARAMETERS = {
    "ceiling": (FactType.MONEY, "4000000.00"),
    "own_share": (FactType.RATIO, "0.20"),
    "relief": (FactType.RATIO, "0.90"),
    "cutoff": (FactType.INT, 2000),
    "grace": (FactType.INT, 5),
    "start_by": (FactType.DATE, date(2021, 6, 30)),
    "finish_by": (FactType.DATE, date(2021, 12, 31)),
}
RULES = {
    "surveyed": "built_in < 2005",
    "key_target": "built_in <= :cutoff",
    "late": "built_in > :cutoff AND meets_conditions",
    "land_waived": "NOT tenure_changes AND NOT use_changes AND impact = 'small'",
    "drawings_waived": "NOT structure_changes AND risk = 'low'",
    "scheme_enough": "in_plan AND investor = 'government'",
    "design_waived": "in_plan AND investor = 'government' AND total < :ceiling",
    "lift_jointly": "lift_in_scheme AND scheme_approved",
    "registered": "NOT (title_clear AND papers_complete) OR registration_days <= 1",
    "no_resurvey": "survey_usable OR survey_shared",
    "idle_grace": "idle_building AND category IN ('basic', 'improved', 'enhanced') "
    "AND reuse_from + INTERVAL :grace YEAR > :today",
    "reuse": "NOT breaks_planning AND residents_agree",
    "own_part": "resident_paid + enterprise_paid >= :own_share * total",
    "owner_pays": "pipes_of = 'utility'",
    "rewarded": "pipes_of <> 'utility'",
    "handed_over": "pipes_of <> 'utility' AND up_to_standard",
    "bond": "contiguous AND (inside OR related)",
    "public_homes": "homes_of <> 'government' OR local_budget > 0",
    "partnership": "revenue >= cost",
    "whole_credit": "balance IN ('large_area', 'cross_area')",
    "revenue_loan": "NOT balance IN ('large_area', 'cross_area') AND operating_revenue > 0",
    "capitalised": "specialised AND organised AND acquired",
    "vat_free": "service IN ('elderly', 'childcare', 'domestic')",
    "income_share": "service IN ('elderly', 'childcare', 'domestic') "
    "AND declared >= ROUND(:relief * service_income, 2)",
    "in_time": "started_on <= :start_by AND finished_on <= :finish_by",
}


def same(words: str) -> Text:
    """Return words that stand for both languages."""
    return Text(words, words)


@cache
def pack() -> Pack:
    """Return the pack of the race."""
    kinds = dict.fromkeys(MONEY, FactType.MONEY) | dict.fromkeys(BOOLS, FactType.BOOL)
    kinds |= dict.fromkeys(INTS, FactType.INT) | dict.fromkeys(DATES, FactType.DATE)
    kinds |= dict.fromkeys(ENUMS, FactType.ENUM)
    head = PackHead(
        id="race",
        title=same("race"),
        document_number="race",
        issuer="race",
        dated=SINCE,
        in_force_from=SINCE,
        city=same("race"),
        jurisdictions=(),
    )
    return Pack(
        head=head,
        clauses={},
        facts={name: fact(name, kind) for name, kind in kinds.items()},
        parameters={name: parameter(name, *rest) for name, rest in PARAMETERS.items()},
        rules={name: rule(name, when) for name, when in RULES.items()},
        works=(),
        targets=(),
        totals=(),
        digest="race",
    )


def fact(name: str, kind: FactType) -> Fact:
    """Return a fact of the race."""
    values = {v: EnumValue(label=same(v)) for v in ENUMS.get(name, "").split()}
    words = same(name)
    return Fact(
        name=name, type=kind, subject=Subject.COMPOUND, label=words, meaning=words, values=values
    )


def parameter(name: str, kind: FactType, value: str | int | date) -> Parameter:
    """Return a figure of the race."""
    values = (ParameterValue(since=SINCE, value=value, source="race"),)
    return Parameter(name=name, type=kind, label=same(name), clause="1", values=values)


def rule(name: str, when: str) -> Rule:
    """Return a rule of the race."""
    return Rule(
        id=name,
        kind=RuleKind.DETERMINATION,
        subject=Subject.COMPOUND,
        clause="1",
        serves=(),
        force=Force.MUST,
        title=same(name),
        since=SINCE,
        when=when,
        messages=Messages(yes=same("y"), no=same("n"), unknown=same("u")),
    )


def write_facts(folder: Path, rows: int) -> None:
    """Write so many subjects' facts once, a million a file."""
    if folder.exists():
        return
    making = folder.with_suffix(".making")
    making.mkdir(parents=True, exist_ok=True)
    for number, first in enumerate(range(0, rows, CHUNK)):
        made = some_facts(first, min(CHUNK, rows - first), np.random.default_rng(number))
        made.write_parquet(making / f"{number:03}.parquet")
    making.rename(folder)


def some_facts(first: int, rows: int, dice: np.random.Generator) -> pl.DataFrame:
    """Return the facts of some subjects."""
    columns: dict[str, pl.Series] = {}
    for name, (low, high) in INTS.items():
        columns[name] = pl.Series(dice.integers(low, high, rows, dtype=np.int64))
    for name, amounts in money(rows, dice).items():
        columns[name] = pl.Series(amounts)
    for name in DATES:
        days = dice.integers(0, 3000, rows).astype("timedelta64[D]") + np.datetime64("2016-01-01")
        columns[name] = pl.Series(days).cast(pl.Date)
    for name, values in ENUMS.items():
        options = np.array(values.split())
        chosen = pl.Series(options[dice.integers(0, len(options), rows)])
        columns[name] = chosen.cast(pl.Enum(values.split()))
    for name in BOOLS:
        columns[name] = pl.Series(dice.random(rows) < 0.6)
    known = {name: pl.Series(dice.random(rows) > 1 / 16) for name in columns}
    frame = pl.DataFrame({"id": np.arange(first, first + rows), **columns})
    return frame.with_columns(
        pl.when(known[name]).then(pl.col(name)).alias(name) for name in columns
    )


def money(rows: int, dice: np.random.Generator) -> dict[str, np.ndarray]:
    """Return amounts in fen; one row in ten stands on a boundary, a fen above or below."""
    found = {name: dice.integers(0, 800_000_000, rows, dtype=np.int64) for name in MONEY}
    edge, off = dice.random(rows) < 0.1, dice.integers(-1, 2, rows)
    found["total"] = np.where(edge, 400_000_000 + off, found["total"])
    share = found["total"] // 5 - found["resident_paid"] // 10
    found["resident_paid"] //= 10
    paid = np.where(edge, share + off, found["enterprise_paid"] // 10)
    found["enterprise_paid"] = np.maximum(paid, 0)
    taxed = (found["service_income"] * 90 + 50) // 100
    found["declared"] = np.where(edge, np.maximum(taxed + off, 0), found["declared"])
    found["cost"] = np.where(edge, np.maximum(found["revenue"] + off, 0), found["cost"])
    return found


def facts(folder: Path, rows: int | None = None) -> FactFrame:
    """Return the facts as Linli holds them in memory."""
    frame = pl.scan_parquet(folder / "*.parquet")
    return FactFrame(pack(), (frame.head(rows) if rows else frame).collect())


def cases(folder: Path, rows: int) -> list[dict[str, object]]:
    """Return subjects as plain dictionaries for engines that go row by row: dates as numbers."""
    dates = (pl.col(name).to_physical() for name in DATES)
    frame = facts(folder, rows).frame.with_columns(dates)
    return frame.drop("id").to_dicts()


def day_number(day: date) -> int:
    """Return a day as such dictionaries hold it."""
    return (day - date(1970, 1, 1)) // timedelta(days=1)
