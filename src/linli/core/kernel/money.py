"""Money is a Decimal in yuan, exact to the cent; bulk work counts whole fen."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

CENT = Decimal("0.01")
TEN_THOUSAND = 10_000  # 万元, the unit of the official forms


def yuan(value: Decimal | int | str) -> Decimal:
    """Return an amount in yuan with two decimals.

    Raises ``ValueError`` for fractions of a cent, floats and non-numbers: nothing is rounded away.
    """
    if isinstance(value, float):
        raise ValueError(f"money must not be a float: {value!r}")  # noqa: TRY004 - callers catch one error
    try:
        amount = Decimal(value)
        exact = amount.quantize(CENT)
    except InvalidOperation as error:
        raise ValueError(f"not an amount in yuan: {value!r}") from error
    if exact != amount:
        raise ValueError(f"finer than a cent: {value!r}")
    return exact


def to_fen(amount: Decimal) -> int:
    """Return whole fen (cents) of an amount in yuan."""
    return int(yuan(amount) * 100)


def from_fen(fen: int) -> Decimal:
    """Return yuan from whole fen."""
    return Decimal(fen).scaleb(-2).quantize(CENT)


def in_ten_thousands(amount: Decimal) -> Decimal:
    """Return 万元 from yuan, exact."""
    return amount / TEN_THOUSAND
