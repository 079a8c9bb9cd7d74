"""Rules answered by Spark, for registries larger than a machine: the same answers as the walk's.

Needs the extra ``spark``. Facts are read from the Parquet files of releases.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any

import polars as pl
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812 - as everyone names it
from pyspark.sql import types as T  # noqa: N812 - as everyone names it

from linli.core.policy.answer import Verdict
from linli.core.policy.schema import Fact, FactType, Pack, Rule, RuleKind
from linli.engines.tables.answers import walked
from linli.engines.tables.columns import LAST, SCALES, Span
from linli.engines.tables.fact_frame import KEY, facts_wanted
from linli.engines.tables.layers import Evaluation, Layers
from linli.engines.tables.numbers import NARROW, TooLarge
from linli.engines.tables.written import DAY, MONTH, number_pattern, odd_json

_WIDE = T.DecimalType(38, 0)
_EPOCH = date(1970, 1, 1)
_TEXT, _ODD, _RAW = "_text", "_odd", "_raw"  # no fact's name begins so
_ENDS = {"least": F.min, "greatest": F.max}


class SparkEngine:
    """Spark's columns, right under its ANSI mode, in which nothing overflows unseen."""

    def column(self, name: str) -> Column:
        """Return a column by name."""
        return F.col(name)

    def constant(self, value: bool | int | str | date | None) -> Column:  # noqa: FBT001 - a value
        """Return a column of one value; None is an unknown yes or no."""
        if value is None:
            return F.lit(None).cast("boolean")
        if isinstance(value, date):
            return F.date_from_unix_date(F.lit((value - _EPOCH).days))
        if isinstance(value, bool | str):
            return F.lit(value)
        return F.lit(value).cast("long") if abs(value) <= NARROW else F.lit(Decimal(value))

    def unknown(self, kind: type) -> Column:
        """Return a column of unknown ``int``s or ``date``s."""
        return F.lit(None).cast("date" if kind is date else "long")

    def class_of(self, name: str | None, names: list[str]) -> Column:  # noqa: ARG002 - texts here
        """Return a column of one class among those of a classification; None is unknown."""
        return F.lit(name).cast("string")

    def widened(self, column: Column) -> Column:
        """Return whole numbers of 38 digits."""
        return column.cast(_WIDE)

    def chosen(self, condition: Column, then: Column, otherwise: Column) -> Column:
        """Return one column where a condition is true and another where not."""
        return F.when(condition, then).otherwise(otherwise)

    def floored(self, column: Column, step: int) -> Column:
        """Return the multiple of a step at or next below numbers not below zero."""
        return column - column % self.constant(step)

    def is_in(self, column: Column, values: list[str]) -> Column:
        """Tell whether a text is one of several, unknown where it is."""
        return column.isin(values)

    def months_later(self, column: Column, months: int) -> Column:
        """Return the same day so many months later, or that month's last."""
        return self.kept(F.add_months(column, months))

    def days_later(self, column: Column, days: int) -> Column:
        """Return the day so many days later."""
        return self.kept(F.date_add(column, days))

    def kept(self, column: Column) -> Column:
        """Keep days within the calendar's years."""
        first, last = self.constant(date.min), self.constant(date.max)
        return F.when(column < first, first).when(column > last, last).otherwise(column)

    def looked_up(self, column: Column, first: date, ends: list[date]) -> Column:
        """Return the end that stands in a list for each day from the first on."""
        numbers = ",".join(str((end - _EPOCH).days) for end in ends)
        table = F.split(F.lit(numbers), ",").cast("array<int>")
        return F.date_from_unix_date(F.get(table, F.datediff(column, self.constant(first))))


@dataclass(frozen=True)
class SparkFacts:
    """Typed facts of many subjects, with what compilers must know of the columns."""

    pack: Pack
    frame: DataFrame
    limits: dict[str, tuple[int, int]]
    days: dict[str, Span]
    vague: frozenset[str]


def outcomes(
    spark: SparkSession, pack: Pack, rules: Sequence[Rule], parquet: Sequence[str], on: Evaluation
) -> DataFrame:
    """Return the key and a column of outcomes for each rule, over the files of releases.

    Rows that columns do not hold exactly are walked; all are where a number could pass the widest
    column. Raises ``ValueError`` for a fact not of its type.
    """
    table = spark.read.parquet(*parquet).select(KEY, "facts")
    try:
        found, rest = _by_columns(pack, rules, table, on)
    except TooLarge:
        return _walked(pack, rules, table, on)
    return found if rest.isEmpty() else found.unionByName(_walked(pack, rules, rest, on))


def answered(
    pack: Pack, rules: Sequence[Rule], parquet: Sequence[str], on: Evaluation
) -> pl.DataFrame:
    """Return outcomes as rows on this machine, worked out by the Spark that is set up on it."""
    spark = SparkSession.builder.appName("linli").getOrCreate()
    found = outcomes(spark, pack, rules, parquet, on)
    schema = {KEY: pl.Int64(), **{rule.id: pl.String() for rule in rules}}
    return pl.DataFrame([tuple(row) for row in found.collect()], schema=schema, orient="row")


def _walked(pack: Pack, rules: Sequence[Rule], table: DataFrame, on: Evaluation) -> DataFrame:
    """Return the same, subject by subject, on this machine."""
    rows = [tuple(row) for row in table.collect()]
    schema = {KEY: pl.Int64(), "facts": pl.String()}
    found = walked(pack, rules, pl.DataFrame(rows, schema=schema, orient="row"), on)
    columns = ", ".join(f"`{name}` string" for name in found.columns[1:])
    return table.sparkSession.createDataFrame(found.rows(), f"{KEY} long, {columns}")


def _by_columns(
    pack: Pack, rules: Sequence[Rule], table: DataFrame, on: Evaluation
) -> tuple[DataFrame, DataFrame]:
    """Return outcomes, and the rows that columns do not hold."""
    facts, rest = split_facts(pack, facts_wanted(pack, rules), table)
    frame = facts.frame
    for layer in Layers(SparkEngine(), facts, on).of(rules):
        frame = frame.withColumns(dict(layer))
    return frame.select(KEY, *(_outcome(rule).alias(rule.id) for rule in rules)), rest


def _outcome(rule: Rule) -> Column:
    """Return a rule's answers in the words that are stored."""
    column, unknown = F.col(rule.id), F.lit(str(Verdict.UNKNOWN))
    if rule.kind is RuleKind.CLASSIFICATION:
        return F.coalesce(column, unknown)
    yes, no = F.lit(str(Verdict.YES)), F.lit(str(Verdict.NO))
    known = yes if rule.kind is RuleKind.AMOUNT else F.when(column, yes).otherwise(no)
    return F.when(column.isNull(), unknown).otherwise(known)


def split_facts(pack: Pack, names: Sequence[str], table: DataFrame) -> tuple[SparkFacts, DataFrame]:
    """Return facts as typed columns, and the rows that columns do not hold exactly as written."""
    facts = [pack.facts[name] for name in names]
    odd = F.col("facts").rlike(odd_json(facts))
    kinds = {FactType.BOOL: T.BooleanType(), FactType.INT: T.LongType()}
    schema = T.StructType(
        [T.StructField(fact.name, kinds.get(fact.type, T.StringType())) for fact in facts]
    )
    json = F.from_json(F.when(~odd, F.col("facts")), schema, {"mode": "FAILFAST"})
    raw = table.select(KEY, F.col("facts").alias(_TEXT), odd.alias(_ODD), json.alias(_RAW))
    typed = raw.select("*", *(column for fact in facts for column in _typed(fact)))
    lost = (F.col(f"{_RAW}.{name}").isNotNull() & F.col(name).isNull() for name in names)
    held = ~reduce(operator.or_, lost, F.col(_ODD))
    rest = typed.filter(~held).select(KEY, F.col(_TEXT).alias("facts"))
    return _known(pack, typed.filter(held).drop(_TEXT, _ODD, _RAW)), rest


def _typed(fact: Fact) -> list[Column]:
    """Return a fact as its column, or two for a date; what they do not hold is null."""
    raw = F.col(f"{_RAW}.{fact.name}")
    match fact.type:
        case FactType.ENUM:
            return [F.when(raw.isin(list(fact.values)), raw).alias(fact.name)]
        case FactType.DATE:
            return _days(fact.name, raw)
        case FactType.MONEY | FactType.DECIMAL | FactType.RATIO:
            return [_scaled(raw, SCALES[fact.type]).alias(fact.name)]
    return [raw.alias(fact.name)]


def _scaled(raw: Column, scale: int) -> Column:
    """Return decimals written as text as whole numbers at a scale, none rounded."""
    number = F.when(raw.rlike(number_pattern(scale)), raw).cast(T.DecimalType(15 + scale, scale))
    return (number * F.lit(10**scale)).cast(_WIDE)


def _days(name: str, raw: Column) -> list[Column]:
    """Return the first and the last days of days, months and years."""
    length = F.length(raw)
    by_length = F.when(length == DAY, raw).when(length == MONTH, F.concat(raw, F.lit("-01")))
    first, last = (
        F.try_to_date(by_length.otherwise(F.concat(raw, F.lit(rest))), "yyyy-MM-dd")
        for rest in ("-01-01", "-12-31")
    )
    at_end = F.when(length == MONTH, F.last_day(last)).otherwise(last)
    known = first >= SparkEngine().constant(date.min)
    return [F.when(known, first).alias(name), F.when(known, at_end).alias(name + LAST)]


def _known(pack: Pack, frame: DataFrame) -> SparkFacts:
    """Ask once for what compilers must know of the columns; narrow what fits."""
    numeric = [n for n in frame.columns if n in pack.facts and pack.facts[n].type in SCALES]
    days = [name for name, kind in frame.dtypes if kind == "date"]
    pairs = [name for name in days if not name.endswith(LAST)]
    found = _asked(frame, [*numeric, *days], pairs)
    limits = {n: (int(found[n, "least"] or 0), int(found[n, "greatest"] or 0)) for n in numeric}
    narrow = {n: F.col(n).cast("long") for n in numeric if max(map(abs, limits[n])) <= NARROW}
    vague = frozenset(name for name in pairs if found[name, "vague"])
    frame = frame.drop(*(name + LAST for name in pairs if name not in vague))
    spans = {n: (found[n, "least"], found[n, "greatest"]) for n in days if found[n, "least"]}
    return SparkFacts(pack, frame.withColumns(narrow), limits, spans, vague)


def _asked(frame: DataFrame, names: list[str], pairs: list[str]) -> dict[tuple[str, str], Any]:
    """Return the ends of columns, and whether any date of a pair is vague."""
    ends = {(name, word): end(name) for name in names for word, end in _ENDS.items()}
    asked = ends | {(n, "vague"): F.bool_or(F.col(n) != F.col(n + LAST)) for n in pairs}
    found = frame.agg(F.count("*"), *asked.values()).collect()[0]
    return dict(zip(asked, found[1:], strict=True))
