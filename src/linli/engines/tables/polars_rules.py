"""Rules answered for all subjects at once by Polars: the same answers as the tree walk's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce

import polars as pl

from linli.core.calendar.terms import TermUnit, add_term
from linli.core.calendar.working_days import WEEKENDS_ONLY, Calendar
from linli.core.policy.answer import Value, Verdict
from linli.core.policy.expression import nodes
from linli.core.policy.lower import Constants, Open, in_order
from linli.core.policy.schema import Rule, RuleKind
from linli.core.policy.trees import Trees
from linli.engines.tables.columns import DUE, LAST, Compiler
from linli.engines.tables.fact_frame import KEY, FactFrame
from linli.engines.tables.numbers import Number

NO_CLASS = "no"
"""What a classification comes to where none of its classes holds."""
Layer = tuple[pl.Expr, ...]


@dataclass(frozen=True, slots=True)
class PolarsEngine:
    """Polars' columns. ``days`` are the first and last day of all dates, for looking terms up."""

    days: tuple[date, date]
    calendar: Calendar

    def column(self, name: str) -> pl.Expr:
        """Return a column by name."""
        return pl.col(name)

    def constant(self, value: bool | int | str | date | None) -> pl.Expr:  # noqa: FBT001 - a value
        """Return a column of one value; None is an unknown yes or no."""
        return pl.lit(value, dtype=pl.Boolean) if value is None else pl.lit(value)

    def widened(self, column: pl.Expr) -> pl.Expr:
        """Return whole numbers of 128 bits."""
        return column.cast(pl.Int128)

    def chosen(self, condition: pl.Expr, then: pl.Expr, otherwise: pl.Expr) -> pl.Expr:
        """Return one column where a condition is true and another where not."""
        return pl.when(condition).then(then).otherwise(otherwise)

    def remainder(self, column: pl.Expr, divisor: int) -> pl.Expr:
        """Return what is left after division of numbers not below zero."""
        return column % divisor

    def is_in(self, column: pl.Expr, values: list[str]) -> pl.Expr:
        """Tell whether a text is one of several, unknown where it is."""
        return reduce(lambda one, other: one | other, (column == value for value in values))

    def months_later(self, column: pl.Expr, months: int) -> pl.Expr:
        """Return the same day so many months later, or that month's last."""
        return self.kept(column.dt.offset_by(f"{months}mo"))

    def days_later(self, column: pl.Expr, days: int) -> pl.Expr:
        """Return the day so many days later."""
        return self.kept(column + timedelta(days=days))

    def kept(self, column: pl.Expr) -> pl.Expr:
        """Keep days within the calendar's years."""
        return column.clip(date.min, date.max)

    def looked_up(self, column: pl.Expr, count: int) -> pl.Expr:
        """Return the day so many working days later, from a table of all days."""
        first, last = self.days
        starts = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        ends = [add_term(day, count, TermUnit.WORKING_DAYS, self.calendar) for day in starts]
        return column.replace_strict(starts, ends, return_dtype=pl.Date)


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
        table = frame.lazy()
        for layer in self.layers:
            table = table.with_columns(layer)
        made = table.collect_schema().names()
        wanted = {rule.id for rule in self.rules}
        keep = [n for n in made if n.removesuffix(LAST).removesuffix(DUE) in wanted]
        return table.select(KEY, *keep).collect()

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

    Raises ``columns.TooLarge`` where a number could pass what columns hold.
    """
    rules = tuple(rules)
    return _Making(facts, day, parameters or {}, calendar).compiled(rules)


class _Making:
    """Compiles layer after layer; amounts of earlier layers are known to later ones."""

    def __init__(
        self,
        facts: FactFrame,
        day: date,
        parameters: Mapping[str, Value | None],
        calendar: Calendar,
    ) -> None:
        self.constants = Constants(facts.pack, day, parameters, calendar)
        self.amounts: dict[str, Number] = {}
        ends = [end for pair in facts.days.values() for end in pair] or [day]
        engine = PolarsEngine((min(ends), max(ends)), calendar)
        self.compiler = Compiler(engine, facts.pack, facts.limits, facts.vague, self.amounts)

    def compiled(self, rules: tuple[Rule, ...]) -> Compiled:
        """Return all rules, each in a layer after those that it refers to."""
        layers = tuple(
            tuple(column for rule in layer for column in self.columns(rule))
            for layer in in_order(self.constants.pack, rules)
        )
        scales = {rule.id: self.amounts[rule.id].scale for rule in rules if rule.id in self.amounts}
        return Compiled(rules, layers, scales)

    def columns(self, rule: Rule) -> Iterable[pl.Expr]:
        """Give the columns that a rule makes."""
        own = self.constants.lowered(rule)
        yield self.answer(rule, own).alias(rule.id)
        if isinstance(own.due, Open):
            yield pl.lit(None, dtype=pl.Date).alias(rule.id + DUE)
        elif own.due:
            due = self.compiler.days(own.due)
            yield due.first.alias(rule.id + DUE)
            if not due.exact:
                yield due.last.alias(rule.id + DUE + LAST)

    def answer(self, rule: Rule, own: Trees) -> pl.Expr:
        """Return the column of a rule's answer."""
        if own.whole is None:
            return self.classified(rule, own.classes)
        if rule.kind is not RuleKind.AMOUNT:
            column: pl.Expr = self.compiler.condition(own.whole)
            return column
        number = Number(pl.lit(None, dtype=pl.Int64), 0, 0, 0)
        if not isinstance(own.whole, Open):
            number = self.compiler.number(own.whole)
        self.amounts[rule.id] = number._replace(column=pl.col(rule.id))
        amount: pl.Expr = number.column
        return amount

    def classified(self, rule: Rule, conditions: tuple[nodes.Node, ...]) -> pl.Expr:
        """Return the first class that holds; an unknown one before it leaves the choice open."""
        names = pl.Enum([*(option.value for option in rule.classes), NO_CLASS])
        chosen = pl.lit(NO_CLASS, dtype=names)
        for option, node in reversed(tuple(zip(rule.classes, conditions, strict=True))):
            holds = self.compiler.condition(node)
            unknown = pl.lit(None, dtype=names)
            rest = pl.when(holds.is_null()).then(unknown).otherwise(chosen)
            chosen = pl.when(holds).then(pl.lit(option.value, dtype=names)).otherwise(rest)
        return chosen


def _outcome(rule: Rule) -> pl.Expr:
    """Return a rule's answers in the words that are stored."""
    column, unknown = pl.col(rule.id), pl.lit(str(Verdict.UNKNOWN))
    if rule.kind is RuleKind.CLASSIFICATION:
        return column.cast(pl.String).fill_null(unknown)
    yes = pl.lit(True) if rule.kind is RuleKind.AMOUNT else column  # noqa: FBT003 - a column
    known = pl.when(yes).then(pl.lit(str(Verdict.YES))).otherwise(pl.lit(str(Verdict.NO)))
    return pl.when(column.is_null()).then(unknown).otherwise(known)
