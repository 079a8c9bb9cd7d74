"""Random typed conditions over the sample pack, and random facts with gaps and planted limits."""

from __future__ import annotations

import random
from decimal import Decimal

from hypothesis import strategies as st

from linli.core.kernel.period import Period
from linli.core.policy.tests.sample import amount, deadline, pack_of, rule

BASE = [
    rule("stratum", classes={"early": "built_on <= :built_by", "late": "willing OR decayed"}),
    amount("gap", "ROUND(:own_share * investment, 0) - resident_money"),
    amount("unset", ":late_share * investment"),
    deadline("in_time", "built_on", "finished_on", ":grace_years", "months"),
]
PACK = pack_of(*BASE)
EXACT = ["1999-12-31", "2000-02-29", "2000-12-31", "2001-01-01", "2001-01-31", "2021-06-30"]
VAGUE = ["2000", "2001", "2000-12", "2001-01", "1999"]
POOLS = {
    "willing": [True, False],
    "decayed": [True, False],
    "listed": [True, False],
    "households": [0, 1, 29, 30, 31, 100],
    "buildings": [1, 2, 30],
    "floor_area": ["0", "99.99", "100", "100.000001", "3520.5"],
    "investment": ["3999999.99", "4000000.00", "4000000.01", "0.01", "100.00", "0.00"],
    "resident_money": ["19.99", "20.00", "20.01", "800000.00", "0.01"],
    "green_share": ["0", "0.199999", "0.2", "0.200001", "1"],
    "address": ["x", "y", "钦州"],
    "tenure": ["public", "private", "mixed"],
    "built_on": EXACT + VAGUE,
    "finished_on": EXACT + VAGUE,
}
NUMBERS = {"floor_area", "investment", "resident_money", "green_share"}
DATES = {"built_on", "finished_on"}


def rows_of(seed: int, count: int, *, exact: bool) -> list[dict[str, object]]:
    """Return facts of many subjects; about one in seven is unknown."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, not a secret
    pools = POOLS | (dict.fromkeys(DATES, EXACT) if exact else {})
    return [
        {
            name: _value(name, chance.choice(pool))
            for name, pool in pools.items()
            if chance.random() > 0.15
        }
        for _ in range(count)
    ]


def _value(name: str, raw: object) -> object:
    if name in DATES:
        return Period.parse(str(raw))
    return Decimal(str(raw)) if name in NUMBERS else raw


ORDERS = st.sampled_from(["=", "<>", "<", "<=", ">", ">="])
PLAIN_FACTS = ["households", "buildings", "floor_area"]
MONEY_FACTS = ["investment", "resident_money", ":cheap_below", "gap", "unset"]
LITERALS = ["0", "1", "30", "99.99", "100.5", "-3"]
SCALARS = ["2", "0.5", "households", "green_share", ":own_share", ":late_share"]
UNITS = st.sampled_from(["YEAR", "MONTH", "DAY"])
COUNTS = st.sampled_from(["0", "1", "5", "13", ":grace_years"])


def _sum(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(parts, st.sampled_from("+-"), parts).map(lambda p: f"({' '.join(p)})")
    rounded = st.tuples(parts, st.integers(0, 2)).map(lambda p: f"ROUND({p[0]}, {p[1]})")
    return parts | pair | rounded


plain_numbers = _sum(
    st.sampled_from([*PLAIN_FACTS, *LITERALS])
    | st.tuples(st.sampled_from(["2", "0.5", "households"]), st.sampled_from(PLAIN_FACTS)).map(
        " * ".join
    )
)
money = _sum(
    st.sampled_from(MONEY_FACTS)
    | st.tuples(st.sampled_from(SCALARS), st.sampled_from(MONEY_FACTS[:3])).map(" * ".join)
)
starts = st.sampled_from(
    ["built_on", "finished_on", ":built_by", ":today", *(f"DATE '{d}'" for d in EXACT)]
)
days = starts | st.tuples(starts, st.sampled_from("+-"), COUNTS, UNITS).map(
    lambda p: f"{p[0]} {p[1]} INTERVAL {p[2]} {p[3]}"
)


def _compared(values: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    ends = st.tuples(values, st.sampled_from(["BETWEEN", "NOT BETWEEN"]), values, values)
    return st.tuples(values, ORDERS, values).map(" ".join) | ends.map(
        lambda p: f"{p[0]} {p[1]} {p[2]} AND {p[3]}"
    )


def _listed(names: list[str], values: list[str]) -> st.SearchStrategy[str]:
    some = st.lists(st.sampled_from(values), min_size=1, max_size=3).map(", ".join)
    return st.tuples(st.sampled_from(names), st.sampled_from(["IN", "NOT IN"]), some).map(
        lambda p: f"{p[0]} {p[1]} ({p[2]})"
    )


ratios = st.sampled_from(["green_share", ":own_share", ":late_share", "0.2"])
atoms = st.one_of(
    st.sampled_from(
        ["willing", "decayed", "listed", "early", "cheap", "deserving", "in_time", "TRUE"]
    ),
    _compared(plain_numbers),
    _compared(money),
    _compared(days),
    st.tuples(ratios, ORDERS, ratios).map(" ".join),
    _listed(["tenure"], ["'public'", "'private'", "'mixed'"]),
    _listed(["address"], ["'x'", "'y'"]),
    _listed(["households"], ["30", "31", "100"]),
    st.tuples(
        st.sampled_from(["stratum"]),
        st.sampled_from(["=", "<>"]),
        st.sampled_from(["'early'", "'late'"]),
    ).map(" ".join),
    st.sampled_from(["tenure = 'public'", "tenure <> 'mixed'", "address = 'x'"]),
)
conditions = st.recursive(
    atoms.map(lambda text: f"({text})"),
    lambda parts: st.one_of(
        parts.map(lambda text: f"(NOT {text})"),
        st.lists(parts, min_size=2, max_size=3).map(lambda p: f"({' AND '.join(p)})"),
        st.lists(parts, min_size=2, max_size=3).map(lambda p: f"({' OR '.join(p)})"),
    ),
    max_leaves=6,
)
