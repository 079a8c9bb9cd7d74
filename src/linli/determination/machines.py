"""What works a determination out: this machine's columns, or a Spark cluster."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from importlib import import_module
from importlib.util import find_spec

import polars as pl

from linli.core.kernel.problem import Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.schema import Pack, Rule
from linli.engines.tables.answers import outcomes
from linli.engines.tables.layers import Evaluation
from linli.registry.models import Release
from linli.registry.reads import release_frame


class Machine(StrEnum):
    """The engines that can answer a whole release."""

    POLARS = "polars"
    SPARK = "spark"


def answers_of(
    machine: Machine, pack: Pack, rules: Sequence[Rule], release: Release, on: Evaluation
) -> pl.DataFrame:
    """Return what rules say of each compound of a release, as it is stored.

    Raises ``ProblemError`` where Spark is asked for and not installed.
    """
    if machine is Machine.POLARS:
        return outcomes(pack, rules, release_frame(release), on)
    if find_spec("pyspark") is None:
        raise ProblemError(_no_spark())
    spark = import_module("linli.engines.tables.spark")  # an extra: most cities do without
    found: pl.DataFrame = spark.answered(pack, rules, [release.content.path], on)
    return found


def _no_spark() -> Problem:
    return Problem(
        "spark-not-installed",
        Text("没有安装 Spark。", "Spark is not installed."),
        Text(
            "请安装 linli[spark]，或不用 --engine spark；认定结果相同。",
            "Install linli[spark], or leave out --engine spark: the answers are the same.",
        ),
    )
