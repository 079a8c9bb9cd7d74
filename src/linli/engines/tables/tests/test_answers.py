"""Answers for a whole release are exact, also for the rows that columns do not hold."""

import json
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from linli.core.kernel.period import Period
from linli.core.policy.evaluate import answer
from linli.core.policy.facts import decode
from linli.core.policy.tests.sample import DAY, amount, deadline, pack_of, rule
from linli.engines.tables.answers import failing, outcome, outcomes
from linli.engines.tables.fact_frame import KEY, split_facts
from linli.engines.tables.layers import Evaluation
from linli.engines.tables.tests.test_polars_rules import MAY_DAY, agree

RULES = [
    rule("large", "floor_area > 3"),
    rule("many", "households > 5"),
    rule("dear", "investment >= 4000000.00"),
    rule("old", "built_on <= :built_by"),
    rule("shared", "tenure = 'mixed'"),
    rule("wanted", "willing"),
]
PACK = pack_of(*RULES)
AS_ENCODED = [
    {"floor_area": "3.000001", "households": 6, "willing": True, "tenure": "mixed"},
    {"investment": "3999999.99", "built_on": "2000"},
    {"address": '"households": many'},
    {},
]
AS_COLUMNS_CANNOT_HOLD = [
    {"floor_area": "3.0000001"},
    {"floor_area": 4},
    {"floor_area": "1,234.5"},
    {"households": 10**18},
    {"households": 10**30},
    {"investment": "3999999.995"},
    {"built_on": "1998年"},
    {"built_on": "1998-5-1"},
    {"built_on": 1998},
]
REFUSED = [
    {"floor_area": 3.5},
    {"floor_area": "1.2.3"},
    {"households": 5.7},
    {"households": "6"},
    {"households": True},
    {"willing": "yes"},
    {"willing": 1},
    {"built_on": "0000"},
    {"built_on": "2021-02-30"},
    {"tenure": "none"},
    {"tenure": None},
]


def table_of(rows):
    texts = [json.dumps(row, ensure_ascii=False) for row in rows]
    return pl.DataFrame({KEY: range(len(rows)), "facts": texts})


def walked(row):
    facts = {name: decode(PACK.facts[name], value) for name, value in row.items()}
    return tuple(outcome(answer(PACK, each.id, facts, DAY)) for each in RULES)


def test_rows_of_all_shapes_answer_as_the_walk():
    rows = AS_ENCODED + [row for row in AS_COLUMNS_CANNOT_HOLD if "1,234.5" not in row.values()]
    found = outcomes(PACK, RULES, table_of(rows), Evaluation(DAY)).sort(KEY)
    assert found.rows() == [(key, *walked(row)) for key, row in enumerate(rows)]


@pytest.mark.parametrize("row", AS_COLUMNS_CANNOT_HOLD, ids=str)
def test_what_columns_cannot_hold_is_left_to_the_walk(row):
    facts, rest = split_facts(PACK, list(row), table_of([row, {}]))
    assert rest[KEY].to_list() == [0]
    assert facts.frame[KEY].to_list() == [1]


@pytest.mark.parametrize("row", REFUSED, ids=str)
def test_a_stored_fact_of_another_type_is_never_read_as_something_else(row):
    with pytest.raises(ValueError):  # noqa: PT011 - each type has its own words
        outcomes(PACK, RULES, table_of([*AS_ENCODED, row]), Evaluation(DAY))


def test_rows_that_fail_are_named_also_those_that_columns_do_not_hold():
    raw = pl.DataFrame(
        {
            KEY: [2, 3, 4, 5],
            "floor_area": ["3.000001", "2.9999999", "3.0000001", None],
            "households": [6, 5, 10**18, None],
            "built_on": ["2000", "2001-01", None, None],
        }
    )
    found = failing(PACK, RULES, raw, Evaluation(DAY))
    rows = {row.pop(KEY): row for row in raw.to_dicts()}
    expected = {
        key: walked({name: value for name, value in row.items() if value is not None})
        for key, row in rows.items()
    }
    for place, each in enumerate(RULES):
        assert found[each.id] == [key for key in rows if expected[key][place] == "no"]


def test_rows_fail_one_by_one_where_a_number_could_pass_the_widest_column():
    rules = [rule("huge", "floor_area * floor_area * floor_area < 5")]
    raw = pl.DataFrame({KEY: [2, 3], "floor_area": ["99999999999999", "1"]})
    assert failing(pack_of(*rules), rules, raw, Evaluation(DAY)) == {"huge": [2]}


def test_an_empty_release_has_no_answers():
    nothing = table_of([{}]).clear()
    assert outcomes(PACK, RULES, nothing, Evaluation(DAY)).columns == [KEY, *(r.id for r in RULES)]


def test_a_term_may_start_at_the_end_of_another():
    rules = [rule("soon", "built_on + INTERVAL 1 MONTH < finished_on")]
    rules.append(
        deadline("late", "built_on + INTERVAL 1 MONTH", "finished_on", "3", "working_days")
    )
    rows = [{"built_on": Period.parse("2021-04-29"), "finished_on": Period.parse("2021-04-01")}]
    agree(pack_of(*rules), rows, rules, calendar=MAY_DAY)


@pytest.mark.parametrize(
    "when",
    [
        "built_on + INTERVAL 5 YEAR <= DATE '0003-01-01'",
        "built_on - INTERVAL 1 DAY < DATE '0001-01-01'",
        "built_on + INTERVAL 1 DAY >= DATE '9999-12-31'",
        "built_on + INTERVAL 999999999 YEAR > finished_on",
        "built_on - INTERVAL 999999999 DAY < finished_on",
    ],
)
def test_terms_that_leave_the_calendar_end_at_its_edge(when):
    days = [date.min, date.max, date(2000, 2, 29)]
    rows = [{"built_on": Period.of(a), "finished_on": Period.of(b)} for a in days for b in days]
    agree(pack_of(rule("edge", when)), rows, [rule("edge", when)])


def test_rounding_is_exact_where_numbers_are_wide_or_negative():
    huge, rows = Decimal("99999999999999.99"), []
    for gap in ("0.49", "0.50", "0.51", "1.50", "-0.50"):
        rows.append({"floor_area": huge, "investment": Decimal(1), "resident_money": Decimal(gap)})
        rows.append({"floor_area": Decimal(0), "investment": huge, "resident_money": Decimal(gap)})
    rules = [amount("rounded", "ROUND(floor_area * investment - resident_money, 0)")]
    agree(pack_of(*rules), rows, rules)
