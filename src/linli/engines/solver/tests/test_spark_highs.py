"""Plans made on Spark's workers are those of one process."""

import sys
from dataclasses import replace

import pytest

from linli.core.planning.choose import plan_of
from linli.core.planning.port import Effort
from linli.engines.solver.highs import Highs
from linli.engines.solver.tests.test_areas import by_areas, regions, two_provinces

sql = pytest.importorskip("pyspark.sql", reason="the extra spark is not installed")
engine = pytest.importorskip("linli.engines.solver.spark")
pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture(scope="module")
def spark():
    settings = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        session = sql.SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
        yield session
        session.stop()


@pytest.mark.parametrize("is_large", [False, True], ids=["by areas", "by regions"])
def test_s14_the_plan_made_on_spark_is_that_of_one_process(spark, is_large):
    scenario = two_provinces(1)
    with by_areas() as patch:
        if is_large:
            patch.setattr(regions, "LARGE", 0)
        alone, spread = (
            plan_of(scenario, machine, Effort(60.0, 1e-2))
            for machine in (Highs(), engine.SparkHighs(spark))
        )
    assert replace(alone, seconds=0) == replace(spread, seconds=0)
