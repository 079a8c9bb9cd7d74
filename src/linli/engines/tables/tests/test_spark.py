"""Spark answers as the tree walk does, for every kind of rule and every type of fact."""

import json
import random
from decimal import Decimal

import polars as pl
import pytest

from linli.core.kernel.period import Period
from linli.core.policy.evaluate import answer
from linli.core.policy.facts import decode, encode
from linli.core.policy.schema import FactType
from linli.core.policy.tests.sample import DAY, pack_of, rule
from linli.engines.tables.answers import outcome
from linli.engines.tables.fact_frame import KEY, facts_wanted
from linli.engines.tables.layers import Evaluation
from linli.engines.tables.tests.test_answers import AS_COLUMNS_CANNOT_HOLD, AS_ENCODED
from linli.engines.tables.tests.test_polars_rules import DAYS, MAY_DAY, RULES

sql = pytest.importorskip("pyspark.sql", reason="the extra spark is not installed")
engine = pytest.importorskip("linli.engines.tables.spark")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

EDGES = [
    rule("wide", "floor_area * investment > floor_area * resident_money"),
    rule("far", "built_on + INTERVAL 999999999 YEAR > finished_on"),
    rule("back", "built_on - INTERVAL 999999999 DAY < finished_on"),
]
VALUES = {
    FactType.BOOL: [True, False],
    FactType.INT: [0, 1, 30, 60, 120],
    FactType.DECIMAL: [Decimal("0.5"), Decimal("99999999999999.99"), Decimal("50.25")],
    FactType.MONEY: [Decimal("3999999.99"), Decimal("800000.00"), Decimal("99999999999999.99")],
    FactType.RATIO: [Decimal("0.2"), Decimal("0.25"), Decimal(1)],
    FactType.DATE: [Period.parse(text) for text in DAYS],
    FactType.TEXT: ["x", "projects"],
    FactType.ENUM: ["public", "private", "mixed"],
}


@pytest.fixture(scope="module")
def spark():
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    session = sql.SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    yield session
    session.stop()


def release(folder, rows):
    texts = [json.dumps(row, ensure_ascii=False) for row in rows]
    path = folder / "release.parquet"
    pl.DataFrame({KEY: range(len(rows)), "facts": texts}).write_parquet(path)
    return [str(path)]


def random_rows(pack, rules, count):
    dice = random.Random(7)  # noqa: S311 - made rows
    wanted = facts_wanted(pack, rules)
    choices = {name: [None, *VALUES[pack.facts[name].type]] for name in wanted}
    rows = [{name: dice.choice(values) for name, values in choices.items()} for _ in range(count)]
    return [{k: encode(v) for k, v in row.items() if v is not None} for row in rows]


def in_spark(spark, pack, rules, files, on):
    return sorted(tuple(row) for row in engine.outcomes(spark, pack, rules, files, on).collect())


def walked(pack, rules, row, on):
    facts = {name: decode(pack.facts[name], value) for name, value in row.items()}
    found = (answer(pack, each.id, facts, on.day, calendar=on.calendar) for each in rules)
    return tuple(map(outcome, found))


def test_every_kind_of_rule_answers_as_the_walk(spark, tmp_path):
    rules = [*RULES, *EDGES]
    pack, on = pack_of(*rules), Evaluation(DAY, calendar=MAY_DAY)
    rows = random_rows(pack, rules, 300)
    rows += [row for row in [*AS_ENCODED, *AS_COLUMNS_CANNOT_HOLD] if "1,234.5" not in row.values()]
    found = in_spark(spark, pack, rules, release(tmp_path, rows), on)
    assert found == [(key, *walked(pack, rules, row, on)) for key, row in enumerate(rows)]


def test_numbers_too_large_for_columns_are_walked(spark, tmp_path):
    rules = [rule("asked", "floor_area * floor_area * floor_area * investment > 1")]
    pack, on = pack_of(*rules), Evaluation(DAY)
    rows = [{"floor_area": "10000000000000", "investment": "10000000000000"}, {}]
    found = in_spark(spark, pack, rules, release(tmp_path, rows), on)
    assert found == [(0, "yes"), (1, "unknown")]
