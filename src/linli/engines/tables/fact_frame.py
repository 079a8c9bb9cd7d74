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
from linli.core.policy.schema import Fact, FactType, Pack, Rule, Subject
from linli.core.policy.trees import facts_read, trees
from linli.engines.tables.columns import LAST, SCALES
from linli.engines.tables.numbers import NARROW
from linli.engines.tables.written import DAY, MONTH, number_pattern, odd_json

KEY = "id"
"""The column that names the subject of each row, carried through everything."""


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


def all_facts(pack: Pack, subject: Subject) -> tuple[str, ...]:
    """Return the facts of a subject that a condition can read: all but points."""
    facts = pack.facts_of(subject).values()
    return tuple(fact.name for fact in facts if fact.type is not FactType.POINT)


def fact_frame(pack: Pack, names: Sequence[str], table: pl.DataFrame) -> FactFrame:
    """Return facts as typed columns; ``table`` holds ``id`` and ``facts`` (JSON text).

    Raises ``ValueError`` where columns do not hold a fact exactly, or it is not of its type.
    """
    facts, rest = split_facts(pack, names, table)
    if not rest.is_empty():
        raise ValueError(f"facts not of their types, or of too many decimals: {rest.row(0)}")
    return facts


def split_facts(
    pack: Pack, names: Sequence[str], table: pl.DataFrame
) -> tuple[FactFrame, pl.DataFrame]:
    """Return facts as typed columns, and the rows that columns do not hold exactly as written.

    Such a row has a number too fine or too large, or a value that is not of its fact's type: what
    it means, or what is wrong with it, is for the tree walk to say.
    """
    facts = [pack.facts[name] for name in names]
    odd = table["facts"].str.contains(odd_json(facts))
    plain = table.filter(~odd)
    frame, lost = columns_as_facts(pack, names, decoded(facts, plain))
    rest = pl.concat([table.filter(odd), plain.filter(lost)]).select(KEY, "facts")
    return frame, rest


def columns_as_facts(
    pack: Pack, names: Sequence[str], raw: pl.DataFrame
) -> tuple[FactFrame, pl.Series]:
    """Return facts as typed columns, and which rows columns do not hold exactly.

    ``raw``: ``id`` and a column a fact, encoded: whole numbers, yes or no, all else as text.
    """
    facts = [pack.facts[name] for name in names]
    typed = raw.select(KEY, *(column for fact in facts for column in _typed(fact)))
    lost = raw.select(
        (raw[name].is_not_null() & typed[name].is_null()).alias(name) for name in names
    ).select(pl.any_horizontal(pl.lit(value=False), pl.all()).alias("lost"))["lost"]
    return FactFrame(pack, _narrowed(facts, typed.filter(~lost))), lost


def typed_facts(pack: Pack, names: Sequence[str], table: pl.DataFrame) -> pl.DataFrame:
    """Return ``id`` and facts as columns of fixed types, a row for each row, for lists and maps.

    As above, but points are text, every number has 64 bits, every date has its ``__last``, and what
    a column does not hold exactly is null.
    """
    facts = [pack.facts[name] for name in names]
    odd = table["facts"].str.contains(odd_json(facts))
    empty = pl.when(odd).then(pl.lit("{}")).otherwise("facts").alias("facts")
    raw = decoded(facts, table.with_columns(empty))
    typed = raw.select(KEY, *(column for fact in facts for column in _typed(fact)))
    return typed.cast({pl.Int128: pl.Int64}, strict=False)


def encoded_type(fact: Fact) -> pl.DataType:
    """Return the type of a column of a fact as ``core.policy.facts.encode`` writes it."""
    return {FactType.BOOL: pl.Boolean(), FactType.INT: pl.Int64()}.get(fact.type, pl.String())


def decoded(facts: Sequence[Fact], table: pl.DataFrame) -> pl.DataFrame:
    """Return ``id`` and a column a fact, as JSON holds them; no text may be ``odd_json``."""
    raw = pl.Struct({fact.name: encoded_type(fact) for fact in facts})
    decoded = table.select(KEY, pl.col("facts").str.json_decode(raw))
    return decoded.unnest("facts")


def _typed(fact: Fact) -> list[pl.Expr]:
    """Return a fact as its column, or two for a date; what they do not hold is null."""
    raw = pl.col(fact.name)
    match fact.type:
        case FactType.ENUM:
            return [raw.cast(pl.Enum(list(fact.values)), strict=False)]
        case FactType.DATE:
            return _days(fact.name)
        case FactType.MONEY | FactType.DECIMAL | FactType.RATIO:
            return [_scaled(raw, SCALES[fact.type])]
    return [raw]


def _scaled(raw: pl.Expr, scale: int) -> pl.Expr:
    """Return decimals written as text as whole numbers at a scale, none rounded."""
    parts = raw.str.split_exact(".", 1).struct
    below = parts.field("field_1").fill_null("").str.strip_chars_end("0")
    digits = parts.field("field_0") + below.str.pad_end(scale, "0")
    whole = digits.cast(pl.Int128, strict=False)
    return (
        pl.when(raw.str.contains(number_pattern(scale))).then(whole).alias(raw.meta.output_name())
    )


def _days(name: str) -> list[pl.Expr]:
    """Return the first and the last days of days, months and years."""
    text, length = pl.col(name), pl.col(name).str.len_bytes()
    by_length = pl.when(length == DAY).then(text).when(length == MONTH)
    first, last = (
        by_length.then(text + "-01").otherwise(text + rest).str.to_date("%Y-%m-%d", strict=False)
        for rest in ("-01-01", "-12-31")
    )
    at_end = pl.when(length == MONTH).then(last.dt.month_end()).otherwise(last)
    known = first >= date.min
    return [pl.when(known).then(first).alias(name), pl.when(known).then(at_end).alias(name + LAST)]


def _narrowed(facts: Sequence[Fact], typed: pl.DataFrame) -> pl.DataFrame:
    """Return numbers as 64 bits where all fit, and exact days as one column."""
    for fact in facts:
        if typed.schema[fact.name] == pl.Int128:
            column = typed[fact.name]
            if (column.abs() <= NARROW).all():
                typed = typed.with_columns(column.cast(pl.Int64))
        elif fact.type is FactType.DATE and not (typed[fact.name] != typed[fact.name + LAST]).any():
            typed = typed.drop(fact.name + LAST)
    return typed
