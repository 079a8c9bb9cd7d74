from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.core.kernel.money import from_fen, in_ten_thousands, to_fen, yuan


@pytest.mark.parametrize(
    ("given", "amount"), [(400, "400.00"), ("3999999.99", "3999999.99"), ("1E+2", "100.00")]
)
def test_an_amount_has_two_decimals(given, amount):
    assert str(yuan(given)) == amount


@pytest.mark.parametrize("given", [0.1, "0.001", "abc", "", "NaN", "Infinity"])
def test_what_is_not_exact_to_the_cent_is_refused(given):
    with pytest.raises(ValueError, match=r"float|cent|amount"):
        yuan(given)


@given(st.integers(-(10**15), 10**15))
def test_fen_and_yuan_are_the_same_money(fen):
    assert to_fen(from_fen(fen)) == fen


def test_forms_count_in_ten_thousands():
    assert in_ten_thousands(Decimal("3999999.99")) == Decimal("399.999999")
