"""Criteria on facts: which compounds a list holds, answered by columns.

A criterion keeps the compounds for which it is sure to hold: what is unknown is neither "is" nor
"is not", and a compound of "1998" is by the end of 1998, but not sure to be by June.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any

import polars as pl
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.core.kernel.period import Period
from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.answer import Value
from linli.core.policy.facts import parse
from linli.core.policy.schema import Fact, FactType, Subject
from linli.engines.tables.columns import LAST, SCALES
from linli.registry.bridge import dictionary


class Operator(StrEnum):
    """How a fact is compared."""

    IS = "is"
    IS_NOT = "is-not"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    BETWEEN = "between"
    CONTAINS = "contains"
    KNOWN = "known"
    UNKNOWN = "unknown"


_LABELS: dict[Operator, str | Promise] = {
    Operator.IS: _("等于"),
    Operator.IS_NOT: _("不等于"),
    Operator.AT_LEAST: _("不小于"),
    Operator.AT_MOST: _("不大于"),
    Operator.BETWEEN: _("介于"),
    Operator.CONTAINS: _("包含"),
    Operator.KNOWN: _("已填写"),
    Operator.UNKNOWN: _("未知"),
}
_DAY_LABELS: dict[Operator, str | Promise] = {
    Operator.IS: _("属于"),
    Operator.IS_NOT: _("不属于"),
    Operator.AT_LEAST: _("不早于"),
    Operator.AT_MOST: _("不晚于"),
}
_WHETHER = (Operator.KNOWN, Operator.UNKNOWN)
_SAME = (Operator.IS, Operator.IS_NOT)
_ORDERED = (*_SAME, Operator.AT_LEAST, Operator.AT_MOST, Operator.BETWEEN)
_OF_TYPE: dict[FactType, tuple[Operator, ...]] = {
    FactType.BOOL: (*_SAME, *_WHETHER),
    FactType.ENUM: (*_SAME, *_WHETHER),
    FactType.TEXT: (Operator.CONTAINS, *_SAME, *_WHETHER),
    FactType.POINT: _WHETHER,
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """A fact, how it is compared, and with what, as people write it."""

    fact: str
    operator: str
    value: str = ""
    until: str = ""


def operators_of(fact: Fact) -> tuple[Operator, ...]:
    """Return the ways in which a fact can be compared."""
    return _OF_TYPE.get(fact.type, (*_ORDERED, *_WHETHER))


def operator_label(fact: Fact, sign: Operator) -> str:
    """Return a way of comparing in the page's language."""
    days = _DAY_LABELS if fact.type is FactType.DATE else {}
    return str(days.get(sign, _LABELS[sign]))


def column_of(name: str) -> str:
    """Return the column of ``registry.columns`` that holds a compound's fact."""
    return name if name == "code" else f"fact.{name}"


def tidy(criterion: Criterion) -> Criterion:
    """Return a criterion without the values that its operator does not ask for."""
    if criterion.operator in _WHETHER:
        return Criterion(criterion.fact, criterion.operator)
    if criterion.operator != Operator.BETWEEN:
        return Criterion(criterion.fact, criterion.operator, criterion.value)
    return criterion


def condition(criterion: Criterion, number: int) -> pl.Expr:
    """Return a criterion over the columns, null where it cannot be said.

    Raises ``ProblemError`` at the field ``fact-<number>``, ``is-``, ``value-`` or ``until-``.
    """
    fact = dictionary().facts_of(Subject.COMPOUND).get(criterion.fact)
    if fact is None:
        raise ProblemError(_no_such_fact(criterion.fact, number))
    if criterion.operator not in operators_of(fact):
        raise ProblemError(_no_such_operator(fact, criterion.operator, number))
    sign, column = Operator(criterion.operator), pl.col(column_of(fact.name))
    if sign in _WHETHER:
        return column.is_not_null() if sign is Operator.KNOWN else column.is_null()
    low = _value(fact, criterion.value, f"value-{number}")
    if sign is not Operator.BETWEEN:
        return _compared(fact, sign, low)
    high = _value(fact, criterion.until, f"until-{number}")
    if _start(high) < _start(low):
        raise ProblemError(_reversed(fact, number))
    return _compared(fact, Operator.AT_LEAST, low) & _compared(fact, Operator.AT_MOST, high)


def _value(fact: Fact, written: str, key: str) -> Value:
    try:
        value = parse(fact, written)
    except ProblemError as error:
        raise ProblemError(_unreadable(error.problems[0].message, key)) from error
    if value is None:
        raise ProblemError(_no_value(fact, key))
    return value


def _start(value: Value) -> Any:  # noqa: ANN401 - numbers or days, as the fact's type says
    return value.first if isinstance(value, Period) else value


def _compared(fact: Fact, sign: Operator, value: Value) -> pl.Expr:
    column = pl.col(column_of(fact.name))
    if isinstance(value, Period):
        return _compared_days(column, pl.col(column_of(fact.name) + LAST), sign, value)
    if fact.type in SCALES and isinstance(value, int | Decimal):
        return _compared_number(column, sign, Decimal(value).scaleb(SCALES[fact.type]))
    if sign is Operator.CONTAINS:
        return column.str.to_lowercase().str.contains(str(value).lower(), literal=True)
    return column.eq(value) if sign is Operator.IS else column.ne(value)


def _compared_days(first: pl.Expr, last: pl.Expr, sign: Operator, value: Period) -> pl.Expr:
    match sign:
        case Operator.AT_LEAST:
            return first >= value.first
        case Operator.AT_MOST:
            return last <= value.last
        case Operator.IS:
            return (first >= value.first) & (last <= value.last)
    return (last < value.first) | (first > value.last)


_ORDERS: dict[Operator, Callable[[Any, Any], Any]] = {
    Operator.IS: operator.eq,
    Operator.IS_NOT: operator.ne,
    Operator.AT_LEAST: operator.ge,
    Operator.AT_MOST: operator.le,
}


def _compared_number(column: pl.Expr, sign: Operator, scaled: Decimal) -> pl.Expr:
    """Compare whole numbers at a scale with one that may be finer than the scale."""
    rounding = ROUND_CEILING if sign is Operator.AT_LEAST else ROUND_FLOOR
    whole = scaled.to_integral_value(rounding)
    if whole != scaled and sign in _SAME:
        return column.is_not_null() & pl.lit(sign is Operator.IS_NOT)
    result: pl.Expr = _ORDERS[sign](column, pl.lit(int(whole), dtype=pl.Int128))
    return result


def _no_such_fact(name: str, number: int) -> Problem:
    return Problem(
        "filter-unknown-fact",
        Text(f"数据字典里没有小区的项目“{name[:60]}”。", f'A compound has no fact "{name[:60]}".'),
        Text("请重新选择查询项目。", "Choose the fact again."),
        Place(key=f"fact-{number}"),
    )


def _no_such_operator(fact: Fact, sign: str, number: int) -> Problem:
    return Problem(
        "filter-unknown-operator",
        Text(
            f"“{fact.label.zh}”不能按“{sign[:20]}”比较。",
            f'"{fact.label.en}" cannot be compared by "{sign[:20]}".',
        ),
        Text("请重新选择比较方式。", "Choose another comparison."),
        Place(key=f"is-{number}"),
    )


def _unreadable(message: Text, key: str) -> Problem:
    return Problem(
        "filter-value-unreadable",
        message,
        Text("请按该项的类型改正后再查询。", "Correct it and search again."),
        Place(key=key),
    )


def _no_value(fact: Fact, key: str) -> Problem:
    return Problem(
        "filter-value-missing",
        Text(
            f"“{fact.label.zh}”没有填写比较的值。", f'"{fact.label.en}": nothing to compare with.'
        ),
        Text(
            "请填写；要找未填的小区，请选“未知”。",
            "Enter a value, or choose “unknown” to find what is not filled in.",
        ),
        Place(key=key),
    )


def _reversed(fact: Fact, number: int) -> Problem:
    return Problem(
        "filter-reversed",
        Text(
            f"“{fact.label.zh}”的止值小于起值。",
            f'"{fact.label.en}": the end lies before the start.',
        ),
        Text("请调换两个值。", "Exchange the two values."),
        Place(key=f"until-{number}"),
    )
