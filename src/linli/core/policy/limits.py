"""Values that no compound can have: the row waits for correction (S12)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from linli.core.kernel.period import Period
from linli.core.kernel.problem import Problem
from linli.core.kernel.text import Text
from linli.core.policy.answer import Value
from linli.core.policy.facts import encode
from linli.core.policy.schema import Fact

_NEXT = Text(
    "请核对后改正；不清楚时填“不详”。", 'Check and correct it; enter "不详" if it is not known.'
)


def impossible(fact: Fact, value: Value, today: date) -> Problem | None:
    """Return what is wrong with a value beyond all sense; one that is merely unlikely passes."""
    if isinstance(value, Period):
        return _impossible_day(fact, value, today)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if fact.possible:
        low, high = fact.possible
        if not low <= value <= high:
            return _negative(fact, value) if value < 0 else _beyond(fact, value)
    return _negative(fact, value) if fact.range and value < 0 else None


def _impossible_day(fact: Fact, day: Period, today: date) -> Problem | None:
    if fact.past and day.first > today:
        return _problem(
            "date-to-come",
            fact,
            Text(f"是 {day}，还没有到来", f"is {day}, which is still to come"),
            str(day),
        )
    if fact.possible and not fact.possible[0] <= day.first.year <= fact.possible[1]:
        return _beyond(fact, day)
    return None


def _negative(fact: Fact, value: Value) -> Problem:
    written = str(encode(value))
    return _problem(
        "value-negative",
        fact,
        Text(f"不能为负数：{written}", f"cannot be negative: {written}"),
        written,
    )


def _beyond(fact: Fact, value: Value) -> Problem:
    low, high = fact.possible or (0, 0)
    written = str(encode(value))
    return _problem(
        "value-impossible",
        fact,
        Text(
            f"为 {written}，不可能少于 {low:.0f} 或多于 {high:.0f}",
            f"is {written}; less than {low:.0f} or more than {high:.0f} cannot be",
        ),
        written,
    )


def _problem(code: str, fact: Fact, what: Text, value: str) -> Problem:
    message = Text(f"“{fact.label.zh}”{what.zh}。", f'"{fact.label.en}" {what.en}.')
    return Problem(code, message, _NEXT, value=value)
