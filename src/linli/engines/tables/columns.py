"""Conditions over whole columns, for any engine whose columns know + - * and Kleene's & | ~."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Any, NamedTuple

from linli.core.calendar.terms import TermUnit
from linli.core.kernel.period import Period
from linli.core.policy.expression import nodes
from linli.core.policy.lower import Open
from linli.core.policy.schema import FactType, Pack, RuleKind
from linli.engines.tables.numbers import NARROW, Arithmetic, Column, Engine, Number

LAST = "__last"
"""Ends the name of the column with the last day of a date that may be a month or a year."""
DUE = "__due"
"""Ends the name of the column with the day that a deadline comes to."""
SCALES = {FactType.INT: 0, FactType.MONEY: 2, FactType.DECIMAL: 6, FactType.RATIO: 6}
"""Decimals that the columns of each numeric type hold."""
_ORDERS: dict[nodes.Comparison, Callable[[Any, Any], Column]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Days(NamedTuple):
    """The first and last days of periods; the same column twice where all are exact."""

    first: Column
    last: Column
    exact: bool


@dataclass(frozen=True, slots=True)
class Compiler:
    """Turns lowered conditions into columns.

    ``limits`` are the least and greatest numbers of each numeric column, ``vague`` the dates
    that have a column of last days, ``scales`` those of the amounts that other rules made.
    """

    engine: Engine
    pack: Pack
    limits: Mapping[str, tuple[int, int]]
    vague: frozenset[str]
    amounts: Mapping[str, Number]

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
            return _ORDERS[node.operator](left.column, right.column)
        return _ORDERS[node.operator](self.text(node.left), self.text(node.right))

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
                low, high = self.limits[node.name]
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
                return Days(constant(first), constant(last), first == last)
            case nodes.FactRef():
                first = self.engine.column(node.name)
                vague = node.name in self.vague
                last = self.engine.column(node.name + LAST) if vague else first
                return Days(first, last, not vague)
            case nodes.After(count=nodes.Literal(int() as count)):
                days = self.days(node.item)
                first = self.later(days.first, node.sign * count, node.unit)
                last = first if days.exact else self.later(days.last, node.sign * count, node.unit)
                return Days(first, last, days.exact)
        raise TypeError(f"no day: {node.text}")

    def later(self, column: Column, count: int, unit: TermUnit) -> Column:
        """Return the ends of terms that start on days."""
        match unit:
            case TermUnit.YEARS:
                return self.engine.months_later(column, 12 * count)
            case TermUnit.MONTHS:
                return self.engine.months_later(column, count)
            case TermUnit.DAYS:
                return self.engine.days_later(column, count)
        return self.engine.looked_up(column, count)

    def compared_days(self, sign: nodes.Comparison, left: Days, right: Days) -> Column:
        """Compare days; periods that overlap leave it open, as in ``core.policy.kleene``."""
        if left.exact and right.exact:
            return _ORDERS[sign](left.first, right.first)
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
