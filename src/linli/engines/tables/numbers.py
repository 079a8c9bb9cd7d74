"""Numbers of whole columns: whole numbers at a scale, so that 12.50 yuan is 1250 at scale 2.

How large each can become is followed from the columns' own limits: none overflows unseen.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from linli.core.policy.expression import nodes

Column = Any
"""A column expression of an engine."""

NARROW = 2**63 - 1
WIDE = 10**38 - 1
"""The largest numbers of the engines' ordinary and of their wide whole numbers."""


class TooLarge(ArithmeticError):  # noqa: N818 - named for what is wrong
    """A number could pass the widest that columns hold; the tree walk still answers it."""


class Engine(Protocol):
    """What an engine must do besides its columns' own operators."""

    def column(self, name: str) -> Column:
        """Return a column by name."""

    def constant(self, value: bool | int | str | date | None) -> Column:  # noqa: FBT001 - a value
        """Return a column of one value; None is an unknown yes or no."""

    def widened(self, column: Column) -> Column:
        """Return whole numbers as ones that hold ``WIDE``."""

    def chosen(self, condition: Column, then: Column, otherwise: Column) -> Column:
        """Return one column where a condition is true and another where not."""

    def floored(self, column: Column, step: int) -> Column:
        """Return the multiple of a step at or next below numbers not below zero."""

    def is_in(self, column: Column, values: list[str]) -> Column:
        """Tell whether a text is one of several, unknown where it is."""

    def months_later(self, column: Column, months: int) -> Column:
        """Return the same day so many months later, or that month's last."""

    def days_later(self, column: Column, days: int) -> Column:
        """Return the day so many days later."""

    def looked_up(self, column: Column, first: date, ends: list[date]) -> Column:
        """Return the end that stands in a list for each day from the first on."""

    def class_of(self, name: str | None, names: list[str]) -> Column:
        """Return a column of one class among those of a classification; None is unknown."""

    def unknown(self, kind: type) -> Column:
        """Return a column of unknown ``int``s or ``date``s."""


class Number(NamedTuple):
    """Whole numbers at a scale, with the limits that they keep within; ``written`` if constant."""

    column: Column
    scale: int
    low: int
    high: int
    wide: bool = False
    written: bool = False


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Sums, products and rounding of an engine's columns; all raise ``TooLarge``."""

    engine: Engine

    def written(self, value: Decimal) -> Number:
        """Return a written number at the least scale that holds it."""
        exponent = value.normalize().as_tuple().exponent
        scale = max(0, -exponent) if isinstance(exponent, int) else 0
        whole = int(value.scaleb(scale))
        return Number(self.engine.constant(whole), scale, whole, whole, written=True)

    def computed(self, sign: nodes.Operation, left: Number, right: Number) -> Number:
        """Return a sum, difference or product."""
        if sign == "*":
            corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
            low, high, scale = min(corners), max(corners), left.scale + right.scale
        else:
            left, right = self.alike(left, right)
            scale, other = left.scale, (right.low, right.high)
            low, high = (
                (left.low + other[0], left.high + other[1])
                if sign == "+"
                else (left.low - other[1], left.high - other[0])
            )
        left, right = self.fitted(left, low, high), self.fitted(right, low, high)
        join = {"+": operator.add, "-": operator.sub, "*": operator.mul}[sign]
        column = join(left.column, right.column)
        return Number(column, scale, low, high, wide=left.wide or right.wide)

    def alike(self, left: Number, right: Number) -> tuple[Number, Number]:
        """Return two numbers at the same scale."""
        scale = max(left.scale, right.scale)
        return self.lifted(left, scale), self.lifted(right, scale)

    def lifted(self, number: Number, scale: int) -> Number:
        """Return a number at a larger scale."""
        if scale == number.scale:
            return number
        factor = 10 ** (scale - number.scale)
        low, high = number.low * factor, number.high * factor
        if number.written:
            return number._replace(
                column=self.engine.constant(low), scale=scale, low=low, high=high
            )
        fitted = self.fitted(number, low, high)
        column = fitted.column * self.engine.constant(factor)
        return Number(column, scale, low, high, fitted.wide)

    def fitted(self, number: Number, low: int, high: int) -> Number:
        """Return a number in a form that has room for what is made of it."""
        largest = max(-low, high)
        if largest > WIDE:
            raise TooLarge
        if largest <= NARROW or number.wide:
            return number
        return number._replace(column=self.engine.widened(number.column), wide=True)

    def rounded(self, number: Number, places: int) -> Number:
        """Round to a multiple of the last place kept, halves away from zero; the scale stays."""
        if places >= number.scale:
            return number
        step = 10 ** (number.scale - places)
        low, high = number.low - step, number.high + step
        number = self.fitted(number, low, high)
        up = self._rounded(number.column, step)
        if number.low < 0:
            zero = self.engine.constant(0)  # Polars cannot negate wide numbers
            down = zero - self._rounded(zero - number.column, step)
            up = self.engine.chosen(number.column >= 0, up, down)
        return Number(up, number.scale, low, high, number.wide)

    def _rounded(self, column: Column, step: int) -> Column:
        """Round numbers not below zero."""
        return self.engine.floored(column + self.engine.constant(step // 2), step)
