"""The facts of the race as Spark reads them."""

from __future__ import annotations

from pathlib import Path

from pyspark.sql import SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as everyone names it

from linli.engines.tables.spark import SparkFacts
from policy_peers.world import DATES, INTS, MONEY, pack


def session() -> SparkSession:
    """Return a Spark on both cores."""
    settings = {"spark.ui.enabled": "false", "spark.driver.memory": "6g"}
    spark = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return spark


def typed(spark: SparkSession, folder: Path, rows: int) -> SparkFacts:
    """Return the typed columns, with what compilers must know of them."""
    frame = spark.read.parquet(str(folder)).filter(F.col("id") < rows)
    names = [*MONEY, *INTS, *DATES]
    ends = frame.agg(*(F.min(n) for n in names), *(F.max(n) for n in names)).collect()[0]
    found = {n: (ends[i], ends[i + len(names)]) for i, n in enumerate(names)}
    limits, days = ({n: found[n] for n in some} for some in ((*MONEY, *INTS), DATES))
    return SparkFacts(pack(), frame, limits, days, frozenset())
