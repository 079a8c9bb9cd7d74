"""Facts as typed columns: from the JSON text of a release, only those that rules ask for.

Yes/no is Boolean, an enum ``pl.Enum``, text String. Numbers are whole numbers at the scale of
``columns.SCALES`` (money in fen), wide only where they need it. A date is its first day; where
any value is a month or a year, ``<name>__last`` holds the last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from linli.core.policy.expression import nodes
from linli.core.policy.schema import Fact, FactType, Pack, Rule
from linli.core.policy.trees import facts_read, trees
from linli.engines.tables.columns import LAST, SCALES
from linli.engines.tables.numbers import NARROW

KEY = "id"
"""The column that names the subject of each row, carried through everything."""
_MONTH, _DAY = len("2000-12"), len("2000-12-31")


@dataclass(frozen=True)
class FactFrame:
    """Typed facts of many subjects, with what compilers must know of the columns."""

    pack: Pack
    frame: pl.DataFrame

    @cached_property
    def vague(self) -> frozenset[str]:
        """Return the dates that have a column of last days."""
        return frozenset(c.removesuffix(LAST) for c in self.frame.columns if c.endswith(LAST))

    @cached_property
    def limits(self) -> dict[str, tuple[int, int]]:
        """Return the least and greatest value of each numeric column; 0 and 0 if it is empty."""
        names = [
            name
            for name in self.frame.columns
            if name in self.pack.facts and self.pack.facts[name].type in SCALES
        ]
        if not names:
            return {}
        found = self.frame.select(
            *(pl.col(name).min().alias(f"{name} min") for name in names),
            *(pl.col(name).max().alias(f"{name} max") for name in names),
        ).row(0, named=True)
        return {
            name: (int(found[f"{name} min"] or 0), int(found[f"{name} max"] or 0)) for name in names
        }

    @cached_property
    def days(self) -> dict[str, tuple[date, date]]:
        """Return the earliest and latest day of each date column that has any."""
        names = [name for name, kind in self.frame.schema.items() if kind == pl.Date]
        found = {name: (self.frame[name].min(), self.frame[name].max()) for name in names}
        return {name: ends for name, ends in found.items() if ends[0] is not None}  # type: ignore[misc] # days


def facts_wanted(pack: Pack, rules: Iterable[Rule]) -> tuple[str, ...]:
    """Return the facts that rules read, through other rules as well, each once."""
    names = [name for rule in rules for name in facts_read(pack, rule.id)]
    due = (
        part.name
        for rule in rules
        if (root := trees(pack)[rule.id].due)
        for part in root.walk()
        if isinstance(part, nodes.FactRef)
    )
    return tuple(dict.fromkeys((*names, *due)))


def fact_frame(pack: Pack, names: Sequence[str], table: pl.DataFrame) -> FactFrame:
    """Return facts as typed columns; ``table`` holds ``id`` and ``facts`` (JSON text).

    Raises ``ValueError`` where a stored fact is not of its type.
    """
    facts = [pack.facts[name] for name in names]
    raw = pl.Struct({fact.name: _RAW.get(fact.type, pl.String()) for fact in facts})
    try:
        decoded = table.select(KEY, pl.col("facts").str.json_decode(raw).alias("facts")).unnest(
            "facts"
        )
        columns = [column for fact in facts for column in _typed(fact, decoded)]
    except pl.exceptions.PolarsError as error:
        raise ValueError(f"facts that are not of their types: {error}") from error
    return FactFrame(pack, decoded.select(KEY).with_columns(columns))


_RAW = {FactType.BOOL: pl.Boolean(), FactType.INT: pl.Int64()}


def _typed(fact: Fact, decoded: pl.DataFrame) -> list[pl.Series]:
    """Return a fact as its column, or two for dates of which some are vague."""
    raw = decoded[fact.name]
    if fact.type is FactType.ENUM:
        return [raw.cast(pl.Enum(list(fact.values)))]
    if fact.type is FactType.DATE:
        return _days(raw)
    if fact.type in (FactType.MONEY, FactType.DECIMAL, FactType.RATIO):
        return [_scaled(raw, SCALES[fact.type])]
    return [raw]


def _scaled(raw: pl.Series, scale: int) -> pl.Series:
    """Return decimals written as text as whole numbers at a scale, none rounded."""
    whole = pl.col("text").str.split_exact(".", 1)
    parts = (
        raw.alias("text")
        .to_frame()
        .select(
            whole.struct.field("field_0").alias("above"),
            whole.struct.field("field_1").fill_null("").str.strip_chars_end("0").alias("below"),
        )
    )
    if (parts["below"].str.len_bytes() > scale).any():
        raise ValueError(f"{raw.name}: more than {scale} decimals")
    digits = parts.select(pl.col("above") + pl.col("below").str.pad_end(scale, "0"))["above"]
    wide = digits.cast(pl.Int128)
    fits = (wide.abs() <= NARROW).all()
    return (wide.cast(pl.Int64) if fits else wide).alias(raw.name)


def _days(raw: pl.Series) -> list[pl.Series]:
    """Return the first days and, unless all are exact, the last days of days, months and years."""
    text, length = pl.col("text"), pl.col("text").str.len_bytes()
    by_length = pl.when(length == _DAY).then(text).when(length == _MONTH)
    first = by_length.then(text + "-01").otherwise(text + "-01-01").str.to_date("%Y-%m-%d")
    last = by_length.then(text + "-01").otherwise(text + "-12-31").str.to_date("%Y-%m-%d")
    at_end = pl.when(length == _MONTH).then(last.dt.month_end()).otherwise(last)
    days = raw.alias("text").to_frame().select(first.alias(raw.name), at_end.alias(raw.name + LAST))
    if (days[raw.name] == days[raw.name + LAST]).all():
        return [days[raw.name]]
    return days.get_columns()
