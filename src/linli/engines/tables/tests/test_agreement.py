"""Four ways to the same answer: the tree walk, whole columns, Kleene's tables, and DuckDB.

Each example is a random condition over many subjects. The slow runs together compare more than
100,000 pairs of a condition and a subject.
"""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.core.policy.answer import Verdict
from linli.core.policy.evaluate import answer
from linli.core.policy.tests.sample import DAY, pack_of, rule
from linli.engines.tables.tests.expressions import BASE, PACK, POOLS, conditions, rows_of
from linli.engines.tables.tests.oracle import Oracle
from linli.engines.tables.tests.reference import Reference
from linli.engines.tables.tests.test_polars_rules import in_columns

SUBJECTS = 60
ORACLE = Oracle(PACK, list(POOLS))
TRUTH = {Verdict.YES: True, Verdict.NO: False, Verdict.UNKNOWN: None}
QUICK = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
THOROUGH = settings(QUICK, max_examples=900)
EXAMPLE = {"text": conditions, "seed": st.integers(0, 2**32)}


def agree(text: str, seed: int, *, exact: bool) -> None:
    """Compare all ways on one condition; DuckDB where all days are exact."""
    rows, asked = rows_of(seed, SUBJECTS, exact=exact), rule("asked", text)
    pack = pack_of(*BASE, asked)
    by_tables = [Reference(pack, row, DAY).rule("asked") for row in rows]
    assert [TRUTH[answer(pack, "asked", row, DAY).verdict] for row in rows] == by_tables
    assert in_columns(pack, rows, [asked])[1]["asked"].to_list() == by_tables
    if exact:
        assert ORACLE.answers(text, DAY, rows) == by_tables


@QUICK
@given(**EXAMPLE)
def test_vague_days_agree(text, seed):
    agree(text, seed, exact=False)


@QUICK
@given(**EXAMPLE)
def test_exact_days_agree_with_duckdb_too(text, seed):
    agree(text, seed, exact=True)


@pytest.mark.slow
@THOROUGH
@given(**EXAMPLE)
def test_vague_days_agree_on_fifty_thousand_pairs(text, seed):
    agree(text, seed, exact=False)


@pytest.mark.slow
@THOROUGH
@given(**EXAMPLE)
def test_exact_days_agree_on_fifty_thousand_pairs(text, seed):
    agree(text, seed, exact=True)
