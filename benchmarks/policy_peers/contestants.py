"""Everyone in the race: each takes the facts in its own best form and answers all rules.

A contestant is made ready once (not timed) and gives a function that is timed, and one that turns
its result into codes: 1 yes, 0 no, 2 unknown, a row of them for each rule.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from linli.core.policy.schema import FactType
from linli.engines.tables.fact_frame import FactFrame
from linli.engines.tables.layers import Evaluation, Layers
from linli.engines.tables.polars_rules import compile_rules
from policy_peers import by_hand, row_by_row
from policy_peers.world import DAY, ENUMS, MONEY, PARAMETERS, RULES, cases, facts, pack

Codes = np.ndarray
Ready = tuple[Callable[[], Any], Callable[[Any], Codes]]
BLOCK = 32_768
"""Rows whose columns stay in a core's own cache."""


def linli(folder: Path, rows: int) -> Ready:
    """Linli's columns."""
    return _linli(facts(folder, rows))


def linli_vague(folder: Path, rows: int) -> Ready:
    """Linli's columns where half of the days are known to the year only, as surveys know them."""
    frame = facts(folder, rows).frame
    for name in ("reuse_from", "started_on", "finished_on"):
        vague = pl.col("id") % 2 == 0
        first, last = (pl.when(vague).then(end).otherwise(name) for end in _year(name))
        frame = frame.with_columns(first.alias(name), last.alias(f"{name}__last"))
    return _linli(FactFrame(pack(), frame))


def _year(name: str) -> tuple[pl.Expr, pl.Expr]:
    year = pl.col(name).dt.year()
    return pl.date(year, 1, 1), pl.date(year, 12, 31)


def _linli(known: FactFrame) -> Ready:
    compiled = compile_rules(known, pack().rules.values(), DAY)

    def codes(found: pl.DataFrame) -> Codes:
        rows = (found[name].cast(pl.Int8).fill_null(2).to_numpy() for name in RULES)
        return np.stack(list(rows))

    return lambda: compiled.run(known.frame), codes


def numpy_whole(folder: Path, rows: int) -> Ready:
    """NumPy by hand, whole columns."""
    columns = by_hand.columns_of(facts(folder, rows).frame)
    everything = slice(0, rows)
    return lambda: _answered(columns.part(everything)), _rails_as_codes


def numpy_blocks(folder: Path, rows: int) -> Ready:
    """NumPy by hand, block by block so that columns stay in the cache."""
    return _in_blocks(folder, rows, map)


def numpy_blocks_2(folder: Path, rows: int) -> Ready:
    """NumPy by hand, blocks on two threads."""
    return _in_blocks(folder, rows, ThreadPoolExecutor(2).map)


def _answered(columns: by_hand.Columns) -> list[by_hand.Truth]:
    return [columns.rule(name) for name in RULES]


def _in_blocks(folder: Path, rows: int, each: Callable[..., Any]) -> Ready:
    columns = by_hand.columns_of(facts(folder, rows).frame)
    blocks = [slice(first, min(first + BLOCK, rows)) for first in range(0, rows, BLOCK)]
    yes, no = (np.empty((len(RULES), rows), bool) for _ in range(2))

    def block(part: slice) -> None:
        for number, truth in enumerate(_answered(columns.part(part))):
            yes[number, part], no[number, part] = truth

    def run() -> list[by_hand.Truth]:
        list(each(block, blocks))
        return [by_hand.Truth(*pair) for pair in zip(yes, no, strict=True)]

    return run, _rails_as_codes


def _rails_as_codes(found: list[by_hand.Truth]) -> Codes:
    return np.stack([np.where(t.yes, 1, np.where(t.no, 0, 2)).astype(np.int8) for t in found])


def duckdb(folder: Path, rows: int) -> Ready:
    """DuckDB runs the same text: only figures are filled in."""
    import duckdb as engine

    database = engine.connect()
    for name, values in ENUMS.items():
        options = ", ".join(f"'{value}'" for value in values.split())
        database.execute(f"CREATE TYPE {name} AS ENUM ({options})")
    forms = [f"(CAST({n} AS DECIMAL(14,0)) * 0.01)::DECIMAL(14,2) AS {n}" for n in MONEY]
    forms += [f"{name}::{name} AS {name}" for name in ENUMS]
    source = f"(SELECT * FROM '{folder}/*.parquet' WHERE id < {rows})"
    database.execute(f"CREATE TABLE facts AS SELECT * REPLACE ({', '.join(forms)}) FROM {source}")
    asked = ", ".join(f"({_sql(when)}) AS {name}" for name, when in RULES.items())

    def codes(found: dict[str, Any]) -> Codes:
        order = np.argsort(found["id"])
        return np.stack([np.ma.filled(found[n].astype(np.int8), 2)[order] for n in RULES])

    return lambda: database.execute(f"SELECT id, {asked} FROM facts").fetchnumpy(), codes


def _sql(when: str) -> str:
    """Fill a rule's figures in."""
    for name, (kind, value) in {**PARAMETERS, "today": (FactType.DATE, DAY)}.items():
        written = f"DATE '{value}'" if kind is FactType.DATE else str(value)
        when = when.replace(f":{name}", written)
    return when


def openfisca(folder: Path, rows: int) -> Ready:
    """OpenFisca as its manual has it, but for money in 64 bits."""
    return _openfisca(folder, rows, "widened")


def openfisca_plain(folder: Path, rows: int) -> Ready:
    """OpenFisca as it is: some answers on money are wrong."""
    return _openfisca(folder, rows, "plain")


def openfisca_tuned(folder: Path, rows: int) -> Ready:
    """OpenFisca with the columns of the NumPy by hand, which it does not offer."""
    return _openfisca(folder, rows, "tuned")


def _openfisca(folder: Path, rows: int, way: str) -> Ready:
    from policy_peers.openfisca import Way, ready

    return ready(by_hand.columns_of(facts(folder, rows).frame), rows, Way(way))


def spark(folder: Path, rows: int) -> Ready:
    """Linli on Spark: reads the files in every run."""
    from pyspark.sql import functions as F  # noqa: N812 - as everyone names it

    from linli.engines.tables.spark import SparkEngine
    from policy_peers.spark_facts import session, typed

    known = typed(session(), folder, rows)
    frame = known.frame
    for layer in Layers(SparkEngine(), known, Evaluation(DAY)).of(pack().rules.values()):
        frame = frame.withColumns(dict(layer))
    asked = frame.select("id", *RULES)

    def codes(_found: None) -> Codes:
        whole = (F.coalesce(F.col(name).cast("tinyint"), F.lit(2)).alias(name) for name in RULES)
        return np.array(sorted(asked.select("id", *whole).collect()), np.int64)[:, 1:].T

    return lambda: asked.write.format("noop").mode("overwrite").save(), codes


def linli_walk(folder: Path, rows: int) -> Ready:
    """Linli's tree walk: one subject at a time, with the reasons of every answer."""
    return row_by_row.walked(facts(folder, rows).frame)


def python_loop(folder: Path, rows: int) -> Ready:
    """Generate a Python function for all rules; call it row by row."""
    return row_by_row.python_loop(cases(folder, rows))


def json_logic(folder: Path, rows: int) -> Ready:
    """Run the JSON-logic engine written in Rust."""
    return row_by_row.json_logic(cases(folder, rows))


def zen(folder: Path, rows: int) -> Ready:
    """Run one decision with an expression for each rule."""
    return row_by_row.zen(cases(folder, rows))
