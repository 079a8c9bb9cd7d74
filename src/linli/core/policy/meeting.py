"""Where the two sides of a comparison meet, as one fact moves and all others stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from linli.core.calendar.terms import TermUnit, add_term
from linli.core.calendar.working_days import WEEKENDS_ONLY
from linli.core.kernel.period import Period
from linli.core.policy.answer import Value
from linli.core.policy.expression import nodes

ValueOf = Callable[[nodes.Node], Value | None]
DAYS_A_WORKING_DAY = 2  # weekends and holidays included, more calendar days than are needed


class Line(NamedTuple):
    """A number that grows evenly with a fact: ``slope`` times the fact plus ``start``."""

    slope: Fraction
    start: Fraction

    def meets(self, other: Line) -> Fraction | None:
        """Return the value of the fact at which two numbers are the same."""
        if self.slope == other.slope:
            return None
        return (other.start - self.start) / (self.slope - other.slope)


def numbers(left: nodes.Node, right: nodes.Node, name: str, value: ValueOf) -> Iterator[Fraction]:
    """Give the number of a fact at which two numbers are the same, if there is one."""
    one, other = _line(left, name, value), _line(right, name, value)
    if one and other and (met := one.meets(other)) is not None:
        yield met


def days(left: nodes.Node, right: nodes.Node, name: str, value: ValueOf) -> Iterator[Period]:
    """Give the days of a fact around which two days are the same."""
    for moving, fixed in ((left, right), (right, left)):
        limit = value(fixed)
        if _stands_in(name, moving) and isinstance(limit, Period):
            yield from _back(moving, limit, value)


def _back(moving: nodes.Node, limit: Period, value: ValueOf) -> Iterator[Period]:
    """Take the terms of a moving day off a fixed one, and give the days around what is left."""
    reach = 1
    while isinstance(moving, nodes.After):
        count = value(moving.count)
        if not isinstance(count, int):
            return
        unit, off = moving.unit, -moving.sign * count
        if unit is TermUnit.WORKING_DAYS:
            unit, off = TermUnit.DAYS, off * DAYS_A_WORKING_DAY
        limit = Period(
            *(add_term(day, off, unit, WEEKENDS_ONLY) for day in (limit.first, limit.last))
        )
        reach += 3 if unit is moving.unit else abs(off) + 14
        moving = moving.item
    for edge in (limit.first, limit.last):
        yield from (Period.of(edge + timedelta(days=off)) for off in range(-reach, reach + 1))


def _line(node: nodes.Node, name: str, value: ValueOf) -> Line | None:
    """Return a number as a line over the fact; None if it is unknown or no line."""
    if isinstance(node, nodes.FactRef) and node.name == name:
        return Line(Fraction(1), Fraction(0))
    if isinstance(node, nodes.Arithmetic):
        return _combined(
            node.operator, _line(node.left, name, value), _line(node.right, name, value)
        )
    number = value(node)
    if _stands_in(name, node) or isinstance(number, bool) or not isinstance(number, int | Decimal):
        return None
    return Line(Fraction(0), Fraction(number))


def _combined(operator: nodes.Operation, one: Line | None, other: Line | None) -> Line | None:
    """Return the sum, difference or product of two lines; a product of two slopes is none."""
    if one is None or other is None:
        return None
    if operator != "*":
        sign = 1 if operator == "+" else -1
        return Line(one.slope + sign * other.slope, one.start + sign * other.start)
    if one.slope and other.slope:
        return None
    return Line(one.slope * other.start + other.slope * one.start, one.start * other.start)


def _stands_in(name: str, node: nodes.Node) -> bool:
    """Tell whether a fact stands in a part."""
    return any(isinstance(part, nodes.FactRef) and part.name == name for part in node.walk())
