"""Kleene's three values: true, false, and unknown (None), which matters only where it must."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from linli.core.kernel.period import Period

Truth = bool | None

ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def opposite(value: Truth) -> Truth:
    """Return NOT of a value; the opposite of unknown is unknown."""
    return None if value is None else not value


def deciders(values: Sequence[Truth], settling: Truth) -> list[int]:
    """Return the positions of the parts that decide an AND (settled by False) or OR (by True).

    One settling part is enough, the first; else all unknown parts keep it open; else all parts
    are needed. The value of each of them is the value of the whole.
    """
    if settling in values:
        return [values.index(settling)]
    return [i for i, value in enumerate(values) if value is None] or list(range(len(values)))


def compare(sign: str, left: Any, right: Any) -> Truth:  # noqa: ANN401 - two values of one kind
    """Compare two known values; periods answer None where they overlap."""
    if isinstance(left, Period):
        return _PERIOD_ORDERS[sign](left, right)
    return ORDERS[sign](left, right)


def is_by(one: Period, other: Period) -> Truth:
    """Tell whether all of a period lies on or before another."""
    if one.is_by(other.first):
        return True
    return False if one.is_by(other.last) is False else None


def is_before(one: Period, other: Period) -> Truth:
    """Tell whether all of a period lies before another."""
    if one.is_before(other.first):
        return True
    return False if one.is_before(other.last) is False else None


def is_same(one: Period, other: Period) -> Truth:
    """Tell whether two periods are the same day; None where that cannot be said."""
    if other.first == other.last:
        return one.is_on(other.first)
    return None if one.first <= other.last and other.first <= one.last else False


_PERIOD_ORDERS: dict[str, Callable[[Period, Period], Truth]] = {
    "=": is_same,
    "<>": lambda one, other: opposite(is_same(one, other)),
    "<": is_before,
    "<=": is_by,
    ">": lambda one, other: opposite(is_by(one, other)),
    ">=": lambda one, other: opposite(is_before(one, other)),
}
