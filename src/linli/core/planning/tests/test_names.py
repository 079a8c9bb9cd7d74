from decimal import Decimal

from linli.core.planning.names import wan


def test_amounts_show_every_cent_and_no_empty_digit():
    assert wan(Decimal(1_000_000)) == "100.00"
    assert wan(Decimal(882_968)) == "88.2968"
    assert wan(Decimal("12345678.91")) == "1,234.567891"
