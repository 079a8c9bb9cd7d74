"""Conditions over whole columns, for any engine whose columns know + - * and Kleene's & | ~."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import NamedTuple, Protocol

from linli.core.calendar.terms import MONTHS_A_YEAR, TermUnit, add_term
from linli.core.calendar.working_days import Calendar
from linli.core.kernel.period import Period
from linli.core.policy.expression import nodes
from linli.core.policy.kleene import ORDERS
from linli.core.policy.lower import Open
from linli.core.policy.schema import FactType, Pack, RuleKind
from linli.engines.tables.numbers import NARROW, Arithmetic, Column, Engine, Number

LAST = "__last"
"""Ends the name of the column with the last day of a date that may be a month or a year."""
DUE = "__due"
"""Ends the name of the column with the day that a deadline comes to."""
SCALES = {FactType.INT: 0, FactType.MONEY: 2, FactType.DECIMAL: 6, FactType.RATIO: 6}
"""Decimals that the columns of each numeric type hold."""
Span = tuple[date, date]
"""The earliest and the latest of some days."""
_FARTHEST = {
    TermUnit.YEARS: date.max.year,
    TermUnit.MONTHS: date.max.year * MONTHS_A_YEAR,
    TermUnit.DAYS: date.max.toordinal(),
    TermUnit.WORKING_DAYS: date.max.toordinal(),
}
"""Terms that leave the calendar from any day; engines fail on much longer ones."""


class Days(NamedTuple):
    """The first and last days of periods; the same column twice where all are exact."""

    first: Column
    last: Column
    exact: bool
    span: Span


class Facts(Protocol):
    """Typed columns of facts, whatever engine holds them, as compilers must know them."""

    @property
    def pack(self) -> Pack:
        """Return the pack whose facts they are."""

    @property
    def limits(self) -> Mapping[str, tuple[int, int]]:
        """Return the least and greatest number of each numeric column."""

    @property
    def vague(self) -> frozenset[str]:
        """Return the dates that have a column of last days."""

    @property
    def days(self) -> Mapping[str, Span]:
        """Return the earliest and latest day of each date column that has any."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns lowered conditions into columns.

    ``amounts`` are the numbers that rules of earlier layers made.
    """

    engine: Engine
    facts: Facts
    calendar: Calendar
    amounts: Mapping[str, Number]

    @property
    def pack(self) -> Pack:
        """Return the pack whose rules are compiled."""
        return self.facts.pack

    @property
    def sums(self) -> Arithmetic:
        """Return the arithmetic of the engine's columns."""
        return Arithmetic(self.engine)

    def condition(self, node: nodes.Node) -> Column:
        """Return a yes or no for each row, unknown where it cannot be said."""
        match node:
            case Open():
                return self.engine.constant(None)
            case nodes.Literal(bool() as value):
                return self.engine.constant(value)
            case nodes.FactRef() | nodes.RuleRef():
                return self.engine.column(node.name)
            case nodes.And() | nodes.Or():
                join = operator.and_ if isinstance(node, nodes.And) else operator.or_
                return reduce(join, map(self.condition, node.parts))
            case nodes.Not():
                return ~self.condition(node.part)
        return self.comparison(node)

    def comparison(self, node: nodes.Node) -> Column:
        """Return a comparison of numbers, days or texts."""
        if isinstance(node, nodes.In):
            return self.membership(node)
        if not isinstance(node, nodes.Compare):
            raise TypeError(f"no condition: {node.text}")
        kind = self.kind(node.left) or self.kind(node.right)
        if kind is FactType.DATE:
            return self.compared_days(node.operator, self.days(node.left), self.days(node.right))
        if kind in SCALES or kind is None:
            left, right = self.sums.alike(self.number(node.left), self.number(node.right))
            return ORDERS[node.operator](left.column, right.column)
        return ORDERS[node.operator](self.text(node.left), self.text(node.right))

    def membership(self, node: nodes.In) -> Column:
        """Return whether a value is one of several: texts at once, others one by one."""
        texts = [value.value for value in node.values if isinstance(value.value, str)]
        if texts and not isinstance(node.item, nodes.RuleRef):
            return self.engine.is_in(self.text(node.item), texts)
        same = (nodes.Compare("=", node.item, value) for value in node.values)
        return reduce(operator.or_, map(self.comparison, same))

    def kind(self, node: nodes.Node) -> FactType | None:
        """Return the type of a value; None for a written number."""
        match node:
            case nodes.FactRef():
                return self.pack.facts[node.name].type
            case nodes.RuleRef():
                rule = self.pack.rules[node.name]
                return rule.type if rule.kind is RuleKind.AMOUNT else FactType.ENUM
            case nodes.Literal(Period()) | nodes.After():
                return FactType.DATE
            case nodes.Literal(str()):
                return FactType.TEXT
            case nodes.Arithmetic() | nodes.Round():
                return FactType.DECIMAL
        return None

    def text(self, node: nodes.Node) -> Column:
        """Return texts and names of values."""
        if isinstance(node, nodes.Literal):
            return self.engine.constant(str(node.value))
        return self.engine.column(node.name)  # type: ignore[attr-defined] # a fact or classification

    def number(self, node: nodes.Node) -> Number:
        """Return numbers at a scale; raises ``TooLarge``."""
        match node:
            case nodes.Literal(int() | Decimal() as value):
                return self.sums.written(Decimal(value))
            case nodes.FactRef():
                low, high = self.facts.limits[node.name]
                column = self.engine.column(node.name)
                scale = SCALES[self.pack.facts[node.name].type]
                return Number(column, scale, low, high, wide=max(-low, high) > NARROW)
            case nodes.RuleRef():
                return self.amounts[node.name]
            case nodes.Round():
                return self.sums.rounded(self.number(node.item), node.places)
            case nodes.Arithmetic():
                return self.sums.computed(
                    node.operator, self.number(node.left), self.number(node.right)
                )
        raise TypeError(f"no number: {node.text}")

    def days(self, node: nodes.Node) -> Days:
        """Return days, each with a first and a last where it is vague."""
        match node:
            case nodes.Literal(Period(first, last)):
                constant = self.engine.constant
                return Days(constant(first), constant(last), first == last, (first, last))
            case nodes.FactRef():
                return self.days_of(node.name)
            case nodes.After(count=nodes.Literal(int() as count)):
                farthest = _FARTHEST[node.unit]
                count = max(-farthest, min(farthest, node.sign * count))
                return self.later(self.days(node.item), count, node.unit)
        raise TypeError(f"no day: {node.text}")

    def days_of(self, name: str) -> Days:
        """Return a fact's days."""
        first, vague = self.engine.column(name), name in self.facts.vague
        last = self.engine.column(name + LAST) if vague else first
        ends = [end for c in (name, name + LAST) for end in self.facts.days.get(c, ())]
        return Days(
            first, last, not vague, (min(ends, default=date.min), max(ends, default=date.min))
        )

    def later(self, days: Days, count: int, unit: TermUnit) -> Days:
        """Return the ends of terms that start on days."""
        first = self.day_later(days.first, count, unit, days.span)
        last = first if days.exact else self.day_later(days.last, count, unit, days.span)
        low, high = (add_term(end, count, unit, self.calendar) for end in days.span)
        return Days(first, last, days.exact, (low, high))

    def day_later(self, column: Column, count: int, unit: TermUnit, span: Span) -> Column:
        """Return the end of a term that starts on a day within a span."""
        match unit:
            case TermUnit.YEARS:
                return self.engine.months_later(column, count * MONTHS_A_YEAR)
            case TermUnit.MONTHS:
                return self.engine.months_later(column, count)
            case TermUnit.DAYS:
                return self.engine.days_later(column, count)
        first, last = (end.toordinal() for end in span)
        starts = map(date.fromordinal, range(first, last + 1))
        ends = [add_term(day, count, unit, self.calendar) for day in starts]
        return self.engine.looked_up(column, span[0], ends)

    def compared_days(self, sign: nodes.Comparison, left: Days, right: Days) -> Column:
        """Compare days; periods that overlap leave it open, as in ``core.policy.kleene``."""
        if left.exact and right.exact:
            return ORDERS[sign](left.first, right.first)
        match sign:
            case "<=":
                return self.settled(left.last <= right.first, left.first > right.last)
            case "<":
                return self.settled(left.last < right.first, left.first >= right.last)
            case "=":
                same = (left.first == right.last) & (left.last == right.first)
                return self.settled(same, (left.last < right.first) | (left.first > right.last))
        opposite: dict[nodes.Comparison, nodes.Comparison] = {">": "<=", ">=": "<", "<>": "="}
        return ~self.compared_days(opposite[sign], left, right)

    def settled(self, yes: Column, no: Column) -> Column:
        """Return yes where that is sure, no where that is, and else unknown."""
        constant = self.engine.constant
        settled_no = self.engine.chosen(no, constant(value=False), constant(None))
        return self.engine.chosen(yes, constant(value=True), settled_no)
