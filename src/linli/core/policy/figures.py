"""The policy's figures: exact values of parameters by day."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from linli.core.kernel.money import yuan
from linli.core.kernel.period import Period
from linli.core.policy.answer import Value
from linli.core.policy.schema import FactType, Parameter

_PLAIN = re.compile(r"-?\d{1,15}(\.\d{1,6})?", re.ASCII)
_WRITTEN_AS = {
    FactType.BOOL: bool,
    FactType.INT: int,
    FactType.TEXT: str,
    FactType.ENUM: str,
}


def figure(kind: FactType, raw: str | int | bool | date) -> Value:  # noqa: FBT001 - a value, not a switch
    """Return the exact value of a written figure.

    Money is yuan to the cent, a ratio lies between 0 and 1, a date is a ``Period`` of a day, month
    or year; decimals are written as text. Raises ``ValueError`` where the writing does not fit.
    """
    written_as = _WRITTEN_AS.get(kind)
    if written_as is type(raw) and not isinstance(raw, date):
        if written_as is int and not _PLAIN.fullmatch(str(raw)):
            raise ValueError(f"not a plain whole number: {raw!r}")
        return raw
    if kind is FactType.DATE:
        return Period.parse(str(raw))
    if written_as is None and kind is not FactType.POINT and type(raw) in (str, int):
        return _exact(kind, str(raw))
    raise ValueError(f"not a value of type {kind}: {raw!r}")


def _exact(kind: FactType, written: str) -> Decimal:
    """Return a decimal, amount or ratio."""
    if not _PLAIN.fullmatch(written):
        raise ValueError(f"not a plain decimal number: {written!r}")
    number = Decimal(written)
    if kind is FactType.RATIO and not 0 <= number <= 1:
        raise ValueError(f"a ratio lies between 0 and 1: {written!r}")
    return yuan(number) if kind is FactType.MONEY else number


def value_on(parameter: Parameter, day: date) -> Value | None:
    """Return the value that holds on a day, None while the parameter is open (A04)."""
    held = [entry for entry in parameter.values if entry.since <= day]
    return figure(parameter.type, max(held, key=lambda entry: entry.since).value) if held else None
