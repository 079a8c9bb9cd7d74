"""The value of a part whose own parts are all known: exact, whatever the number of digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any

from linli.core.calendar.terms import add_term
from linli.core.calendar.working_days import Calendar
from linli.core.kernel.period import Period
from linli.core.kernel.text import Text
from linli.core.policy import kleene
from linli.core.policy.answer import Value
from linli.core.policy.expression import nodes
from linli.core.policy.schema import FactType, Parameter

TODAY = Parameter(
    name=nodes.TODAY, type=FactType.DATE, label=Text("认定日期", "Day of evaluation"), clause=""
)
"""The day of the evaluation, as explanations show it among the figures."""

_EXACT = Context(prec=10_000)  # more digits than the largest expression can make
_ARITHMETIC: dict[nodes.Operation, Callable[[Any, Any], Decimal]] = {
    "+": _EXACT.add,
    "-": _EXACT.subtract,
    "*": _EXACT.multiply,
}


def computed(node: nodes.Node, values: Sequence[Any], calendar: Calendar) -> Value | None:
    """Compute a part from the values of its own parts; only vague dates still leave it unknown."""
    match node:
        case nodes.Literal():
            return node.value
        case nodes.Compare():
            return kleene.compare(node.operator, *values)
        case nodes.In():
            same = [kleene.compare("=", values[0], value) for value in values[1:]]
            return same[kleene.deciders(same, settling=True)[0]]
        case nodes.Arithmetic():
            result = _ARITHMETIC[node.operator](*values)
            return int(result) if all(type(value) is int for value in values) else result
        case nodes.Round():
            return _rounded(values[0], node.places)
        case nodes.After():
            start, count = values
            return Period(
                *(
                    add_term(day, node.sign * count, node.unit, calendar)
                    for day in (start.first, start.last)
                )
            )
    raise TypeError(f"no value for {type(node).__name__}")


def _rounded(number: Decimal | int, places: int) -> Decimal | int:
    """Return a number with so many decimals, halves away from zero; whole numbers stay whole."""
    if isinstance(number, int):
        return number
    return number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _EXACT)
