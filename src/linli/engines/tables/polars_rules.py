"""Rules answered for all subjects at once by Polars: the same answers as the tree walk's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import polars as pl

from linli.core.calendar.working_days import WEEKENDS_ONLY, Calendar
from linli.core.policy.answer import Value, Verdict
from linli.core.policy.schema import Rule, RuleKind
from linli.engines.tables.columns import DUE, LAST
from linli.engines.tables.fact_frame import KEY, FactFrame
from linli.engines.tables.layers import NO_CLASS, Evaluation, Layer, Layers

__all__ = ["NO_CLASS", "Compiled", "PolarsEngine", "compile_rules"]


class PolarsEngine:
    """Polars' columns."""

    def column(self, name: str) -> pl.Expr:
        """Return a column by name."""
        return pl.col(name)

    def constant(self, value: bool | int | str | date | None) -> pl.Expr:  # noqa: FBT001 - a value
        """Return a column of one value; None is an unknown yes or no."""
        return pl.lit(value, dtype=pl.Boolean) if value is None else pl.lit(value)

    def unknown(self, kind: type) -> pl.Expr:
        """Return a column of unknown ``int``s or ``date``s."""
        return pl.lit(None, dtype=pl.Date if kind is date else pl.Int64)

    def class_of(self, name: str | None, names: list[str]) -> pl.Expr:
        """Return a column of one class among those of a classification; None is unknown."""
        return pl.lit(name, dtype=pl.Enum(names))

    def widened(self, column: pl.Expr) -> pl.Expr:
        """Return whole numbers of 128 bits."""
        return column.cast(pl.Int128)

    def chosen(self, condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
        """Return one column where a condition is true and another where not."""
        return pl.when(condition).then(then).otherwise(otherwise)

    def floored(self, column: pl.Expr, step: int) -> pl.Expr:
        """Return the multiple of a step at or next below numbers not below zero."""
        return column // step * step

    def is_in(self, column: pl.Expr, values: list[str]) -> pl.Expr:
        """Tell whether a text is one of several, unknown where it is."""
        return reduce(lambda one, other: one | other, (column == value for value in values))

    def months_later(self, column: pl.Expr, months: int) -> pl.Expr:
        """Return the same day so many months later, or that month's last."""
        return column.dt.offset_by(f"{months}mo").clip(date.min, date.max)

    def days_later(self, column: pl.Expr, days: int) -> pl.Expr:
        """Return the day so many days later."""
        return (column + timedelta(days=days)).clip(date.min, date.max)

    def looked_up(self, column: pl.Expr, first: date, ends: list[date]) -> pl.Expr:
        """Return the end that stands in a list for each day from the first on."""
        place = (column - first).dt.total_days()
        return pl.lit(pl.Series(ends, dtype=pl.Date)).gather(place)


_PLAN = pl.QueryOptFlags.none()
_PLAN.comm_subexpr_elim = True  # all else has nothing to find here and takes a fifth of the time


@dataclass(frozen=True, slots=True)
class Compiled:
    """Rules ready to be run over frames like the one that they were compiled for.

    ``scales`` gives the decimals of each amount.
    """

    rules: tuple[Rule, ...]
    layers: tuple[Layer, ...]
    scales: Mapping[str, int]

    def run(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the key and a column for each rule.

        Boolean (null is unknown); a classification gives its class or ``no``; an amount whole
        numbers at its scale; a deadline besides its due day under ``<rule>__due``.
        """
        table, earlier = frame.lazy(), self.layers[:-1]
        for layer in earlier:
            table = table.with_columns(_named(layer))
        wanted = {rule.id for rule in self.rules}
        made = (name for layer in earlier for name in layer)
        kept = (name for name in made if name.removesuffix(LAST).removesuffix(DUE) in wanted)
        last = (column for layer in self.layers[-1:] for column in _named(layer))
        return table.select(KEY, *kept, *last).collect(optimizations=_PLAN)

    def outcomes(self, answers: pl.DataFrame) -> pl.DataFrame:
        """Return answers as they are stored: yes, no, unknown, or a class."""
        return answers.select(KEY, *(_outcome(rule).alias(rule.id) for rule in self.rules))


def compile_rules(
    facts: FactFrame,
    rules: Iterable[Rule],
    day: date,
    parameters: Mapping[str, Value | None] | None = None,
    calendar: Calendar = WEEKENDS_ONLY,
) -> Compiled:
    """Make rules ready for a frame of facts.

    Raises ``TooLarge`` where a number could pass what columns hold.
    """
    rules = tuple(rules)
    making = Layers(PolarsEngine(), facts, Evaluation(day, parameters or {}, calendar))
    layers = making.of(rules)
    scales = {rule.id: making.amounts[rule.id].scale for rule in rules if rule.id in making.amounts}
    return Compiled(rules, layers, scales)


def _named(layer: Layer) -> list[pl.Expr]:
    """Return a layer's columns with their names."""
    return [column.alias(name) for name, column in layer.items()]


def _outcome(rule: Rule) -> pl.Expr:
    """Return a rule's answers in the words that are stored."""
    column, unknown = pl.col(rule.id), pl.lit(str(Verdict.UNKNOWN))
    if rule.kind is RuleKind.CLASSIFICATION:
        return column.cast(pl.String).fill_null(unknown)
    yes = pl.lit(True) if rule.kind is RuleKind.AMOUNT else column  # noqa: FBT003 - a column
    known = pl.when(yes).then(pl.lit(str(Verdict.YES))).otherwise(pl.lit(str(Verdict.NO)))
    return pl.when(column.is_null()).then(unknown).otherwise(known)
