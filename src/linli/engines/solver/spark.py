"""The planning port on Spark: questions spread over a cluster, everything else as on one machine.

Needs the extra ``spark``, and Linli on the workers.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Sequence
from typing import Any

import pyarrow as pa
from pyspark.sql import SparkSession

from linli.engines.solver.highs import Highs


class SparkHighs(Highs):
    """Solves with HiGHS; areas and regions are asked on Spark's workers."""

    def __init__(self, spark: SparkSession) -> None:
        self._spark = spark

    def __reduce__(self) -> tuple[type[Highs], tuple[()]]:
        """Go to the workers as the plain engine: a session stays on the driver."""
        return Highs, ()

    def each(
        self,
        work: Callable[[Any], Any],
        questions: Sequence[Any],
        *,
        threads: int,  # noqa: ARG002 - the cluster knows its own
    ) -> list[Any]:
        """Do work on each question, a group of its own each; see the port."""
        rows = [(number, pickle.dumps((work, each))) for number, each in enumerate(questions)]
        asked = self._spark.createDataFrame(rows, "number long, content binary")
        told = asked.groupBy("number").applyInArrow(_answered, asked.schema).collect()
        return [pickle.loads(row.content) for row in sorted(told)]  # noqa: S301 - our own answers


def _answered(group: pa.Table) -> pa.Table:
    """Answer the one question of a group."""
    ((number, content),) = zip(*group.to_pydict().values(), strict=True)
    work, question = pickle.loads(content)  # noqa: S301 - what the driver packed
    return pa.table(
        {"number": [number], "content": [pickle.dumps(work(question))]}, schema=group.schema
    )
